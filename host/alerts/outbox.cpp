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

using Marketplaces = std::vector<std::string>;

// Those of `these` that are not among `others`.
Marketplaces without(const Marketplaces& these, const Marketplaces& others) {
  Marketplaces rest;
  for (const std::string& one : these)
    if (std::find(others.begin(), others.end(), one) == others.end()) rest.push_back(one);
  return rest;
}

std::string text_with(const Alert& held, const Alert& later) {
  return held.text.size() + later.text.size() > limits::kAlertJoinedTextBytesMax
             ? later.text
             : held.text + ". Later: " + later.text;
}

// The newer one, which tells what the held one would have told, too.
Alert joined(const Alert& held, Alert newer) {
  if (held.marketplaces.empty() || newer.marketplaces.empty()) {  // one of them is about all of it
    newer.marketplaces.clear();
    return newer;
  }
  const Marketplaces only_held = without(held.marketplaces, newer.marketplaces);
  if (only_held.empty()) return newer;
  const bool adds = !without(newer.marketplaces, held.marketplaces).empty();
  newer.text = adds ? text_with(held, newer) : held.text;
  newer.marketplaces.insert(newer.marketplaces.begin(), only_held.begin(), only_held.end());
  return newer;
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
    end_held(std::move(held), alert);
  if (is_told(destination, alert)) insert(row_of(destination, alert));
}

void Outbox::end_held(AlertDeliveryRow held, const Alert& end) {
  if (auto trouble = read_written_alert(held.alert_json); trouble && !end.marketplaces.empty()) {
    Marketplaces rest = without(trouble->marketplaces, end.marketplaces);
    if (!rest.empty() && rest.size() == trouble->marketplaces.size()) return;
    if (!rest.empty()) {
      trouble->text = text_with(*trouble, end);
      trouble->marketplaces = std::move(rest);
      held.alert_json = write_alert(*trouble);
      return rows::update_alert_delivery(session_, held);
    }
  }
  drop(std::move(held), "It was over before its time came");
}

// Whether the latest that was told of some of its marketplaces is that there is trouble.
bool Outbox::is_told(const AlertDestinationRow& destination, const Alert& end) const {
  Marketplaces open = end.marketplaces;
  for (const AlertDeliveryRow& row :
       rows::told_alerts(session_, destination.id, end.subject(), limits::kAlertToldLookedAt)) {
    const auto told = read_written_alert(row.alert_json);
    if (open.empty() || !told || told->marketplaces.empty()) return !row.recovered;
    Marketplaces rest = without(open, told->marketplaces);
    if (rest.size() == open.size()) continue;
    if (!row.recovered) return true;
    if (rest.empty()) return false;
    open = std::move(rest);
  }
  return false;
}

void Outbox::fold(AlertDeliveryRow held, const Alert& alert, Timestamp due_at) {
  const auto before = read_written_alert(held.alert_json);
  held.entry_id = alert.entry_id;
  held.severity = std::max(held.severity, alert.severity);
  held.title = alert.title;
  held.alert_json = write_alert(before ? joined(*before, alert) : alert);
  held.due_at = std::min(held.due_at, due_at);
  ++held.repeats;
  rows::update_alert_delivery(session_, held);
}

void Outbox::offer_trouble(const AlertDestinationRow& destination, const AlertRules& rules,
                           const Alert& alert) {
  AlertDeliveryRow row = row_of(destination, alert);
  const auto told = rows::told_alerts(session_, destination.id, row.subject, 1, false);
  const bool graver = told.empty() || alert.severity > told.front().severity;
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
  if (!graver && told.front().created_at + rules.quiet > row.due_at) {
    row.due_at = told.front().created_at + rules.quiet;
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
