#include "admin/json/json_out_alerts.hpp"

namespace mooring::host::admin {
namespace {

JsonArray texts_json(const std::vector<std::string>& texts) {
  auto out = json_array();
  for (const std::string& text : texts)
    out->add(text);
  return out;
}

Poco::Dynamic::Var status_or_null(int status) {
  return status == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(status);
}

int64_t whole_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

JsonObject rules_json(const AlertRules& rules) {
  auto out = json_object();
  out->set("kinds", texts_json(rules.kinds));
  out->set("badges", texts_json(rules.badges));
  out->set("badges_from", texts_json(rules.badges_from));
  out->set("recovered", rules.recovered);
  out->set("channels", texts_json(rules.channels));
  out->set("regions", texts_json(rules.regions));
  out->set("connections", texts_json(rules.connections));
  out->set("min_severity", rules.min_severity);
  out->set("quiet_s", whole_seconds(rules.quiet));
  out->set("delay_s", whole_seconds(rules.delay));
  return out;
}

const char* health_of(const AlertDestinationRow& row) {
  if (!row.enabled) return "off";
  if (row.failing_since) return "failing";
  if (!row.last_attempt_at) return "new";
  return row.last_success_at && *row.last_success_at >= *row.last_attempt_at ? "ok" : "retrying";
}

}  // namespace

JsonObject incident_json(const IncidentRow& incident, const IncidentNames& names) {
  auto out = json_object();
  out->set("id", incident.id);
  out->set("channel", incident.channel);
  out->set("channel_name", names.channel);
  out->set("region", incident.region);
  out->set("region_name", names.region);
  out->set("failure_class", incident.failure_class);
  out->set("title", incident_title(incident, names.channel, names.region));
  out->set("host", incident.host);
  out->set("operation", incident.operation);
  out->set("status", status_or_null(incident.status));
  out->set("message", incident.message);
  out->set("connections", incident.connections);
  out->set("failing", incident.failing);
  out->set("run_id", incident.run_id);
  out->set("opened_at", json_time(incident.opened_at));
  out->set("last_seen_at", json_time(incident.last_seen_at));
  out->set("resolved_at", json_time(incident.resolved_at));
  out->set("resolution", incident.resolution);
  out->set("entry_id", incident.opened_entry_id);
  return out;
}

JsonObject incident_connection_json(const IncidentConnectionRow& row, const std::string& label) {
  auto out = json_object();
  out->set("connection_id", row.connection_id);
  out->set("label", label);
  out->set("stream", row.stream);
  out->set("run_id", row.run_id);
  out->set("first_seen_at", json_time(row.first_seen_at));
  out->set("last_seen_at", json_time(row.last_seen_at));
  out->set("recovered_at", json_time(row.recovered_at));
  return out;
}

JsonObject alert_destination_json(const AlertDestinationRow& row, const OutboxCounts& counts) {
  const AlertRules rules = read_rules(row.rules_json);
  auto out = json_object();
  out->set("id", row.id);
  out->set("name", row.name);
  out->set("kind", row.kind);
  out->set("address", row.address);
  out->set("enabled", row.enabled);
  out->set("managed_by", row.managed_by);
  out->set("health", health_of(row));
  out->set("rules", rules_json(rules));
  out->set("rules_text", texts_json(in_words(rules)));
  out->set("waiting", counts.waiting);
  out->set("dead", counts.dead);
  out->set("failing_since", json_time(row.failing_since));
  out->set("last_attempt_at", json_time(row.last_attempt_at));
  out->set("last_success_at", json_time(row.last_success_at));
  out->set("last_status", status_or_null(row.last_status));
  out->set("last_answer", row.last_answer);
  out->set("secret_changed_at", json_time(row.secret_changed_at));
  out->set("previous_secret_until", json_time(row.previous_secret_until));
  out->set("created_at", json_time(row.created_at));
  out->set("updated_at", json_time(row.updated_at));
  out->set("version", row.version);
  return out;
}

JsonObject alert_delivery_json(const AlertDeliveryRow& row, const std::string& destination_name) {
  auto out = json_object();
  out->set("id", row.id);
  out->set("destination_id", row.destination_id);
  out->set("destination", destination_name);
  out->set("entry_id", row.entry_id);
  out->set("connection_id", json_text_or_null(row.connection_id));
  out->set("kind", row.kind);
  out->set("severity", to_text(row.severity));
  out->set("recovered", row.recovered);
  out->set("repeats", row.repeats);
  out->set("title", row.title);
  out->set("state", row.state);
  out->set("reason", row.reason);
  out->set("attempts", row.attempts);
  out->set("created_at", json_time(row.created_at));
  out->set("due_at", json_time(row.due_at));
  out->set("last_attempt_at", json_time(row.last_attempt_at));
  out->set("finished_at", json_time(row.finished_at));
  out->set("status", status_or_null(row.status));
  out->set("answer", row.answer);
  return out;
}

JsonObject alert_outcome_json(const AlertAttempt& attempt) {
  auto out = json_object();
  out->set("delivered", attempt.delivered);
  out->set("status", status_or_null(attempt.status));
  out->set("answer", attempt.answer);
  out->set("took_ms", std::chrono::duration_cast<std::chrono::milliseconds>(attempt.took).count());
  return out;
}

}  // namespace mooring::host::admin
