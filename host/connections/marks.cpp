#include "connections/marks.hpp"

#include <algorithm>

#include "base/limits_connections.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

std::string tags_json(const std::vector<std::string>& tags) {
  std::string out;
  for (const std::string& tag : tags)
    out += (out.empty() ? "" : ",") + json_quote(tag);
  return "{\"tags\":[" + out + "]}";
}

tl::unexpected<Error> version_conflict() {
  return fail("version_conflict", "The connection was changed meanwhile",
              "Read it again and repeat your change");
}

}  // namespace

Result<ConnectionRow> ConnectionMarks::find(Session& session, const std::string& id,
                                            std::optional<int64_t> version) {
  auto row = rows::find_connection(session, id);
  if (!row)
    return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
                "GET /api/v1/connections lists them");
  if (version && *version != row->version) return version_conflict();
  return std::move(*row);
}

Status ConnectionMarks::changed(Session& session, ConnectionRow row, ActivityRow entry,
                                const std::string& actor) {
  entry.connection_id = row.id;
  entry.actor = actor;
  row.updated_at = d_.clock.now();
  if (!rows::update_connection(session, row)) return version_conflict();
  d_.journal.append(session, std::move(entry));
  return {};
}

// Nothing is written when it is so already: the version stays.
Result<bool> ConnectionMarks::pause(Session& session, const std::string& id, bool paused,
                                    std::optional<int64_t> version, const std::string& actor) {
  auto row = find(session, id, version);
  if (!row) return fail(row.error());
  const bool done =
      paused ? rows::insert_pause(session, {id, d_.clock.now(), actor}) : rows::delete_pause(session, id);
  if (!done) return false;
  ActivityRow entry;
  entry.kind = paused ? "connection.paused" : "connection.resumed";
  entry.message = paused ? "Paused: no planned runs until it is resumed. Syncing by hand still works"
                         : "Resumed: planned runs go on";
  entry.before_json = paused ? "{\"paused\":false}" : "{\"paused\":true}";
  entry.after_json = paused ? "{\"paused\":true}" : "{\"paused\":false}";
  if (auto kept = changed(session, std::move(*row), std::move(entry), actor); !kept)
    return fail(kept.error());
  return true;
}

Result<bool> ConnectionMarks::retag(Session& session, const std::string& id, const TagChange& change,
                                    std::optional<int64_t> version, const std::string& actor) {
  auto row = find(session, id, version);
  if (!row) return fail(row.error());
  const auto before = rows::list_connection_tags(session, id);
  auto had = [&](const std::string& tag) { return std::binary_search(before.begin(), before.end(), tag); };
  auto added = change.add, removed = change.remove;
  std::erase_if(added, had);
  std::erase_if(removed, [&](const std::string& tag) { return !had(tag); });
  if (added.empty() && removed.empty()) return false;
  if (before.size() + added.size() > limits::kTagsPerConnectionMax + removed.size())
    return fail("tags_invalid",
                "A connection has at most " + std::to_string(limits::kTagsPerConnectionMax) + " tags",
                "Remove some first");
  for (const std::string& tag : removed)
    rows::remove_connection_tag(session, id, tag);
  for (const std::string& tag : added)
    rows::add_connection_tag(session, id, tag, d_.clock.now(), actor);
  ActivityRow entry;
  entry.kind = "connection.tagged";
  entry.before_json = tags_json(before);
  entry.after_json = tags_json(rows::list_connection_tags(session, id));
  if (!added.empty()) entry.message = "Tags added: " + joined(added);
  if (!removed.empty())
    entry.message += (entry.message.empty() ? "Tags removed: " : "; removed: ") + joined(removed);
  if (auto kept = changed(session, std::move(*row), std::move(entry), actor); !kept)
    return fail(kept.error());
  return true;
}

void ConnectionMarks::told(const std::string& id) {
  if (on_change_) on_change_(id);
  d_.events.publish({"connection", id, "{}"});
}

Result<bool> ConnectionMarks::change_one(const std::string& id, const Change& change) {
  Result<bool> done = false;
  Status written = d_.database.write([&](Session& session) -> Status {
    done = change(session, id);
    if (!done) return fail(done.error());
    return {};
  });
  if (!written) return fail(written.error());
  if (*done) told(id);
  return done;
}

Result<bool> ConnectionMarks::set_paused(const std::string& id, bool paused,
                                         std::optional<int64_t> expected_version, const std::string& actor) {
  return change_one(id, [&](Session& session, const std::string& one) {
    return pause(session, one, paused, expected_version, actor);
  });
}

Status ConnectionMarks::put_paused(Session& session, const std::string& id, bool paused,
                                   const std::string& actor) {
  auto done = pause(session, id, paused, std::nullopt, actor);
  return done ? Status() : fail(done.error());
}

Result<bool> ConnectionMarks::set_tags(const std::string& id, const std::vector<std::string>& tags,
                                       std::optional<int64_t> expected_version, const std::string& actor) {
  return change_one(id, [&](Session& session, const std::string& one) {
    TagChange change{tags, rows::list_connection_tags(session, one)};
    std::erase_if(change.remove, [&](const std::string& tag) {
      return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
    return retag(session, one, change, expected_version, actor);
  });
}

// What is refused has written nothing, and does not undo the others.
Result<std::vector<ConnectionMarks::Outcome>> ConnectionMarks::change_many(
    const std::vector<std::string>& ids, const Change& change) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(ids.size());
  for (size_t from = 0; from < ids.size(); from += limits::kBulkChunk) {
    const size_t to = std::min(ids.size(), from + limits::kBulkChunk);
    std::vector<Outcome> chunk;
    Status written = d_.database.write([&](Session& session) -> Status {
      chunk.clear();
      for (size_t at = from; at < to; ++at)
        chunk.push_back({ids[at], change(session, ids[at])});
      return {};
    });
    if (!written) return fail(written.error());
    std::move(chunk.begin(), chunk.end(), std::back_inserter(outcomes));
  }
  // When all is written: what the engine does with the first ones would stand in the way of the others.
  for (const Outcome& outcome : outcomes)
    if (outcome.changed && *outcome.changed) told(outcome.connection_id);
  return outcomes;
}

Result<std::vector<ConnectionMarks::Outcome>> ConnectionMarks::set_paused_of(
    const std::vector<std::string>& ids, bool paused, const std::string& actor) {
  return change_many(ids, [&](Session& session, const std::string& id) {
    return pause(session, id, paused, std::nullopt, actor);
  });
}

Result<std::vector<ConnectionMarks::Outcome>> ConnectionMarks::change_tags_of(
    const std::vector<std::string>& ids, const TagChange& change, const std::string& actor) {
  return change_many(ids, [&](Session& session, const std::string& id) {
    return retag(session, id, change, std::nullopt, actor);
  });
}

}  // namespace mooring::host
