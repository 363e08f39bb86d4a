// Where alerts go, and what was sent there or waits for it. Called inside Database::read or Database::write, like the
// functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host {

struct AlertDestinationRow {
  std::string id, name;
  std::string kind;        // "webhook", "slack", "email"
  std::string address;     // for people, without what is secret in it
  std::string rules_json;  // AlertRules of alerts/rules.hpp
  bool enabled = true;
  std::string managed_by = "console";  // or "file": declared in the configuration
  Timestamp created_at, updated_at;
  int64_t version = 1;
  std::optional<Timestamp> secret_changed_at{}, previous_secret_until{};
  // Health: since when alerts were given up, and what the latest attempt met with.
  std::optional<Timestamp> failing_since{}, last_attempt_at{}, last_success_at{};
  int last_status = 0;
  std::string last_answer{};
};

struct AlertDeliveryRow {
  std::string id, destination_id, entry_id, connection_id;
  std::string subject;  // what later alerts about the same thing share: kind and connection
  std::string kind;     // AlertKind of alerts/alert.hpp
  Severity severity = Severity::info;
  bool recovered = false;
  int64_t repeats = 0;  // how many alerts were folded into this one
  std::string title, alert_json;
  std::string state;   // "held" (its time has not come), "waiting" (is sent), "delivered", "dead", "dropped"
  std::string reason;  // why it is held or was dropped
  int attempts = 0;
  Timestamp created_at, due_at;
  std::optional<Timestamp> last_attempt_at{}, finished_at{};
  int status = 0;  // of the latest answer; 0: none came
  std::string answer{};
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::vector<AlertDestinationRow> list_alert_destinations(Session&);  // by name
std::optional<AlertDestinationRow> find_alert_destination(Session&, const std::string& id);
std::optional<AlertDestinationRow> find_alert_destination_by_name(Session&, const std::string& name);
void insert_alert_destination(Session&, const AlertDestinationRow&);
void update_alert_destination(Session&, const AlertDestinationRow&);
void delete_alert_destination(Session&, const std::string& id);  // with its deliveries

struct AlertDeliveryFilter {
  std::string destination_id{}, state{}, before_id{};  // empty: any; newest first
  size_t limit = 50;
};
std::vector<AlertDeliveryRow> list_alert_deliveries(Session&, const AlertDeliveryFilter&);
std::optional<AlertDeliveryRow> find_alert_delivery(Session&, const std::string& id);
void insert_alert_delivery(Session&, const AlertDeliveryRow&);
void update_alert_delivery(Session&, const AlertDeliveryRow&);
// Those of the subject that still wait for their time.
std::vector<AlertDeliveryRow> held_alerts(Session&, const std::string& destination_id,
                                          const std::string& subject);
// Those of the subject that were sent, or are being sent, newest first; `recovered`: only such.
std::vector<AlertDeliveryRow> told_alerts(Session&, const std::string& destination_id,
                                          const std::string& subject, size_t limit,
                                          std::optional<bool> recovered = {});
std::vector<AlertDeliveryRow> due_held_alerts(Session&, Timestamp now, size_t limit);
// Oldest first; of one connection only when nothing older of it waits, so that the order is kept.
std::vector<AlertDeliveryRow> due_waiting_alerts(Session&, const std::string& destination_id, Timestamp now,
                                                 size_t limit);
std::optional<Timestamp> next_due_alert(Session&);
int64_t count_alert_deliveries(Session&, const std::string& state, const std::string& destination_id = {});
// Drops the oldest that wait, the least severe first. Returns how many.
size_t drop_waiting_alerts(Session&, int64_t count, const std::string& reason, Timestamp now);
size_t delete_finished_alerts_before(Session&, Timestamp before);

}  // namespace mooring::host::rows
