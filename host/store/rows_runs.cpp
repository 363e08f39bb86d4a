// Streams and runs.
#include "store/row_mapping.hpp"
#include "store/rows.hpp"
#include "store/rows_many.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<StreamRow> {
  static constexpr const char* kNames =
      "connection_id, stream, cursor, last_success_at, last_attempt_at, last_run_id, last_run_failed, "
      "consecutive_failures, marketplace, notice";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.stream), column(row.cursor), column(row.last_success_at);
    column(row.last_attempt_at), column(row.last_run_id), column(row.last_run_failed);
    column(row.consecutive_failures), column(row.marketplace), column(row.notice);
  }
};

template <>
struct RowColumns<RunRow> {
  static constexpr const char* kNames =
      "id, connection_id, stream, trigger, actor, state, queued_at, started_at, finished_at, requests, "
      "pages, rows_read, rows_written, rows_changed, progress_done, progress_total, progress_note, "
      "failure_kind, failure_endpoint, failure_request_id, failure_message, failure_status, marketplace, "
      "backfill_id, range_from, range_to";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.connection_id), column(row.stream), column(row.trigger), column(row.actor);
    column(row.state), column(row.queued_at), column(row.started_at), column(row.finished_at);
    column(row.requests), column(row.pages), column(row.rows_read), column(row.rows_written);
    column(row.rows_changed), column(row.progress_done), column(row.progress_total),
        column(row.progress_note);
    column(row.failure_kind), column(row.failure_endpoint), column(row.failure_request_id);
    column(row.failure_message), column(row.failure_status), column(row.marketplace);
    column(row.backfill_id), column(row.range_from), column(row.range_to);
  }
};

std::vector<StreamRow> list_streams(Session& session, const std::string& connection_id) {
  return select<StreamRow>(session, "streams")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY stream, marketplace")
      .all<StreamRow>();
}

std::vector<StreamRow> list_all_streams(Session& session) {
  return streams_of(session, Many::all());
}

std::vector<StreamRow> streams_of(Session& session, const Many& many) {
  auto query = select<StreamRow>(session, "streams");
  return narrow(query, "connection_id", many)
      .add(" ORDER BY connection_id, stream, marketplace")
      .template all<StreamRow>();
}

std::optional<StreamRow> find_stream(Session& session, const std::string& connection_id,
                                     const std::string& stream, const std::string& marketplace) {
  return select<StreamRow>(session, "streams")
      .where("connection_id = ?", connection_id)
      .where("stream = ?", stream)
      .where("marketplace = ?", marketplace)
      .first<StreamRow>();
}

void upsert_stream(Session& session, const StreamRow& row) {
  insert(session, "streams", row)
      .add(
          " ON CONFLICT DO UPDATE SET cursor = excluded.cursor, last_success_at = excluded.last_success_at, "
          "last_attempt_at = excluded.last_attempt_at, last_run_id = excluded.last_run_id, "
          "last_run_failed = excluded.last_run_failed, consecutive_failures = excluded.consecutive_failures, "
          "notice = excluded.notice")
      .run();
}

std::vector<RunRow> list_runs(Session& session, const RunFilter& filter) {
  auto query = select<RunRow>(session, "runs");
  if (!filter.connection_id.empty()) query.where("connection_id = ?", filter.connection_id);
  if (!filter.stream.empty()) query.where("stream = ?", filter.stream);
  if (!filter.before_id.empty()) query.where("id < ?", filter.before_id);
  if (!filter.marketplace.empty()) query.where("marketplace = ?", filter.marketplace);
  if (!filter.backfill_id.empty()) query.where("backfill_id = ?", filter.backfill_id);
  if (filter.state) query.where("state = ?", to_text(*filter.state));
  return query.add(" ORDER BY id DESC LIMIT ?").bind(filter.limit).all<RunRow>();
}

std::optional<RunRow> find_run(Session& session, const std::string& id) {
  return select<RunRow>(session, "runs").where("id = ?", id).first<RunRow>();
}

void insert_run(Session& session, const RunRow& row) {
  insert(session, "runs", row).run();
}

void update_run(Session& session, const RunRow& row) {
  update(session, "runs", row).where("id = ?", row.id).run();
}

// Ids sort by time, so the oldest are found without reading the table.
size_t delete_runs_before(Session& session, Timestamp before, int64_t examined) {
  return Query(session, "DELETE FROM runs")
      .where("id IN (SELECT id FROM runs ORDER BY id LIMIT ?)", examined)
      .where("finished_at < ?", before)
      .where("id NOT IN (SELECT last_run_id FROM streams)")
      .run();
}

size_t delete_uneventful_runs_before(Session& session, Timestamp before, int64_t at_most) {
  // The index runs_uneventful serves exactly this condition.
  constexpr const char* kUneventful =
      "id IN (SELECT id FROM runs WHERE state = 'succeeded' AND trigger = 'schedule' AND rows_changed = 0 "
      "AND finished_at < ? AND id NOT IN (SELECT last_run_id FROM streams) ORDER BY finished_at LIMIT ?)";
  return Query(session, "DELETE FROM runs").where(kUneventful, before).bind(at_most).run();
}

std::vector<RunRow> unfinished_runs(Session& session) {
  return select<RunRow>(session, "runs")
      .where("state IN ('queued', 'running')")
      .add(" ORDER BY id")
      .all<RunRow>();
}

}  // namespace mooring::host::rows
