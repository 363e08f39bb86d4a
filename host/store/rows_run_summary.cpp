#include "store/rows_run_summary.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<RunBucket> {
  static constexpr const char* kNames =
      "b, sum(state = 'succeeded'), sum(state = 'failed'), sum(state = 'cancelled')";
  static void each(auto& row, auto&& column) {
    column(row.at), column(row.succeeded), column(row.failed), column(row.cancelled);
  }
};

template <>
struct RowColumns<ChannelVolume> {
  static constexpr const char* kNames =
      "c.channel, count(*), coalesce(sum(r.rows_read), 0), coalesce(sum(r.rows_changed), 0)";
  static void each(auto& row, auto&& column) {
    column(row.channel), column(row.runs), column(row.rows_read), column(row.rows_changed);
  }
};

std::vector<RunBucket> count_runs(Session& session, const RunSpan& span) {
  // The index by the end holds all that is asked.
  const std::string width = std::to_string(span.bucket.count());
  return Query(session,
               "SELECT (finished_at / " + width + ") * " + width +
                   " AS b, sum(state = 'succeeded'), sum(state = 'failed'), sum(state = 'cancelled') "
                   "FROM runs WHERE finished_at IS NOT NULL AND finished_at >= ? AND finished_at < ? "
                   "GROUP BY b ORDER BY b")
      .bind(span.from)
      .bind(span.to)
      .all<RunBucket>();
}

std::vector<ChannelVolume> run_volumes(Session& session, const RunSpan& span) {
  return Query(session,
               "SELECT c.channel, count(*), coalesce(sum(r.rows_read), 0), coalesce(sum(r.rows_changed), 0) "
               "FROM runs r JOIN connections c ON c.id = r.connection_id "
               "WHERE r.finished_at IS NOT NULL AND r.finished_at >= ? AND r.finished_at < ? "
               "GROUP BY c.channel ORDER BY c.channel")
      .bind(span.from)
      .bind(span.to)
      .all<ChannelVolume>();
}

}  // namespace mooring::host::rows
