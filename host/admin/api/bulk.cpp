// Tags of a connection, and what is done to many connections at once: sync, retry, pause, resume, tag, untag.
#include <algorithm>
#include <array>
#include <set>

#include "admin/api/annotations.hpp"
#include "admin/api/board_filter.hpp"
#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/limits_connections.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

struct Bulk {
  std::string action;
  std::vector<std::string> ids, tags;
};

struct Done {  // to one of many
  std::string connection_id;
  enum { done, unchanged, failed } result = done;
  size_t runs = 0;
  std::optional<Error> error{};
};

constexpr std::array<std::string_view, 6> kActions = {"sync", "retry", "pause", "resume", "tag", "untag"};
constexpr std::array<std::string_view, 10> kFilterNames = {
    "workspace", "channel", "region", "badge", "activity", "tag", "paused", "text", "managed_by", "ids"};

bool asks_the_engine(const std::string& action) {
  return action == "sync" || action == "retry";
}

// Errors: parameter_invalid, bulk_too_many, expect_mismatch.
Result<std::vector<std::string>> ids_of_filter(const Call& call, const std::string& action,
                                               std::map<std::string, std::string> values, int64_t expect) {
  for (const auto& [name, value] : values)
    if (std::find(kFilterNames.begin(), kFilterNames.end(), name) == kFilterNames.end())
      return fail("parameter_invalid", "There is no filter " + clean_line(name, 80),
                  "The filters are those of GET /api/v1/connections");
  auto filter = board_filter([&](const std::string& name) { return values[name]; });
  if (!filter) return fail(filter.error());
  auto entries = board_entries(call);
  if (!entries) return fail(entries.error());
  auto ids = board_ids(**entries, *filter, call.admin.d.clock.now());
  const size_t most = asks_the_engine(action) ? limits::kBulkSyncMax : limits::kBulkFilterMax;
  if (ids.size() > most)
    return fail("bulk_too_many", "The filter matches " + std::to_string(ids.size()) + " connections",
                "At most " + std::to_string(most) + " at once: narrow the filter");
  if (expect != static_cast<int64_t>(ids.size()))
    return fail(
        "expect_mismatch",
        "The filter matches " + std::to_string(ids.size()) + " connections, not " + std::to_string(expect),
        "Look at them again, and send the number that you have seen as expect");
  return ids;
}

tl::expected<Bulk, Problem> read_bulk(const Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  Bulk bulk;
  bulk.action = body->required_text("action");
  auto ids = body->texts("connections");
  auto filter = body->values("filter");
  const auto expect = body->integer("expect");
  auto tags = body->texts("tags");
  if (std::find(kActions.begin(), kActions.end(), bulk.action) == kActions.end())
    body->complain("action", "must be sync, retry, pause, resume, tag or untag");
  const bool by_filter = body->has("filter");
  if (by_filter == ids.has_value()) body->complain("connections", "send either connections or a filter");
  if (by_filter && !expect) body->complain("expect", "say how many connections the filter matches");
  if (ids && ids->size() > limits::kBulkConnectionsMax)
    body->complain("connections", "at most " + std::to_string(limits::kBulkConnectionsMax));
  const bool about_tags = bulk.action == "tag" || bulk.action == "untag";
  if (about_tags && (!tags || tags->empty())) body->complain("tags", "name at least one");
  if (!about_tags && tags) body->complain("tags", "only with tag and untag");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (tags) {
    auto clean = clean_tags(*tags);
    if (!clean) return refuse(clean.error());
    bulk.tags = std::move(*clean);
  }
  if (!by_filter) {
    std::set<std::string> seen;
    for (std::string& id : *ids)
      if (seen.insert(id).second) bulk.ids.push_back(std::move(id));
    return bulk;
  }
  auto matched = ids_of_filter(call, bulk.action, std::move(filter), *expect);
  if (!matched)
    return refuse(Problem(matched.error(), matched.error().code == "expect_mismatch" ? 409
                                           : matched.error().code == "bulk_too_many" ? 422
                                                                                     : 0));
  bulk.ids = std::move(*matched);
  return bulk;
}

std::vector<Done> done_of(const std::vector<ConnectionMarks::Outcome>& outcomes) {
  std::vector<Done> all;
  for (const auto& outcome : outcomes) {
    Done one{outcome.connection_id};
    if (!outcome.changed)
      one.result = Done::failed, one.error = outcome.changed.error();
    else if (!*outcome.changed)
      one.result = Done::unchanged;
    all.push_back(std::move(one));
  }
  return all;
}

// Which streams a retry is about. A connection without a failed one needs no retry.
std::vector<std::string> failed_streams(const ConnectionStatus& status) {
  std::vector<std::string> failed;
  for (const StreamStatus& stream : status.streams)
    if (stream.last_run_failed && stream.enabled && stream.fed_by.empty()) failed.push_back(stream.id);
  return failed;
}

Done sync_one(const Call& call, const std::string& id, const SyncTargets& targets) {
  Done one{id};
  auto runs = call.admin.d.engine.sync_now(id, targets, call.caller.actor);
  if (!runs) {
    one.result = Done::failed;
    one.error = runs.error();
  } else {
    one.runs = runs->size();
  }
  return one;
}

// The engine queues what it cannot start at once, in the lane of what people ask for.
Result<std::vector<Done>> sync_all(const Call& call, const Bulk& bulk) {
  std::vector<Done> all;
  for (size_t from = 0; from < bulk.ids.size(); from += limits::kBulkChunk) {
    const std::vector<std::string> chunk(
        bulk.ids.begin() + static_cast<long>(from),
        bulk.ids.begin() + static_cast<long>(std::min(bulk.ids.size(), from + limits::kBulkChunk)));
    std::map<std::string, std::vector<std::string>> failed;
    if (bulk.action == "retry") {
      auto statuses = call.admin.d.status.list_of(chunk, {});
      if (!statuses) return fail(statuses.error());
      for (const ConnectionStatus& status : *statuses)
        failed[status.connection.id] = failed_streams(status);
    }
    for (const std::string& id : chunk) {
      const bool nothing = failed.contains(id) && failed[id].empty();
      all.push_back(nothing ? Done{id, Done::unchanged} : sync_one(call, id, {failed[id], {}}));
    }
  }
  return all;
}

Result<std::vector<Done>> carry_out(const Call& call, const Bulk& bulk) {
  if (asks_the_engine(bulk.action)) return sync_all(call, bulk);
  ConnectionMarks& marks = call.admin.d.marks;
  const std::string& actor = call.caller.actor;
  auto outcomes = bulk.action == "tag"     ? marks.change_tags_of(bulk.ids, {bulk.tags, {}}, actor)
                  : bulk.action == "untag" ? marks.change_tags_of(bulk.ids, {{}, bulk.tags}, actor)
                                           : marks.set_paused_of(bulk.ids, bulk.action == "pause", actor);
  if (!outcomes) return fail(outcomes.error());
  return done_of(*outcomes);
}

JsonObject done_json(const Done& one) {
  constexpr std::array kResults = {"done", "unchanged", "failed"};
  auto out = json_object();
  out->set("connection_id", one.connection_id);
  out->set("result", kResults[static_cast<size_t>(one.result)]);
  out->set("runs", one.runs);
  out->set("code", one.error ? one.error->code : "");
  out->set("detail", one.error ? one.error->message : "");
  out->set("hint", one.error ? one.error->hint : "");
  return out;
}

}  // namespace

Answer post_bulk(Call& call) {
  auto bulk = read_bulk(call);
  if (!bulk) return refuse(bulk.error());
  auto all = carry_out(call, *bulk);
  if (!all) return refuse(all.error());
  // Failures first: of very many, the list ends where the rest is only counted.
  std::stable_sort(all->begin(), all->end(), [](const Done& a, const Done& b) {
    return (a.result == Done::failed) > (b.result == Done::failed);
  });
  std::array<size_t, 3> counts{};
  size_t runs = 0;
  auto items = json_array();
  for (const Done& one : *all) {
    ++counts[static_cast<size_t>(one.result)];
    runs += one.runs;
    if (items->size() < limits::kBulkResultsMax) items->add(done_json(one));
  }
  auto answer = json_object();
  answer->set("action", bulk->action);
  answer->set("matched", all->size());
  answer->set("done", counts[Done::done]);
  answer->set("unchanged", counts[Done::unchanged]);
  answer->set("failed", counts[Done::failed]);
  answer->set("runs", runs);
  answer->set("items", items);
  return json_response(200, answer);
}

Answer put_connection_tags(Call& call) {
  auto version = if_match_version(call);
  if (!version) return refuse(version.error());
  auto tags = read_tags(call);
  if (!tags) return refuse(tags.error());
  auto changed = call.admin.d.marks.set_tags(call.id(), *tags, *version, call.caller.actor);
  if (!changed) return refuse(changed.error());
  return connection_answer(call, call.id());
}

}  // namespace mooring::host::admin
