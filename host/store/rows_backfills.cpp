#include "store/rows_backfills.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host {

const char* to_text(BackfillState state) {
  switch (state) {
    case BackfillState::planned:
      return "planned";
    case BackfillState::running:
      return "running";
    case BackfillState::waiting:
      return "waiting";
    case BackfillState::paused:
      return "paused";
    case BackfillState::done:
      return "done";
    case BackfillState::failed:
      return "failed";
    case BackfillState::cancelled:
      return "cancelled";
  }
  return "failed";
}

const char* to_text(BackfillReason reason) {
  switch (reason) {
    case BackfillReason::manual:
      return "manual";
    case BackfillReason::gap:
      return "gap";
    case BackfillReason::reconnect:
      return "reconnect";
  }
  return "manual";
}

namespace rows {

template <>
struct RowColumns<BackfillRow> {
  static constexpr const char* kNames =
      "id, connection_id, reason, actor, state, from_at, to_at, streams, marketplaces, note, created_at, "
      "started_at, finished_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.connection_id), column(row.reason), column(row.actor), column(row.state);
    column(row.from), column(row.to), column(row.streams), column(row.marketplaces), column(row.note);
    column(row.created_at), column(row.started_at), column(row.finished_at);
  }
};

template <>
struct RowColumns<BackfillPartRow> {
  static constexpr const char* kNames =
      "backfill_id, stream, marketplace, own_runs, state, from_at, to_at, position, cursor, rows, requests, "
      "attempts, next_try_at, lost_until, notice, failure_kind, failure_message, last_run_id, started_at, "
      "finished_at";
  static void each(auto& row, auto&& column) {
    column(row.backfill_id), column(row.stream), column(row.marketplace), column(row.own_runs);
    column(row.state), column(row.from), column(row.to), column(row.position), column(row.cursor);
    column(row.rows), column(row.requests), column(row.attempts), column(row.next_try_at);
    column(row.lost_until), column(row.notice), column(row.failure_kind), column(row.failure_message);
    column(row.last_run_id), column(row.started_at), column(row.finished_at);
  }
};

template <>
struct RowColumns<RangeCost> {
  static constexpr const char* kNames = "stream, requests, range_us, active_us";
  static void each(auto& row, auto&& column) {
    column(row.stream), column(row.requests), column(row.range_us), column(row.active_us);
  }
};

namespace {

Query& of_part(Query& query, const BackfillPartRow& part) {
  return query.where("backfill_id = ?", part.backfill_id)
      .where("stream = ?", part.stream)
      .where("marketplace = ?", part.marketplace);
}

}  // namespace

std::vector<BackfillRow> list_backfills(Session& session, const BackfillFilter& filter) {
  auto query = select<BackfillRow>(session, "backfills");
  if (!filter.connection_id.empty()) query.where("connection_id = ?", filter.connection_id);
  if (!filter.before_id.empty()) query.where("id < ?", filter.before_id);
  if (filter.state) query.where("state = ?", to_text(*filter.state));
  if (filter.only_open) query.where("state IN ('planned', 'running', 'waiting', 'paused')");
  query.add(" ORDER BY id DESC");
  if (filter.limit > 0) query.add(" LIMIT ?").bind(filter.limit);
  return query.all<BackfillRow>();
}

std::optional<BackfillRow> find_backfill(Session& session, const std::string& id) {
  return select<BackfillRow>(session, "backfills").where("id = ?", id).first<BackfillRow>();
}

std::vector<BackfillPartRow> list_backfill_parts(Session& session, const std::string& backfill_id) {
  return select<BackfillPartRow>(session, "backfill_parts")
      .where("backfill_id = ?", backfill_id)
      .add(" ORDER BY stream, marketplace")
      .all<BackfillPartRow>();
}

std::vector<BackfillPartRow> list_parts_of_connection(Session& session, const std::string& connection_id) {
  return select<BackfillPartRow>(session, "backfill_parts")
      .where("backfill_id IN (SELECT id FROM backfills WHERE connection_id = ?)", connection_id)
      .add(" ORDER BY backfill_id DESC, stream, marketplace")
      .all<BackfillPartRow>();
}

void insert_backfill(Session& session, const BackfillRow& row, const std::vector<BackfillPartRow>& parts) {
  insert(session, "backfills", row).run();
  for (const BackfillPartRow& part : parts)
    insert(session, "backfill_parts", part).run();
}

void update_backfill(Session& session, const BackfillRow& row) {
  update(session, "backfills", row).where("id = ?", row.id).run();
}

std::vector<BackfillRow> cancel_open_backfills(Session& session, const std::string& connection_id,
                                               Timestamp now, const std::string& note) {
  BackfillFilter open;
  open.connection_id = connection_id;
  open.only_open = true;
  auto ended = list_backfills(session, open);
  for (BackfillRow& row : ended) {
    row.state = BackfillState::cancelled;
    row.finished_at = now;
    row.note = note;
    update_backfill(session, row);
    for (BackfillPartRow& part : list_backfill_parts(session, row.id)) {
      if (is_ended(part.state)) continue;
      part.state = BackfillState::cancelled;
      part.finished_at = now;
      part.next_try_at.reset();
      update_backfill_part(session, part);
    }
  }
  return ended;
}

void update_backfill_part(Session& session, const BackfillPartRow& part) {
  auto query = Query(session,
                     "UPDATE backfill_parts SET (state, position, attempts, next_try_at, lost_until, notice, "
                     "failure_kind, failure_message, last_run_id, started_at, finished_at) = "
                     "(?, ?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, nullif(?, 0), nullif(?, 0))");
  const auto time = [](const std::optional<Timestamp>& at) { return at ? to_unix_us(*at) : int64_t{0}; };
  query.bind(to_text(part.state)).bind(part.position).bind(part.attempts).bind(time(part.next_try_at));
  query.bind(time(part.lost_until)).bind(part.notice).bind(part.failure_kind).bind(part.failure_message);
  query.bind(part.last_run_id).bind(time(part.started_at)).bind(time(part.finished_at));
  of_part(query, part).run();
}

void reset_backfill_cursor(Session& session, const BackfillPartRow& part) {
  auto query = Query(session, "UPDATE backfill_parts SET cursor = ''");
  of_part(query, part).run();
}

void add_backfill_progress(Session& session, const BackfillProgress& progress) {
  Query(session, "UPDATE backfill_parts SET cursor = ?, rows = rows + ?, requests = requests + ?")
      .bind(progress.cursor)
      .bind(progress.rows)
      .bind(progress.requests)
      .where("backfill_id = ?", progress.backfill_id)
      .where("stream = ?", progress.stream)
      .where("marketplace = ?", progress.marketplace)
      .run();
}

std::vector<RangeCost> cost_of_ranges(Session& session, const std::string& connection_id) {
  constexpr const char* kCosts =
      "SELECT stream, sum(requests), sum(position - from_at), "
      "(SELECT coalesce(sum(finished_at - started_at), 0) FROM runs WHERE backfill_id <> '' AND started_at > "
      "0 AND runs.stream = part.stream AND connection_id = ?) "
      "FROM backfill_parts AS part WHERE own_runs = 0 AND position > from_at "
      "AND backfill_id IN (SELECT id FROM backfills WHERE connection_id = ?) GROUP BY stream";
  return Query(session, kCosts).bind(connection_id).bind(connection_id).all<RangeCost>();
}

size_t delete_backfills_before(Session& session, Timestamp finished_before) {
  return Query(session, "DELETE FROM backfills").where("finished_at < ?", finished_before).run();
}

}  // namespace rows
}  // namespace mooring::host
