// Many connections: listing, counting and exporting them, from the board in memory.
#include <algorithm>
#include <array>

#include "activity/activity_log.hpp"
#include "admin/api/board_filter.hpp"
#include "admin/api/export_place.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_board.hpp"
#include "base/csv.hpp"
#include "base/limits_connections.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

using Texts = std::vector<std::string>;

std::optional<Badge> badge_named(const std::string& text) {
  for (Badge badge : {Badge::connected, Badge::stale, Badge::sync_error, Badge::expired, Badge::revoked,
                      Badge::not_connected})
    if (text == to_text(badge)) return badge;
  return std::nullopt;
}

bool is_activity(const std::string& text) {
  return text == "idle" || busyness(text) > 0;
}

Texts values_in(const std::string& text) {
  Texts values;
  for (size_t from = 0; from <= text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    if (comma > from) values.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return values;
}

Status fill_states(BoardFilter& filter, const NamedValue& value_of) {
  for (const std::string& text : values_in(value_of("badge"))) {
    auto badge = badge_named(text);
    if (!badge)
      return fail("parameter_invalid", "badge is not one of the badges",
                  "Use connected, stale, sync_error, expired, revoked or not_connected");
    filter.badges.push_back(*badge);
  }
  filter.activities = values_in(value_of("activity"));
  if (!std::all_of(filter.activities.begin(), filter.activities.end(), is_activity))
    return fail("parameter_invalid", "activity is not a state of a run",
                "Use idle, queued, running, waiting_for_budget, throttled, retrying or sleeping");
  const std::string paused = value_of("paused");
  if (!paused.empty() && paused != "true" && paused != "false")
    return fail("parameter_invalid", "paused is neither true nor false");
  if (!paused.empty()) filter.paused = paused == "true";
  filter.managed_by = value_of("managed_by");
  if (!filter.managed_by.empty() && filter.managed_by != "console" && filter.managed_by != "file")
    return fail("parameter_invalid", "managed_by is neither console nor file");
  return {};
}

std::string csv_line(const BoardEntry& entry, Timestamp now) {
  std::string tags;
  for (const std::string& tag : entry.tags)
    tags += (tags.empty() ? "" : ", ") + tag;
  const Texts cells = {entry.id,
                       entry.label,
                       entry.channel,
                       entry.region,
                       entry.account_id,
                       entry.account_name,
                       to_text(entry.badge_at(now)),
                       entry.reason,
                       entry.action,
                       entry.last_success_at ? format_time(*entry.last_success_at) : "",
                       entry.activity,
                       entry.paused ? "true" : "false",
                       tags,
                       entry.managed_by,
                       format_time(entry.created_at),
                       entry.workspace};
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i)
    line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  return line + "\r\n";
}

constexpr std::string_view kCsvHeader =
    "id,label,channel,region,account_id,account_name,badge,reason,action,last_success_at,activity,paused,"
    "tags,"
    "managed_by,created_at,workspace\r\n";

bool write_all(const BoardEntries& entries, const std::vector<std::string>& ids, bool csv, Timestamp now,
               const PluginRegistry& registry, const http::Write& write) {
  std::string chunk = csv ? std::string(kCsvHeader) : "";
  auto wanted = ids.begin();
  for (const auto& entry : entries) {  // both stand in the order of the ids
    if (wanted == ids.end()) break;
    if (entry->id != *wanted) continue;
    ++wanted;
    chunk += csv ? csv_line(*entry, now) : json_text(board_entry_json(*entry, registry, now)) + "\n";
    if (chunk.size() < limits::kExportChunkBytes) continue;
    if (!write(chunk)) return false;
    chunk.clear();
  }
  return chunk.empty() || write(chunk);
}

}  // namespace

Result<BoardFilter> board_filter(const NamedValue& value_of) {
  BoardFilter filter;
  filter.ids = values_in(value_of("ids"));
  std::sort(filter.ids.begin(), filter.ids.end());
  filter.workspaces = values_in(value_of("workspace"));
  filter.channels = values_in(value_of("channel"));
  filter.regions = values_in(value_of("region"));
  filter.tags = values_in(value_of("tag"));
  filter.text = value_of("text");
  if (auto filled = fill_states(filter, value_of); !filled) return fail(filled.error());
  const bool too_many =
      filter.ids.size() > limits::kFilterValuesMax ||
      filter.workspaces.size() + filter.channels.size() + filter.regions.size() + filter.tags.size() >
          limits::kFilterValuesMax ||
      filter.text.size() > limits::kConnectionTextBytesMax;
  if (too_many)
    return fail("parameter_invalid", "a filter is too long",
                "Of one parameter there are at most " + std::to_string(limits::kFilterValuesMax) +
                    " values, and " + std::to_string(limits::kConnectionTextBytesMax) + " bytes of text");
  return filter;
}

Result<BoardFilter> board_filter(const Call& call) {
  return board_filter([&](const std::string& name) { return call.query(name); });
}

Result<std::shared_ptr<const BoardEntries>> board_entries(const Call& call) {
  return call.admin.d.board.current(call.admin.d.status, call.admin.d.clock.now());
}

Answer list_connections(Call& call) {
  const AdminDependencies& d = call.admin.d;
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  auto filter = board_filter(call);
  if (!filter) return refuse(filter.error());
  auto order = board_order(call.query("sort"));
  if (!order)
    return refuse("parameter_invalid", "sort is not an order of connections",
                  "Use label, badge, last_success, created or channel, or one of them with - in front");
  const std::string fields = call.query("fields");
  if (!fields.empty() && fields != "compact")
    return refuse("parameter_invalid", "fields is not known", "Leave it out, or use compact");
  auto entries = board_entries(call);
  if (!entries) return refuse(entries.error());
  const Timestamp now = d.clock.now();
  auto page = board_page(**entries, *filter, *order, call.query("cursor"), *limit, now);
  if (!page) return refuse(page.error());
  auto items = json_array();
  if (fields == "compact") {
    for (const auto& entry : page->entries)
      items->add(board_entry_json(*entry, d.registry, now));
    return json_page(items, page->next);
  }
  std::vector<std::string> ids;
  for (const auto& entry : page->entries)
    ids.push_back(entry->id);
  auto statuses = d.status.list_of(ids, {});
  if (!statuses) return refuse(statuses.error());
  for (const ConnectionStatus& status : *statuses)
    items->add(connection_json(status, d.registry.manifest(status.connection.channel)));
  return json_page(items, page->next);
}

Answer list_connection_facets(Call& call) {
  auto filter = board_filter(call);
  if (!filter) return refuse(filter.error());
  auto entries = board_entries(call);
  if (!entries) return refuse(entries.error());
  const auto facets = board_facets(**entries, *filter, call.admin.d.clock.now());
  return json_response(200, board_facets_json(facets, call.admin.d.registry));
}

Answer export_connections(Call& call) {
  const std::string format = call.query("format");
  if (format != "csv" && format != "ndjson")
    return refuse("parameter_invalid", "format is neither csv nor ndjson", "Add format=csv or format=ndjson");
  auto filter = board_filter(call);
  if (!filter) return refuse(filter.error());
  auto entries = board_entries(call);
  if (!entries) return refuse(entries.error());
  const Timestamp now = call.admin.d.clock.now();
  auto ids = board_ids(**entries, *filter, now);
  auto place = take_export_place(call.admin);
  if (!place) return refuse_export();
  http::Response response;
  response.set("Content-Type", format == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson");
  response.set("Content-Disposition", "attachment; filename=\"mooring-connections." + format + "\"");
  // The snapshot is immutable and needs no store: the export holds nothing but memory and a worker while it is read.
  response.stream = [&admin = call.admin, entries = *entries, ids = std::move(ids), csv = format == "csv",
                     now, place](const http::Write& write) {
    return write_all(*entries, ids, csv, now, admin.d.registry, write);
  };
  return response;
}

}  // namespace mooring::host::admin
