#include "store/rows_watch.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<BadgeChangeRow> {
  static constexpr const char* kNames = "connection_id, at, badge, reason, action, entry_id";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.at), column(row.badge), column(row.reason);
    column(row.action), column(row.entry_id);
  }
};

namespace {

template <class... Values>
std::optional<Timestamp> find_time(Session& session, const char* sql, const Values&... values) {
  Query query(session, sql);
  (query.bind(values), ...);
  auto found = query.first<Poco::Int64>();
  return found && *found != 0 ? std::optional(from_unix_us(*found)) : std::nullopt;
}

}  // namespace

std::vector<BadgeSpan> list_badge_history(Session& session, const BadgeHistoryFilter& filter) {
  auto query =
      select<BadgeChangeRow>(session, "badge_history").where("connection_id = ?", filter.connection_id);
  if (filter.since) {
    // The badge that was in force then began earlier.
    auto began = find_time(
        session, "SELECT coalesce(max(at), 0) FROM badge_history WHERE connection_id = ? AND at <= ?",
        filter.connection_id, *filter.since);
    query.where("at >= ?", began.value_or(*filter.since));
  }
  if (filter.until) query.where("at < ?", *filter.until);
  std::vector<BadgeSpan> spans;
  std::optional<Timestamp> next;
  for (auto& row : query.add(" ORDER BY at DESC LIMIT ?").bind(filter.limit).all<BadgeChangeRow>()) {
    if (spans.empty())
      next = find_time(session,
                       "SELECT coalesce(min(at), 0) FROM badge_history WHERE connection_id = ? AND at > ?",
                       filter.connection_id, row.at);
    Timestamp at = row.at;
    spans.push_back({std::move(row), next});
    next = at;
  }
  return spans;
}

Status each_badge_history(Session& session, const std::vector<std::string>& connections, Timestamp since,
                          const EachHistory& each) {
  sqlite3* database = sqlite::handle(session);
  auto statement =
      sqlite::prepare(database,
                      "SELECT at, badge FROM badge_history WHERE connection_id = ?1 AND at >= coalesce("
                      "(SELECT max(at) FROM badge_history WHERE connection_id = ?1 AND at <= ?2), ?2) "
                      "ORDER BY at");
  if (!statement) return fail(statement.error());
  sqlite3_stmt* row = statement->get();
  sqlite3_bind_int64(row, 2, to_unix_us(since));
  std::vector<BadgeSpan> spans;
  for (const std::string& connection : connections) {
    sqlite::bind_text(row, 1, connection);
    spans.clear();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(row)) == SQLITE_ROW) {
      BadgeSpan span;
      span.change.at = from_unix_us(sqlite3_column_int64(row, 0));
      span.change.badge = sqlite::column_text(row, 1);
      if (!spans.empty()) spans.back().until = span.change.at;
      spans.push_back(std::move(span));
    }
    if (code != SQLITE_DONE) return fail(sqlite::last_error(database, "the history of badges"));
    sqlite3_reset(row);
    if (!spans.empty()) each(connection, spans);
  }
  return {};
}

std::vector<BadgeChangeRow> latest_badges(Session& session) {
  return select<BadgeChangeRow>(session, "badge_history")
      .where(
          "(connection_id, at) IN (SELECT connection_id, max(at) FROM badge_history GROUP BY connection_id)")
      .all<BadgeChangeRow>();
}

void insert_badge_change(Session& session, const BadgeChangeRow& row) {
  insert(session, "badge_history", row).run();
}

size_t delete_badge_history_before(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM badge_history")
      .where("at < ?", before)
      .where(
          "EXISTS (SELECT 1 FROM badge_history AS later WHERE later.connection_id = "
          "badge_history.connection_id AND later.at > badge_history.at AND later.at <= ?)",
          before)
      .run();
}

}  // namespace mooring::host::rows
