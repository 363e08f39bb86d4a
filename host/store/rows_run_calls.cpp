#include "store/rows_run_calls.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<RunCallRow> {
  static constexpr const char* kNames = "run_id, operation, status, calls, total_ms, slowest_ms, bytes";
  static void each(auto& row, auto&& column) {
    column(row.run_id), column(row.operation), column(row.status), column(row.calls);
    column(row.total_ms), column(row.slowest_ms), column(row.bytes);
  }
};

void replace_run_calls(Session& session, const std::string& run_id, const std::vector<RunCallRow>& calls) {
  Query(session, "DELETE FROM run_calls").where("run_id = ?", run_id).run();
  for (const RunCallRow& call : calls)
    insert(session, "run_calls", call).run();
}

std::vector<RunCallRow> list_run_calls(Session& session, const std::string& run_id) {
  return select<RunCallRow>(session, "run_calls")
      .where("run_id = ?", run_id)
      .add(" ORDER BY total_ms DESC, operation, status")
      .all<RunCallRow>();
}

}  // namespace mooring::host::rows
