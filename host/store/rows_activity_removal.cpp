#include "store/rows_activity_removal.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {
namespace {

constexpr int64_t kZoneEntries = 1 << 10;  // as in the schema: a zone is seq >> 10

// The last error of its connection; the entry that the badge in force names; what was told of a stream's last run; the
// last word of its kind about the connection's life and tokens, which a status may quote.
constexpr const char* kAlwaysStays =
    "(a.severity = 'error' AND a.seq = (SELECT max(e.seq) FROM activity AS e INDEXED BY activity_errors "
    "WHERE e.connection_id = a.connection_id AND e.severity = 'error')) "
    "OR a.id = (SELECT h.entry_id FROM badge_history AS h WHERE h.connection_id = a.connection_id "
    "ORDER BY h.at DESC LIMIT 1) "
    "OR (a.run_id <> '' AND a.severity <> 'info' AND EXISTS (SELECT 1 FROM streams AS s "
    "WHERE s.connection_id = a.connection_id AND s.last_run_id = a.run_id)) "
    "OR (a.connection_id <> '' AND (a.kind LIKE 'token.%' OR a.kind LIKE 'connection.%') AND a.seq = "
    "(SELECT max(k.seq) FROM activity AS k INDEXED BY activity_by_kind WHERE k.connection_id = "
    "a.connection_id AND k.kind = a.kind))";

const char* counter_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "infos";
    case Severity::warning:
      return "warnings";
    default:
      return "errors";
  }
}

int64_t sum_of(Session& session, Severity severity) {
  return Query(session,
               std::string("SELECT coalesce(sum(") + counter_of(severity) + "), 0) FROM activity_zones")
      .first<Poco::Int64>()
      .value_or(0);
}

}  // namespace

ActivityCounts count_activity_by_severity(Session& session) {
  return {sum_of(session, Severity::info), sum_of(session, Severity::warning),
          sum_of(session, Severity::error)};
}

std::optional<int64_t> next_activity_zone(Session& session, const ActivityRemoval& what, int64_t from_zone) {
  Query query(session, "SELECT zone FROM activity_zones");
  query.where("zone >= ?", from_zone).where(std::string(counter_of(what.severity)) + " > 0");
  if (what.before) query.where("min_at < ?", *what.before);
  return query.add(" ORDER BY zone LIMIT 1").first<Poco::Int64>();
}

int64_t remove_activity(Session& session, const ActivityRemoval& what, int64_t zone, int64_t at_most) {
  Query query(session,
              "DELETE FROM activity WHERE seq IN (SELECT a.seq FROM activity AS a WHERE a.seq >= ? AND "
              "a.seq < ? AND a.severity = ?");
  query.bind(zone * kZoneEntries).bind((zone + 1) * kZoneEntries).bind(std::string(to_text(what.severity)));
  if (what.before) query.add(" AND a.at < ?").bind(*what.before);
  query.add(std::string(" AND NOT coalesce(") + kAlwaysStays + ", 0) ORDER BY a.seq LIMIT ?)").bind(at_most);
  return static_cast<int64_t>(query.run());
}

}  // namespace mooring::host::rows
