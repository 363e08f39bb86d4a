#include "store/row_mapping.hpp"
#include "store/rows.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<ActivityRow> {
  static constexpr const char* kNames =
      "seq, id, connection_id, run_id, stream, at, kind, severity, status, endpoint, request_id, message, "
      "actor, method, operation, attempt, duration_ms, before_json, after_json";
  static void each(auto& row, auto&& column) {
    column(row.seq), column(row.id), column(row.connection_id), column(row.run_id), column(row.stream);
    column(row.at), column(row.kind), column(row.severity), column(row.status), column(row.endpoint);
    column(row.request_id), column(row.message), column(row.actor);
    column(row.method), column(row.operation), column(row.attempt), column(row.duration_ms);
    column(row.before_json), column(row.after_json);
  }
};

namespace {

// "token" stands for token and token.*: everything from "token" up to, without, "token/" ('/' follows '.').
void add_kind(Query& query, std::string prefix) {
  while (!prefix.empty() && prefix.back() == '.')
    prefix.pop_back();
  if (prefix.empty()) return;
  query.where("kind >= ?", prefix).where("kind < ?", prefix + "/");
}

void add_severity(Query& query, const std::optional<Severity>& least) {
  if (least == Severity::warning) query.where("severity <> 'info'");
  if (least == Severity::error) query.where("severity = 'error'");
}

void add_conditions(Query& query, const ActivityFilter& filter) {
  if (!filter.connection_id.empty()) query.where("connection_id = ?", filter.connection_id);
  if (!filter.run_id.empty()) query.where("run_id <> ''").where("run_id = ?", filter.run_id);
  add_kind(query, filter.kind_prefix);
  add_severity(query, filter.severity_min);
  if (filter.since) query.where("at >= ?", *filter.since);
  if (filter.until) query.where("at < ?", *filter.until);
}

}  // namespace

int64_t insert_activity(Session& session, const ActivityRow& row) {
  // The number is SQLite's to give; NULLIF keeps the one column list.
  std::string values = "NULLIF(?,0)" + placeholders<ActivityRow>().substr(1);
  auto numbered = row;
  numbered.seq = 0;
  Query(session,
        std::string("INSERT INTO activity (") + RowColumns<ActivityRow>::kNames + ") VALUES (" + values + ")")
      .bind(numbered)
      .run();
  return sqlite3_last_insert_rowid(sqlite::handle(session));
}

std::vector<ActivityRow> list_activity(Session& session, const ActivityFilter& filter) {
  auto query = select<ActivityRow>(session, "activity");
  add_conditions(query, filter);
  if (filter.before_seq > 0) query.where("seq < ?", filter.before_seq);
  return query.add(" ORDER BY seq DESC LIMIT ?").bind(filter.limit).all<ActivityRow>();
}

std::vector<ActivityRow> list_activity_oldest_first(Session& session, const ActivityFilter& filter,
                                                    int64_t after_seq) {
  auto query = select<ActivityRow>(session, "activity");
  add_conditions(query, filter);
  query.where("seq > ?", after_seq);
  if (filter.before_seq > 0) query.where("seq < ?", filter.before_seq);
  return query.add(" ORDER BY seq LIMIT ?").bind(filter.limit).all<ActivityRow>();
}

int64_t count_activity(Session& session, const ActivityFilter& filter, int64_t at_most) {
  Query query(session, "SELECT count(*) FROM (SELECT 1 FROM activity");
  add_conditions(query, filter);
  if (filter.before_seq > 0) query.where("seq < ?", filter.before_seq);
  return query.add(" LIMIT ?)").bind(at_most).first<Poco::Int64>().value_or(0);
}

int64_t last_activity_seq(Session& session) {
  return Query(session, "SELECT coalesce(max(seq), 0) FROM activity").first<Poco::Int64>().value_or(0);
}

std::optional<ActivityRow> find_activity(Session& session, const std::string& id) {
  return select<ActivityRow>(session, "activity").where("id = ?", id).first<ActivityRow>();
}

std::optional<ActivityRow> latest_activity(Session& session, const std::string& connection_id,
                                           const std::string& kind_prefix) {
  // The inner query is answered from the index alone, however many entries of other kinds came later.
  Query newest(session, kind_prefix.empty() ? "SELECT max(seq) FROM activity"
                                            : "SELECT max(seq) FROM activity INDEXED BY activity_by_kind");
  newest.where("connection_id = ?", connection_id);
  add_kind(newest, kind_prefix);
  auto seq = newest.first<Poco::Int64>();
  if (!seq) return std::nullopt;
  return select<ActivityRow>(session, "activity").where("seq = ?", *seq).first<ActivityRow>();
}

size_t delete_activity_before(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM activity").where("at < ?", before).run();
}

}  // namespace mooring::host::rows
