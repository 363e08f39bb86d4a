// Reading the activity log: pages, export, retention. Writing: store/journal.hpp. Any thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/rows.hpp"

namespace mooring::host {

struct ActivityPage {
  std::vector<ActivityRow> entries;  // newest first
  int64_t next_before_seq = 0;       // 0: the last page
};

enum class ExportFormat { csv, ndjson };

class ActivityLog {
 public:
  explicit ActivityLog(Database& database) : database_(database) {}
  Result<ActivityPage> list(const rows::ActivityFilter& filter) const;
  Result<std::optional<ActivityRow>> find(const std::string& id) const;
  // Oldest first, in chunks; `write` returns false to stop (the reader went away). CSV follows RFC 4180, has
  // a header line, and defuses cells that a spreadsheet would take for formulas.
  Status export_entries(const rows::ActivityFilter& filter, ExportFormat format,
                        const std::function<bool(std::string_view)>& write) const;
  Result<size_t> delete_before(Timestamp before);

 private:
  Database& database_;
};

std::string to_csv_line(const ActivityRow& entry);
std::string to_json_line(const ActivityRow& entry);

}  // namespace mooring::host
