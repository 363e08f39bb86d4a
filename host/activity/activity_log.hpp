// Reading the activity log: pages, export. Retention: retention.hpp. Writing: store/journal.hpp. Any thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/limits_activity.hpp"
#include "base/result.hpp"
#include "store/activity_scan.hpp"
#include "store/database.hpp"
#include "store/rows.hpp"

namespace mooring::host {

struct ActivityPage {
  std::vector<ActivityRow> entries;  // newest first
  int64_t next_before_seq = 0;       // 0: the last page
  bool partial = false;              // the search ended early: what is older than searched_to is to come
  std::optional<Timestamp> searched_to{};  // of a partial page
  int64_t newest_seq = 0;  // of the log when the page was read: what is written later has a larger one
};

enum class ExportFormat { csv, ndjson };

class ActivityLog {
 public:
  explicit ActivityLog(Database& database) : database_(database) {}
  // Bounded: a search that takes longer answers what it found, and where to go on (partial).
  Result<ActivityPage> list(const rows::ActivityFilter& filter,
                            const rows::ActivityScanBound& bound = {
                                .time_max = limits::kActivityScanTime}) const;
  Result<std::optional<ActivityRow>> find(const std::string& id) const;
  // Oldest first, in chunks; `write` returns false to stop (the reader went away). CSV follows RFC 4180, has
  // a header line, and defuses cells that a spreadsheet would take for formulas.
  Status export_entries(const rows::ActivityFilter& filter, ExportFormat format,
                        const std::function<bool(std::string_view)>& write) const;

 private:
  Database& database_;
};

std::string to_csv_line(const ActivityRow& entry);
std::string to_json_line(const ActivityRow& entry);

}  // namespace mooring::host
