#include <charconv>

#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

Result<std::optional<Severity>> query_severity(const Call& call) {
  const std::string text = call.query("severity");
  if (text.empty()) return std::nullopt;
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error})
    if (text == to_text(severity)) return severity;
  return fail("parameter_invalid", "severity is not a severity", "Use info, warning or error");
}

Result<int64_t> query_cursor(const Call& call) {
  const std::string text = call.query("cursor");
  if (text.empty()) return 0;
  int64_t before = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), before);
  if (problem != std::errc{} || end != text.data() + text.size() || before <= 0)
    return fail("cursor_invalid", "The cursor is not one of ours", "Start again without a cursor");
  return before;
}

Result<rows::ActivityFilter> query_filter(const Call& call, const std::string& connection_id) {
  rows::ActivityFilter filter;
  filter.connection_id = connection_id;
  filter.kind_prefix = call.query("kind");
  filter.run_id = call.query("run");
  auto severity = query_severity(call);
  if (!severity) return fail(severity.error());
  filter.severity_min = *severity;
  auto since = query_time(call, "since");
  if (!since) return fail(since.error());
  auto until = query_time(call, "until");
  if (!until) return fail(until.error());
  filter.since = *since;
  filter.until = *until;
  return filter;
}

Answer activity_page(const Call& call, const std::string& connection_id) {
  auto filter = query_filter(call, connection_id);
  if (!filter) return refuse(filter.error());
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  auto before = query_cursor(call);
  if (!before) return refuse(before.error());
  filter->limit = *limit;
  filter->before_seq = *before;
  auto page = call.admin.d.activity.list(*filter);
  if (!page) return refuse(page.error());
  auto items = json_array();
  for (const ActivityRow& entry : page->entries)
    items->add(activity_json(entry));
  return json_page(items, page->next_before_seq == 0 ? "" : std::to_string(page->next_before_seq));
}

// A place among the exports, which hold a worker for as long as they are read.
class ExportPlace {
 public:
  explicit ExportPlace(Admin& admin) : admin_(admin), taken_(++admin.exports <= limits::kExportsAtOnceMax) {}
  ExportPlace(const ExportPlace&) = delete;
  ExportPlace& operator=(const ExportPlace&) = delete;
  ~ExportPlace() { --admin_.exports; }
  bool taken() const { return taken_; }

 private:
  Admin& admin_;
  const bool taken_;
};

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
  return json_response(200, activity_json(**entry));
}

Answer export_activity(Call& call) {
  const std::string format = call.query("format");
  if (format != "csv" && format != "ndjson")
    return refuse("parameter_invalid", "format is neither csv nor ndjson", "Add format=csv or format=ndjson");
  auto filter = query_filter(call, call.query("connection"));
  if (!filter) return refuse(filter.error());
  auto place = std::make_shared<ExportPlace>(call.admin);
  if (!place->taken())
    return refuse("exports_busy", "Other exports are under way", "Wait until they are read, then try again");
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
