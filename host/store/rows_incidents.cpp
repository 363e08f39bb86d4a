#include "store/rows_incidents.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<IncidentRow> {
  static constexpr const char* kNames =
      "id, channel, region, failure_class, host, operation, status, message, connections, failing, run_id, "
      "opened_at, last_seen_at, resolved_at, resolution, opened_entry_id, resolved_entry_id";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.channel), column(row.region), column(row.failure_class), column(row.host);
    column(row.operation), column(row.status), column(row.message), column(row.connections);
    column(row.failing), column(row.run_id), column(row.opened_at), column(row.last_seen_at);
    column(row.resolved_at), column(row.resolution), column(row.opened_entry_id);
    column(row.resolved_entry_id);
  }
};

template <>
struct RowColumns<IncidentConnectionRow> {
  static constexpr const char* kNames =
      "incident_id, connection_id, stream, run_id, first_seen_at, last_seen_at, recovered_at";
  static void each(auto& row, auto&& column) {
    column(row.incident_id), column(row.connection_id), column(row.stream), column(row.run_id);
    column(row.first_seen_at), column(row.last_seen_at), column(row.recovered_at);
  }
};

template <>
struct RowColumns<FailingSlotRow> {
  static constexpr const char* kNames =
      "s.connection_id, s.stream, s.marketplace, c.channel, c.region, r.id, r.failure_kind, "
      "r.failure_endpoint, r.failure_message, r.failure_status, coalesce(r.finished_at, r.queued_at)";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.stream), column(row.marketplace), column(row.channel);
    column(row.region), column(row.run_id), column(row.failure_kind), column(row.endpoint);
    column(row.message), column(row.status), column(row.failed_at);
  }
};

namespace {

struct ConnectedCount {
  std::string channel, region;
  int64_t count = 0;
};

}  // namespace

template <>
struct RowColumns<ConnectedCount> {
  static constexpr const char* kNames = "channel, region, count(*)";
  static void each(auto& row, auto&& column) { column(row.channel), column(row.region), column(row.count); }
};

std::vector<IncidentRow> list_incidents(Session& session, const IncidentFilter& filter) {
  auto query = select<IncidentRow>(session, "incidents");
  if (filter.open) query.where(*filter.open ? "resolved_at IS NULL" : "resolved_at IS NOT NULL");
  if (!filter.channel.empty()) query.where("channel = ?", filter.channel);
  if (!filter.region.empty()) query.where("region = ?", filter.region);
  if (!filter.before_id.empty()) query.where("id < ?", filter.before_id);
  return query.add(" ORDER BY id DESC LIMIT ?").bind(filter.limit).all<IncidentRow>();
}

int64_t count_open_incidents(Session& session) {
  return Query(session, "SELECT count(*) FROM incidents")
      .where("resolved_at IS NULL")
      .first<Poco::Int64>()
      .value_or(0);
}

std::optional<IncidentRow> find_incident(Session& session, const std::string& id) {
  return select<IncidentRow>(session, "incidents").where("id = ?", id).first<IncidentRow>();
}

std::optional<IncidentRow> find_incident_of_entry(Session& session, const std::string& entry_id) {
  if (entry_id.empty()) return std::nullopt;
  for (const char* column : {"opened_entry_id = ?", "resolved_entry_id = ?"})
    if (auto found = select<IncidentRow>(session, "incidents").where(column, entry_id).first<IncidentRow>())
      return found;
  return std::nullopt;
}

std::optional<IncidentRow> open_incident_of(Session& session, const std::string& connection_id) {
  return select<IncidentRow>(session, "incidents")
      .where("resolved_at IS NULL")
      .where(
          "id IN (SELECT incident_id FROM incident_connections WHERE connection_id = ? AND recovered_at IS "
          "NULL)",
          connection_id)
      .first<IncidentRow>();
}

void insert_incident(Session& session, const IncidentRow& row) {
  insert(session, "incidents", row).run();
}

void update_incident(Session& session, const IncidentRow& row) {
  update(session, "incidents", row).where("id = ?", row.id).run();
}

size_t delete_incidents_before(Session& session, Timestamp resolved_before) {
  return Query(session, "DELETE FROM incidents").where("resolved_at < ?", resolved_before).run();
}

std::vector<IncidentConnectionRow> list_incident_connections(Session& session, const std::string& incident_id,
                                                             size_t limit) {
  return select<IncidentConnectionRow>(session, "incident_connections")
      .where("incident_id = ?", incident_id)
      .add(" ORDER BY recovered_at IS NOT NULL, connection_id LIMIT ?")
      .bind(limit)
      .all<IncidentConnectionRow>();
}

void put_incident_connection(Session& session, const IncidentConnectionRow& row) {
  Query(session, std::string("INSERT OR REPLACE INTO incident_connections (") +
                     RowColumns<IncidentConnectionRow>::kNames + ") VALUES (" +
                     placeholders<IncidentConnectionRow>() + ")")
      .bind(row)
      .run();
}

std::vector<FailingSlotRow> list_failing_slots(Session& session) {
  return select<FailingSlotRow>(session,
                                "streams AS s INDEXED BY streams_failed JOIN runs AS r ON r.id = "
                                "s.last_run_id JOIN connections AS c ON c.id = s.connection_id")
      .where("s.last_run_failed = 1")
      .where("c.disconnected = 0")
      .add(" ORDER BY s.connection_id, s.stream, s.marketplace")
      .all<FailingSlotRow>();
}

std::map<std::pair<std::string, std::string>, int64_t> count_connected(Session& session) {
  std::map<std::pair<std::string, std::string>, int64_t> counts;
  auto query = select<ConnectedCount>(session, "connections AS c");
  query.where("disconnected = 0")
      .where("EXISTS (SELECT 1 FROM grants AS g WHERE g.connection_id = c.id AND g.state = 'active')");
  for (const auto& row : query.add(" GROUP BY channel, region").all<ConnectedCount>())
    counts[{row.channel, row.region}] = row.count;
  return counts;
}

}  // namespace mooring::host::rows
