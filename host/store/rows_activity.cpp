#include "store/activity_columns.hpp"
#include "store/activity_scan.hpp"
#include "store/rows.hpp"

namespace mooring::host::rows {

namespace {

// "token" stands for token and token.*: everything from "token" up to, without, "token/" ('/' follows '.').
void add_kind(Query& query, std::string prefix) {
  while (!prefix.empty() && prefix.back() == '.')
    prefix.pop_back();
  if (prefix.empty()) return;
  query.where("kind >= ?", prefix).where("kind < ?", prefix + "/");
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
  return read_activity(session, scan_activity(session, filter).seqs);
}

std::vector<ActivityRow> list_activity_oldest_first(Session& session, const ActivityFilter& filter,
                                                    int64_t after_seq) {
  auto later = filter;
  later.after_seq = std::max(filter.after_seq, after_seq);
  return read_activity(session, scan_activity(session, later, ActivityOrder::oldest_first).seqs);
}

int64_t count_activity(Session& session, const ActivityFilter& filter, int64_t at_most) {
  auto counted = filter;
  counted.limit = static_cast<size_t>(at_most);
  return static_cast<int64_t>(scan_activity(session, counted).seqs.size());
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

}  // namespace mooring::host::rows
