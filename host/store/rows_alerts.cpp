#include "store/rows_alerts.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<AlertDestinationRow> {
  static constexpr const char* kNames =
      "id, name, kind, address, rules_json, enabled, managed_by, created_at, updated_at, version, "
      "secret_changed_at, previous_secret_until, failing_since, last_attempt_at, last_success_at, "
      "last_status, last_answer";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.name), column(row.kind), column(row.address), column(row.rules_json);
    column(row.enabled), column(row.managed_by), column(row.created_at), column(row.updated_at);
    column(row.version), column(row.secret_changed_at), column(row.previous_secret_until);
    column(row.failing_since), column(row.last_attempt_at), column(row.last_success_at);
    column(row.last_status), column(row.last_answer);
  }
};

template <>
struct RowColumns<AlertDeliveryRow> {
  static constexpr const char* kNames =
      "id, destination_id, entry_id, connection_id, subject, kind, severity, recovered, repeats, title, "
      "alert_json, state, reason, attempts, created_at, due_at, last_attempt_at, finished_at, status, answer";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.destination_id), column(row.entry_id), column(row.connection_id);
    column(row.subject), column(row.kind), column(row.severity), column(row.recovered), column(row.repeats);
    column(row.title), column(row.alert_json), column(row.state), column(row.reason), column(row.attempts);
    column(row.created_at), column(row.due_at), column(row.last_attempt_at), column(row.finished_at);
    column(row.status), column(row.answer);
  }
};

namespace {

constexpr const char* kDestinations = "alert_destinations";
constexpr const char* kDeliveries = "alert_deliveries";

}  // namespace

std::vector<AlertDestinationRow> list_alert_destinations(Session& session) {
  return select<AlertDestinationRow>(session, kDestinations)
      .add(" ORDER BY name COLLATE NOCASE, id")
      .all<AlertDestinationRow>();
}

std::optional<AlertDestinationRow> find_alert_destination(Session& session, const std::string& id) {
  return select<AlertDestinationRow>(session, kDestinations).where("id = ?", id).first<AlertDestinationRow>();
}

std::optional<AlertDestinationRow> find_alert_destination_by_name(Session& session, const std::string& name) {
  return select<AlertDestinationRow>(session, kDestinations)
      .where("name = ?", name)
      .first<AlertDestinationRow>();
}

void insert_alert_destination(Session& session, const AlertDestinationRow& row) {
  insert(session, kDestinations, row).run();
}

void update_alert_destination(Session& session, const AlertDestinationRow& row) {
  update(session, kDestinations, row).where("id = ?", row.id).run();
}

void delete_alert_destination(Session& session, const std::string& id) {
  Query(session, "DELETE FROM alert_destinations").where("id = ?", id).run();
}

std::vector<AlertDeliveryRow> list_alert_deliveries(Session& session, const AlertDeliveryFilter& filter) {
  auto query = select<AlertDeliveryRow>(session, kDeliveries);
  if (!filter.destination_id.empty()) query.where("destination_id = ?", filter.destination_id);
  if (!filter.state.empty()) query.where("state = ?", filter.state);
  if (!filter.before_id.empty()) query.where("id < ?", filter.before_id);
  return query.add(" ORDER BY id DESC LIMIT ?").bind(filter.limit).all<AlertDeliveryRow>();
}

std::optional<AlertDeliveryRow> find_alert_delivery(Session& session, const std::string& id) {
  return select<AlertDeliveryRow>(session, kDeliveries).where("id = ?", id).first<AlertDeliveryRow>();
}

void insert_alert_delivery(Session& session, const AlertDeliveryRow& row) {
  insert(session, kDeliveries, row).run();
}

void update_alert_delivery(Session& session, const AlertDeliveryRow& row) {
  update(session, kDeliveries, row).where("id = ?", row.id).run();
}

std::vector<AlertDeliveryRow> held_alerts(Session& session, const std::string& destination_id,
                                          const std::string& subject) {
  return select<AlertDeliveryRow>(session, kDeliveries)
      .where("destination_id = ?", destination_id)
      .where("subject = ?", subject)
      .where("state = 'held'")
      .add(" ORDER BY id")
      .all<AlertDeliveryRow>();
}

std::vector<AlertDeliveryRow> told_alerts(Session& session, const std::string& destination_id,
                                          const std::string& subject, size_t limit,
                                          std::optional<bool> recovered) {
  auto query = select<AlertDeliveryRow>(session, kDeliveries);
  query.where("destination_id = ?", destination_id)
      .where("subject = ?", subject)
      .where("state IN ('waiting', 'delivered', 'dead')");
  if (recovered) query.where(*recovered ? "recovered = 1" : "recovered = 0");
  return query.add(" ORDER BY id DESC LIMIT ?").bind(limit).all<AlertDeliveryRow>();
}

std::vector<AlertDeliveryRow> due_held_alerts(Session& session, Timestamp now, size_t limit) {
  return select<AlertDeliveryRow>(session, kDeliveries)
      .where("state = 'held'")
      .where("due_at <= ?", now)
      .add(" ORDER BY id LIMIT ?")
      .bind(limit)
      .all<AlertDeliveryRow>();
}

std::vector<AlertDeliveryRow> due_waiting_alerts(Session& session, const std::string& destination_id,
                                                 Timestamp now, size_t limit) {
  return select<AlertDeliveryRow>(session, "alert_deliveries AS one")
      .where("state = 'waiting'")
      .where("destination_id = ?", destination_id)
      .where("due_at <= ?", now)
      .where(
          "(connection_id = '' OR NOT EXISTS (SELECT 1 FROM alert_deliveries AS older WHERE older.state = "
          "'waiting' AND older.destination_id = one.destination_id AND older.connection_id = "
          "one.connection_id AND older.id < one.id))")
      .add(" ORDER BY due_at, id LIMIT ?")
      .bind(limit)
      .all<AlertDeliveryRow>();
}

std::optional<Timestamp> next_due_alert(Session& session) {
  auto found =
      Query(session, "SELECT coalesce(min(due_at), 0) FROM alert_deliveries")
          // What waits for a destination that is switched off is not due: it would be looked at again and again.
          .where(
              "(state = 'held' OR (state = 'waiting' AND destination_id IN (SELECT id FROM "
              "alert_destinations WHERE enabled = 1)))")
          .first<Poco::Int64>();
  return found && *found != 0 ? std::optional(from_unix_us(*found)) : std::nullopt;
}

int64_t count_alert_deliveries(Session& session, const std::string& state,
                               const std::string& destination_id) {
  Query query(session, "SELECT count(*) FROM alert_deliveries");
  query.where("state = ?", state);
  if (!destination_id.empty()) query.where("destination_id = ?", destination_id);
  return query.first<Poco::Int64>().value_or(0);
}

size_t drop_waiting_alerts(Session& session, int64_t count, const std::string& reason, Timestamp now) {
  return Query(session, "UPDATE alert_deliveries SET state = 'dropped', reason = ?, finished_at = ?")
      .bind(reason)
      .bind(now)
      .add(
          " WHERE id IN (SELECT id FROM alert_deliveries WHERE state IN ('held', 'waiting') ORDER BY CASE "
          "severity WHEN 'info' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, id LIMIT ?)")
      .bind(count)
      .run();
}

size_t delete_finished_alerts_before(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM alert_deliveries")
      .where("state IN ('delivered', 'dead', 'dropped')")
      .where("finished_at < ?", before)
      .run();
}

}  // namespace mooring::host::rows
