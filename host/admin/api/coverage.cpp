// The coverage of a connection: what is held, restating, failed, missing and lost, and the listings with their age.
#include <algorithm>
#include <array>
#include <map>

#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_backfills.hpp"
#include "base/limits_backfill.hpp"
#include "connections/channel_setup.hpp"
#include "store/rows_backfills.hpp"
#include "sync/backfill_plan.hpp"

namespace mooring::host::admin {
namespace {

constexpr std::array kStates = {CoverageState::held, CoverageState::restating, CoverageState::lost,
                                CoverageState::failed, CoverageState::missing};

struct Held {
  std::vector<CoverageRow> ranges;
  std::vector<BackfillPartRow> parts;
};

// What a first sync reads: as far back as the setting says and the provider keeps.
Timestamp first_wanted(const ConnectionStatus& status, const SlotStatus& slot, const StreamRule& rule,
                       const Manifest& manifest) {
  const auto settings = effective_settings(manifest, status.connection.settings_json);
  return slot.first_wanted_at.value_or(status.connection.created_at) -
         std::chrono::days{history_days(rule, settings)};
}

CoverageSlot slot_of(const ConnectionStatus& status, const StreamStatus& stream, const SlotStatus& slot,
                     const StreamRule& rule, const Manifest& manifest) {
  CoverageSlot one;
  one.rule = &rule;
  one.marketplace = slot.marketplace;
  one.usual_lag = usual_lag(rule, stream.interval);
  one.wanted_from = first_wanted(status, slot, rule, manifest);
  one.failing = slot.last_run_failed;
  one.reason = slot.failure_message;
  one.run_id = slot.last_run_id;
  return one;
}

// A stream that runs once for all tells its coverage by marketplace, unless it tells it for the account.
void add_slots(const ConnectionStatus& status, const StreamStatus& stream, const StreamRule& rule,
               const Manifest& manifest, CoverageFacts& facts) {
  if (!stream.enabled) return;
  if (rule.scope == StreamScope::marketplace) {
    for (const SlotStatus& slot : stream.marketplaces)
      facts.slots.push_back(slot_of(status, stream, slot, rule, manifest));
    return;
  }
  const bool whole = std::any_of(facts.ranges.begin(), facts.ranges.end(), [&](const CoverageRow& row) {
    return row.stream == rule.id && row.marketplace.empty();
  });
  CoverageSlot slot = slot_of(status, stream, stream, rule, manifest);
  if (whole) return facts.slots.push_back(slot);
  for (const MarketplaceRow& marketplace : status.marketplaces) {
    if (!marketplace.selected || !marketplace.available) continue;
    slot.marketplace = marketplace.id;
    facts.slots.push_back(slot);
  }
}

// What a backfill tried last and could not read. A later success holds it, and then it is not asked for here.
void add_failed(const ConnectionStatus& status, const std::vector<BackfillPartRow>& parts,
                CoverageFacts& facts) {
  std::map<std::string, std::vector<std::string>> fed;
  for (const StreamRule& rule : facts.manifest->streams)
    fed[rule.fed_by.empty() ? rule.id : rule.fed_by].push_back(rule.id);
  for (const BackfillPartRow& part : parts) {
    const bool tried = part.state == BackfillState::failed || (!is_ended(part.state) && part.attempts > 0);
    if (!tried) continue;
    std::vector<std::string> places = {part.marketplace};
    if (part.marketplace.empty())
      for (const MarketplaceRow& one : status.marketplaces)
        places.push_back(one.id);
    for (const std::string& stream : fed[part.stream])
      for (const std::string& place : places)
        facts.failed.push_back({stream, place, part.position, part.to, part.failure_message, part.last_run_id,
                                part.backfill_id});
  }
}

JsonArray listings_json(const ConnectionStatus& status, const std::string& stream) {
  auto items = json_array();
  const auto add = [&](const std::string& id, const SlotStatus& slot) {
    auto item = json_object();
    item->set("stream", id);
    item->set("marketplace", slot.marketplace);
    item->set("as_of", json_time(slot.last_success_at));
    items->add(item);
  };
  for (const StreamStatus& one : status.streams) {
    if (!one.enabled && !one.last_success_at) continue;  // switched off: nobody waits for it
    if (!one.lists || (!stream.empty() && one.id != stream)) continue;
    if (one.scope == StreamScope::connection) add(one.id, one);
    for (const SlotStatus& slot : one.marketplaces)
      add(one.id, slot);
  }
  return items;
}

Result<std::optional<CoverageState>> wanted_state(const Call& call) {
  const std::string text = call.query("state");
  if (text.empty()) return std::nullopt;
  for (const CoverageState state : kStates)
    if (text == to_text(state)) return state;
  return fail("parameter_invalid", "state is not a state of coverage",
              "Use held, restating, failed, missing or lost");
}

}  // namespace

Answer list_coverage(Call& call) {
  auto state = wanted_state(call);
  if (!state) return refuse(state.error());
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  const std::string stream = call.query("stream"), marketplace = call.query("marketplace");
  CoverageFacts facts;
  std::vector<BackfillPartRow> parts;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    facts.ranges = rows::list_coverage(session, call.id(), stream);
    parts = rows::list_parts_of_connection(session, call.id());
    return {};
  });
  if (!read) return refuse(read.error());
  facts.manifest = call.admin.d.registry.manifest(found->connection.channel);
  facts.now = call.admin.d.clock.now();
  if (facts.manifest) {
    for (const StreamStatus& one : found->streams)
      if (const StreamRule* rule = facts.manifest->stream(one.id);
          rule && (stream.empty() || one.id == stream))
        add_slots(*found, one, *rule, *facts.manifest, facts);
    add_failed(*found, parts, facts);
  }
  auto items = json_array();
  std::map<CoverageState, int64_t> counts;
  for (const CoverageSpan& span : coverage_calendar(facts)) {
    if (!marketplace.empty() && span.range.marketplace != marketplace) continue;
    ++counts[span.state];
    if ((!*state || span.state == **state) && items->size() < limits::kCoverageSpansMax)
      items->add(coverage_json(span));
  }
  auto count = json_object();
  for (const CoverageState one : kStates)
    count->set(to_text(one), counts[one]);
  auto body = json_object();
  body->set("items", items);
  body->set("counts", count);
  body->set("listings", listings_json(*found, stream));
  body->set("next", Poco::Dynamic::Var());
  return json_response(200, body);
}

}  // namespace mooring::host::admin
