// From an entry of the activity log to an alert.
#include <Poco/JSON/Parser.h>

#include <array>

#include "alerts/alert.hpp"
#include "badge/badge.hpp"
#include "base/text.hpp"
#include "store/rows_incidents.hpp"
#include "watch/badge_history.hpp"

namespace mooring::host {
namespace {

struct Event {
  std::string_view entry_kind;
  AlertKind kind;
  bool recovered;
};
constexpr std::array kEvents{
    Event{"badge.changed", AlertKind::badge, false},  // a change to Connected is the end of it
    Event{"expiry.warning", AlertKind::expiry, false},
    Event{"watchdog.overdue", AlertKind::overdue, false},
    Event{"incident.opened", AlertKind::incident, false},
    Event{"incident.resolved", AlertKind::incident, true},
    Event{"run.empty", AlertKind::empty, false},
    Event{"permission.lost", AlertKind::permission, false},
    Event{"permission.returned", AlertKind::permission, true},
    Event{"marketplace.added", AlertKind::marketplace, false},
    Event{"marketplace.lost", AlertKind::marketplace, false},
    Event{"marketplace.returned", AlertKind::marketplace, true},
    Event{"connection.paused", AlertKind::schedule, false},
    Event{"connection.resumed", AlertKind::schedule, true},
    Event{"stream.set_aside", AlertKind::schedule, false},
    Event{"stream.taken_up", AlertKind::schedule, true},
    Event{"plugin.stuck", AlertKind::schedule, false},
    Event{"schedule.paused", AlertKind::schedule, false},
    Event{"schedule.resumed", AlertKind::schedule, true},
    Event{"alerts.destination_failing", AlertKind::delivery, false},
    Event{"alerts.dropped", AlertKind::delivery, false},
};

const Event* find_event(const std::string& entry_kind) {
  for (const Event& event : kEvents)
    if (event.entry_kind == entry_kind) return &event;
  return nullptr;
}

void put_names(Alert& alert, const PluginRegistry& registry) {
  alert.channel_name = alert.channel;
  alert.region_name = alert.region;
  const Manifest* manifest = registry.manifest(alert.channel);
  if (!manifest) return;
  alert.channel_name = manifest->name;
  for (const ManifestRegion& region : manifest->regions)
    if (region.id == alert.region) alert.region_name = region.name;
}

void put_connection(Session& session, Alert& alert, const std::string& id, const std::string& public_url) {
  auto row = rows::find_connection(session, id);
  if (!row) return;
  alert.channel = row->channel;
  alert.region = row->region;
  alert.connection = {row->id, row->label, row->account_name, row->config_key};
  alert.url = public_url + "/#/connections/" + row->id;
}

// Null: an entry of an earlier version, without its values.
Poco::JSON::Object::Ptr values_of(const std::string& values_json) {
  try {
    Poco::JSON::Parser parser;
    return parser.parse(values_json).extract<Poco::JSON::Object::Ptr>();
  } catch (const Poco::Exception&) {
    return nullptr;
  }
}

std::string value_in(const std::string& values_json, const std::string& name) {
  const auto values = values_of(values_json);
  return values ? values->optValue<std::string>(name, "") : "";
}

std::vector<std::string> marketplaces_in(const std::string& values_json) {
  std::vector<std::string> marketplaces;
  const auto values = values_of(values_json);
  if (const auto named = values ? values->getArray("marketplaces") : nullptr)
    for (const auto& one : *named)
      marketplaces.push_back(one.convert<std::string>());
  return marketplaces;
}

void put_badge(Alert& alert, const ActivityRow& entry) {
  alert.badge = value_in(entry.after_json, "badge");
  alert.badge_before = value_in(entry.before_json, "badge");
  alert.cause = value_in(entry.after_json, "cause");
  alert.recovered = alert.badge == to_text(Badge::connected);
}

void put_incident(Session& session, Alert& alert, const ActivityRow& entry, const std::string& public_url) {
  auto row = rows::find_incident_of_entry(session, entry.id);
  if (!row) return;
  alert.channel = row->channel;
  alert.region = row->region;
  alert.incident = {row->id, row->operation, row->failure_class, row->connections};
  alert.url = public_url + "/#/alerts/incidents/" + row->id;
}

// Empty: of the connection as a whole, or told of so many parts at once that they are better told together.
std::string part_of(AlertKind kind, const ActivityRow& entry) {
  if (kind == AlertKind::marketplace) return value_in(entry.after_json, "marketplace");
  if (kind == AlertKind::permission && entry.stream.empty()) return value_in(entry.after_json, "permission");
  if (entry.kind == "plugin.stuck") return "plugin/" + entry.stream;  // not over when the stream is taken up
  return kind == AlertKind::permission || kind == AlertKind::empty || kind == AlertKind::schedule
             ? entry.stream
             : "";
}

std::string schedule_in_words(const Alert& alert) {
  if (alert.event == "stream.set_aside") return "a stream is set aside";
  if (alert.event == "stream.taken_up") return "a stream is no longer set aside";
  if (alert.event == "plugin.stuck") return "a plugin did not come back";
  return alert.recovered ? "planned runs go on" : "planned runs are paused";
}

std::string title_of(const Alert& alert) {
  const std::string who = alert.connection ? alert.connection->label + ": " : "";
  switch (alert.kind) {
    case AlertKind::badge: {
      const auto badge = badge_of(alert.badge);
      return who + (badge ? to_title(*badge) : "the badge changed");
    }
    case AlertKind::expiry:
      return alert.connection ? who + "the consent ends soon" : "Something ends soon";
    case AlertKind::overdue:
      return who + "a stream that is due does not run";
    case AlertKind::incident:
      return alert.channel_name + ", " + alert.region_name +
             (alert.recovered
                  ? ": the incident is over"
                  : ": incident, " + std::to_string(alert.incident ? alert.incident->connections : 0) +
                        (alert.incident && alert.incident->failure_class == "throttled"
                             ? " connections are throttled"
                             : " connections fail"));
    case AlertKind::empty:
      return who + "a run brought nothing";
    case AlertKind::permission:
      return who + (alert.recovered ? "a permission is back" : "a permission was lost");
    case AlertKind::marketplace:
      return who + (alert.recovered                     ? "a marketplace is back"
                    : alert.event == "marketplace.lost" ? "a marketplace is gone"
                                                        : "a new marketplace");
    case AlertKind::schedule:
      return who + schedule_in_words(alert);
    case AlertKind::delivery:
      return "Alerts could not be delivered";
    case AlertKind::test:
      break;
  }
  return "Test";
}

}  // namespace

bool is_alert_event(const std::string& entry_kind) {
  return find_event(entry_kind) != nullptr;
}

std::optional<Alert> read_alert(Session& session, const ActivityRow& entry, const PluginRegistry& registry,
                                const std::string& public_url) {
  const Event* event = find_event(entry.kind);
  if (!event) return std::nullopt;
  Alert alert;
  alert.kind = event->kind;
  alert.recovered = event->recovered;
  alert.severity = entry.severity;
  alert.entry_id = entry.id;
  alert.event = entry.kind;
  alert.at = entry.at;
  alert.text = entry.message;
  alert.stream = entry.stream;
  alert.endpoint = entry.endpoint;
  alert.request_id = entry.request_id;
  alert.status = entry.status;
  alert.url = public_url + "/#/activity/" + entry.id;
  if (!entry.connection_id.empty()) put_connection(session, alert, entry.connection_id, public_url);
  if (alert.kind == AlertKind::badge) put_badge(alert, entry);
  alert.part = part_of(alert.kind, entry);
  if (!alert.part.empty()) alert.marketplaces = marketplaces_in(entry.after_json);
  if (alert.kind == AlertKind::incident) put_incident(session, alert, entry, public_url);
  if (alert.kind == AlertKind::delivery) alert.destination_id = value_in(entry.after_json, "destination");
  put_names(alert, registry);
  alert.title = capitalized(title_of(alert));
  return alert;
}

Alert sample_alert(AlertKind kind, Timestamp now, const std::string& public_url) {
  Alert alert;
  alert.kind = kind;
  alert.severity = Severity::warning;
  alert.at = now;
  alert.entry_id = "act_00000000000000000000000000";
  alert.channel = "example";
  alert.channel_name = "Example channel";
  alert.region = "EU";
  alert.region_name = "Europe";
  alert.url = public_url + "/#/alerts";
  if (kind != AlertKind::delivery && kind != AlertKind::incident)
    alert.connection = {"con_00000000000000000000000000", "Example shop", "Example account"};
  for (const Event& event : kEvents)
    if (event.kind == kind) {
      alert.event = event.entry_kind;
      break;
    }
  if (kind == AlertKind::badge) {
    alert.badge = "sync_error";
    alert.badge_before = "connected";
    alert.stream = "orders";
    alert.endpoint = "GET https://api.example.com/orders";
    alert.status = 503;
  }
  if (kind == AlertKind::incident) {
    alert.severity = Severity::error;
    alert.incident = {"inc_00000000000000000000000000", "GET https://api.example.com/orders", "server", 40};
    alert.status = 503;
  }
  alert.title = capitalized(title_of(alert));
  alert.text = kind == AlertKind::test
                   ? "This is a test. Alerts of Mooring arrive here."
                   : "This is an example: a real alert says here what happened and what can be done.";
  if (kind == AlertKind::test) {
    alert.severity = Severity::info;
    alert.event = "alerts.test";
    alert.title = "Test of Mooring's alerts";
    alert.connection.reset();
    alert.channel = alert.channel_name = alert.region = alert.region_name = "";
  }
  return alert;
}

}  // namespace mooring::host
