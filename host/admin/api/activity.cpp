#include "admin/api/activity_query.hpp"
#include "admin/api/export_place.hpp"
#include "admin/api/handlers.hpp"
#include "admin/api/status_proof.hpp"
#include "admin/json/json_out.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

Answer activity_page(const Call& call, const std::string& connection_id) {
  auto filter = activity_filter(call);
  if (!filter) return refuse(filter.error());
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  auto before = activity_place(call, "cursor");
  if (!before) return refuse(before.error());
  auto after = activity_place(call, "after");
  if (!after) return refuse(after.error());
  filter->connection_id = connection_id;
  filter->limit = *limit;
  filter->before_seq = *before;
  filter->after_seq = *after;
  auto page = call.admin.d.activity.list(*filter);
  if (!page) return refuse(page.error());
  return json_response(200, activity_page_json(*page));
}

}  // namespace

Answer list_connection_activity(Call& call) {
  bool known = false;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    known = rows::find_connection(session, call.id()).has_value();
    return {};
  });
  if (!read) return refuse(read.error());
  if (!known)
    return refuse("connection_unknown", "There is no connection " + clean_line(call.id(), 80),
                  "GET /api/v1/connections lists them");
  return activity_page(call, call.id());
}

Answer list_activity(Call& call) {
  return activity_page(call, call.query("connection"));
}

Answer get_activity_entry(Call& call) {
  auto entry = call.admin.d.activity.find(call.id());
  if (!entry) return refuse(entry.error());
  if (!*entry)
    return refuse("entry_unknown", "There is no activity entry " + clean_line(call.id(), 80),
                  "It may be older than the retention of the activity log");
  return json_response(200, activity_json(**entry, manifest_of(call, (*entry)->connection_id)));
}

Answer export_activity(Call& call) {
  const std::string format = call.query("format");
  if (format != "csv" && format != "ndjson")
    return refuse("parameter_invalid", "format is neither csv nor ndjson", "Add format=csv or format=ndjson");
  auto filter = activity_filter(call);
  if (!filter) return refuse(filter.error());
  filter->connection_id = call.query("connection");
  auto place = take_export_place(call.admin);
  if (!place) return refuse_export();
  http::Response response;
  response.set("Content-Type", format == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson");
  response.set("Content-Disposition", "attachment; filename=\"mooring-activity." + format + "\"");
  const ExportFormat kind = format == "csv" ? ExportFormat::csv : ExportFormat::ndjson;
  response.stream = [&admin = call.admin, filter = *filter, kind, place](const http::Write& write) {
    const Status done = admin.d.activity.export_entries(filter, kind, write);
    if (!done) admin.d.logger.warning("activity export broke off", {{"reason", describe(done.error())}});
    return done.has_value();
  };
  return response;
}

}  // namespace mooring::host::admin
