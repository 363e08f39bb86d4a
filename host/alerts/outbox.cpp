#include "alerts/outbox.hpp"

#include <algorithm>

#include "base/limits_alerts.hpp"
#include "store/rows_incidents.hpp"

namespace mooring::host {
namespace {

// What an outage of the provider causes at a connection.
bool may_be_of_incident(AlertKind kind, const std::string& badge) {
  return kind == AlertKind::overdue || kind == AlertKind::empty ||
         (kind == AlertKind::badge && (badge == "sync_error" || badge == "stale"));
}

// The next failures may show that it is an incident of many.
Duration settle_of(const Alert& alert) {
  return alert.cause == "throttled" ? Duration(limits::kAlertThrottledSettle)
                                    : Duration(limits::kAlertIncidentSettle);
}

}  // namespace

AlertDeliveryRow Outbox::row_of(const AlertDestinationRow& destination, const Alert& alert) const {
  AlertDeliveryRow row;
  row.destination_id = destination.id;
  row.entry_id = alert.entry_id;
  if (alert.connection) row.connection_id = alert.connection->id;
  row.subject = alert.subject();
  row.kind = to_text(alert.kind);
  row.severity = alert.severity;
  row.recovered = alert.recovered;
  row.title = alert.title;
  row.alert_json = write_alert(alert);
  row.state = "waiting";
  row.created_at = row.due_at = now_;
  return row;
}

void Outbox::insert(AlertDeliveryRow row) {
  row.id = new_id_();
  rows::insert_alert_delivery(session_, row);
}

void Outbox::drop(AlertDeliveryRow row, std::string reason) {
  row.state = "dropped";
  row.reason = std::move(reason);
  row.finished_at = now_;
  if (row.id.empty())
    insert(std::move(row));
  else
    rows::update_alert_delivery(session_, row);
}

std::string Outbox::incident_of(const AlertRules& rules, AlertKind kind, const std::string& badge,
                                const std::string& connection_id) const {
  if (connection_id.empty() || !may_be_of_incident(kind, badge) || !wants_kind(rules, AlertKind::incident) ||
      !rules.connections.empty())  // then it hears of no incident
    return {};
  auto incident = rows::open_incident_of(session_, connection_id);
  return incident ? incident->id : std::string();
}

void Outbox::offer(const AlertDestinationRow& destination, const AlertRules& rules, const Alert& alert) {
  if (alert.recovered)
    offer_end(destination, alert);
  else
    offer_trouble(destination, rules, alert);
}

void Outbox::offer_end(const AlertDestinationRow& destination, const Alert& alert) {
  for (AlertDeliveryRow& held : rows::held_alerts(session_, destination.id, alert.subject()))
    drop(std::move(held), "It was over before its time came");
  const auto told = rows::last_told_alert(session_, destination.id, alert.subject());
  if (told && !told->recovered) insert(row_of(destination, alert));
}

void Outbox::fold(AlertDeliveryRow held, const Alert& alert, Timestamp due_at) {
  held.entry_id = alert.entry_id;
  held.severity = std::max(held.severity, alert.severity);
  held.title = alert.title;
  held.alert_json = write_alert(alert);
  held.due_at = std::min(held.due_at, due_at);
  ++held.repeats;
  rows::update_alert_delivery(session_, held);
}

void Outbox::offer_trouble(const AlertDestinationRow& destination, const AlertRules& rules,
                           const Alert& alert) {
  AlertDeliveryRow row = row_of(destination, alert);
  const auto told = rows::last_told_alert(session_, destination.id, row.subject, false);
  const bool graver = !told || alert.severity > told->severity;
  Duration wait = rules.delay;
  if (may_be_of_incident(alert.kind, alert.badge) && wants_kind(rules, AlertKind::incident))
    wait = std::max(wait, settle_of(alert));
  auto held = rows::held_alerts(session_, destination.id, row.subject);
  if (!held.empty()) {
    const Timestamp due_at = graver ? now_ + wait : held.back().due_at;
    return fold(std::move(held.back()), alert, due_at);
  }
  if (const auto incident = incident_of(rules, alert.kind, alert.badge, row.connection_id); !incident.empty())
    return drop(std::move(row), "It is part of the incident " + incident);
  row.due_at = now_ + wait;
  if (wait > Duration::zero()) row.reason = "It is told when it lasts";
  if (told && !graver && told->created_at + rules.quiet > row.due_at) {
    row.due_at = told->created_at + rules.quiet;
    row.reason = "The same was told within the quiet time";
  }
  if (row.due_at > now_) row.state = "held";
  insert(std::move(row));
}

void Outbox::release(const AlertDestinationRow& destination, const AlertRules& rules, AlertDeliveryRow held) {
  if (!destination.enabled) return drop(std::move(held), "The destination was switched off");
  const auto alert = read_written_alert(held.alert_json);
  if (!alert) return drop(std::move(held), alert.error().message);
  const auto incident = incident_of(rules, alert->kind, alert->badge, held.connection_id);
  if (!incident.empty()) return drop(std::move(held), "It is part of the incident " + incident);
  held.state = "waiting";
  held.reason.clear();
  held.due_at = now_;
  rows::update_alert_delivery(session_, held);
}

}  // namespace mooring::host
