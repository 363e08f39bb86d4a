// The badges of the last days: of single connections in full, of many and of groups as strips.
#include <charconv>
#include <map>
#include <set>

#include "admin/api/board_filter.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_status.hpp"
#include "base/limits_status.hpp"

namespace mooring::host::admin {
namespace {

Result<int> query_days(const Call& call) {
  const std::string text = call.query("days");
  if (text.empty()) return limits::kBadgeDaysDefault;
  int days = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (problem != std::errc{} || end != text.data() + text.size() || days < 1 || days > limits::kBadgeDaysMax)
    return fail("parameter_invalid", "days is not a number of days",
                "Use 1 to " + std::to_string(limits::kBadgeDaysMax));
  return days;
}

Result<std::vector<std::string>> query_connections(const Call& call) {
  std::vector<std::string> ids;
  std::set<std::string> known;
  std::string text = call.query("connections") + ",";
  for (size_t from = 0, to = text.find(','); to != std::string::npos;
       from = to + 1, to = text.find(',', from))
    if (std::string id = text.substr(from, to - from); !id.empty() && known.insert(id).second)
      ids.push_back(std::move(id));
  if (ids.empty() || ids.size() > limits::kBadgeDaysConnectionsMax)
    return fail(
        "parameter_invalid", "connections names " + std::to_string(ids.size()) + " connections",
        "Name 1 to " + std::to_string(limits::kBadgeDaysConnectionsMax) + " ids, with commas between");
  return ids;
}

// Each connection of the filter, by id.
Result<JsonArray> strips_of_connections(const Call& call, const BoardEntries& entries,
                                        const BoardFilter& filter, int days) {
  const Timestamp now = call.admin.d.clock.now();
  const auto ids = board_ids(entries, filter, now);
  if (ids.size() > limits::kBadgeDaysConnectionsMax)
    return fail(
        "parameter_invalid", "the filter matches " + std::to_string(ids.size()) + " connections",
        "Name at most " + std::to_string(limits::kBadgeDaysConnectionsMax) + " with ids, or use by=region");
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    items->clear();
    return rows::each_badge_history(session, ids, first_badge_day(now, days),
                                    [&](const std::string& id, const std::vector<rows::BadgeSpan>& spans) {
                                      BadgeStrip strip(now, days);
                                      strip.add(spans);
                                      auto item = badge_strip_json(strip);
                                      item->set("connection_id", id);
                                      items->add(item);
                                    });
  });
  if (!read) return fail(read.error());
  return items;
}

using RegionKey = std::pair<std::string, std::string>;  // channel, region

// All connections of the filter, those of one region of a channel together.
Result<JsonArray> strips_of_regions(const Call& call, const BoardEntries& entries, const BoardFilter& filter,
                                    int days) {
  const Timestamp now = call.admin.d.clock.now();
  std::map<RegionKey, std::vector<std::string>> members;
  const auto ids = board_ids(entries, filter, now);
  auto wanted = ids.begin();
  for (const auto& entry : entries) {  // both stand in the order of the ids
    if (wanted == ids.end()) break;
    if (entry->id != *wanted) continue;
    members[{entry->channel, entry->region}].push_back(*wanted++);
  }
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    items->clear();
    for (const auto& [place, connections] : members) {
      BadgeStrip strip(now, days);
      Status summed = rows::each_badge_history(
          session, connections, first_badge_day(now, days),
          [&](const std::string&, const std::vector<rows::BadgeSpan>& spans) { strip.add(spans); });
      if (!summed) return summed;
      auto item = badge_strip_json(strip);
      item->set("channel", place.first);
      item->set("region", place.second);
      item->set("members", connections.size());
      items->add(item);
    }
    return {};
  });
  if (!read) return fail(read.error());
  return items;
}

}  // namespace

Answer list_badge_days(Call& call) {
  auto days = query_days(call);
  if (!days) return refuse(days.error());
  auto ids = query_connections(call);
  if (!ids) return refuse(ids.error());
  const Timestamp now = call.admin.d.clock.now();
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    items->clear();
    for (const std::string& id : *ids) {
      rows::BadgeHistoryFilter filter;
      filter.connection_id = id;
      filter.since = first_badge_day(now, *days);
      filter.limit = limits::kBadgeChangesOfStripMax;
      items->add(badge_days_json(id, badge_days(rows::list_badge_history(session, filter), now, *days)));
    }
    return {};
  });
  if (!read) return refuse(read.error());
  return json_page(items);
}

Answer list_badge_strips(Call& call) {
  const std::string by = call.query("by");
  if (!by.empty() && by != "connection" && by != "region")
    return refuse("parameter_invalid", "by is neither connection nor region");
  auto days = query_days(call);
  if (!days) return refuse(days.error());
  auto filter = board_filter(call);
  if (!filter) return refuse(filter.error());
  auto entries = board_entries(call);
  if (!entries) return refuse(entries.error());
  const auto place = call.admin.heavy_reads.enter();
  if (!place) return refuse_heavy_read();
  auto items = by == "region" ? strips_of_regions(call, **entries, *filter, *days)
                              : strips_of_connections(call, **entries, *filter, *days);
  if (!items) return refuse(items.error());
  return json_page(*items);
}

}  // namespace mooring::host::admin
