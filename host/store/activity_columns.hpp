// The columns of the activity log. Internal to store/.
#pragma once
#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<ActivityRow> {
  static constexpr const char* kNames =
      "seq, id, connection_id, run_id, stream, at, kind, severity, status, endpoint, request_id, message, "
      "actor, method, operation, attempt, duration_ms, before_json, after_json, "
      "failure_kind";
  static void each(auto& row, auto&& column) {
    column(row.seq), column(row.id), column(row.connection_id), column(row.run_id), column(row.stream);
    column(row.at), column(row.kind), column(row.severity), column(row.status), column(row.endpoint);
    column(row.request_id), column(row.message), column(row.actor);
    column(row.method), column(row.operation), column(row.attempt), column(row.duration_ms);
    column(row.before_json), column(row.after_json), column(row.failure_kind);
  }
};

}  // namespace mooring::host::rows
