#include "activity/activity_log.hpp"

#include "base/limits.hpp"

namespace mooring::host {
namespace {

constexpr char kCsvHeader[] =
    "id,at,connection_id,kind,severity,status,endpoint,request_id,message,actor,run_id,stream,"
    "method,operation,attempt,duration_ms,before,after\r\n";

// Fixes what belongs to the export: entries that are written while it runs do not.
Status bound_export(Database& database, rows::ActivityFilter& filter) {
  int64_t count = 0;
  auto status = database.read([&](Session& session) -> Status {
    int64_t end = rows::last_activity_seq(session) + 1;
    filter.before_seq = filter.before_seq > 0 ? std::min(filter.before_seq, end) : end;
    count = rows::count_activity(session, filter, static_cast<int64_t>(limits::kExportRowsMax) + 1);
    return {};
  });
  if (!status) return status;
  if (count > static_cast<int64_t>(limits::kExportRowsMax))
    return fail("export_too_large",
                "more than " + std::to_string(limits::kExportRowsMax) + " entries match the export",
                "narrow it by time, connection or kind, and export it in parts");
  return {};
}

std::string to_lines(const std::vector<ActivityRow>& entries, ExportFormat format) {
  std::string out;
  for (const auto& entry : entries)
    out += format == ExportFormat::csv ? to_csv_line(entry) : to_json_line(entry);
  return out;
}

}  // namespace

Result<ActivityPage> ActivityLog::list(const rows::ActivityFilter& filter,
                                       const rows::ActivityScanBound& bound) const {
  ActivityPage page;
  auto status = database_.read([&](Session& session) -> Status {
    page.newest_seq = rows::last_activity_seq(session);
    const auto scan = rows::scan_activity(session, filter, rows::ActivityOrder::newest_first, bound);
    page.entries = rows::read_activity(session, scan.seqs);
    page.next_before_seq = scan.complete ? 0 : scan.reached_seq;
    page.partial = scan.partial;
    if (scan.partial) page.searched_to = rows::activity_time(session, scan.reached_seq);
    return {};
  });
  if (!status) return fail(status.error());
  return page;
}

Result<std::optional<ActivityRow>> ActivityLog::find(const std::string& id) const {
  std::optional<ActivityRow> entry;
  auto status = database_.read([&](Session& session) -> Status {
    entry = rows::find_activity(session, id);
    return {};
  });
  if (!status) return fail(status.error());
  return entry;
}

Status ActivityLog::export_entries(const rows::ActivityFilter& filter, ExportFormat format,
                                   const std::function<bool(std::string_view)>& write) const {
  auto bounded = filter;
  if (auto ready = bound_export(database_, bounded); !ready) return ready;
  bounded.limit = limits::kExportChunkRows;
  if (format == ExportFormat::csv && !write(kCsvHeader)) return {};
  std::vector<ActivityRow> chunk;
  // A snapshot per chunk, so that a slow download holds no read session between chunks.
  for (int64_t after_seq = 0;; after_seq = chunk.back().seq) {
    auto status = database_.read([&](Session& session) -> Status {
      chunk = rows::list_activity_oldest_first(session, bounded, after_seq);
      return {};
    });
    if (!status) return status;
    if (chunk.empty() || !write(to_lines(chunk, format)) || chunk.size() < bounded.limit) return {};
  }
}

}  // namespace mooring::host
