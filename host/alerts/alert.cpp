#include "alerts/alert.hpp"

#include <Poco/JSON/Parser.h>

#include <array>
#include <sstream>

#include "base/text.hpp"
#include "config/alerts_config.hpp"

namespace mooring::host {
namespace {

struct KindWords {
  AlertKind kind;
  const char *text, *title;
};
constexpr std::array kKinds{
    KindWords{AlertKind::badge, "badge", "Badge changes"},
    KindWords{AlertKind::expiry, "expiry", "Consents, secrets and certificates that end soon"},
    KindWords{AlertKind::overdue, "overdue", "Streams that should have run and did not"},
    KindWords{AlertKind::incident, "incident", "Incidents of a provider"},
    KindWords{AlertKind::empty, "empty", "Runs that brought nothing where there usually is something"},
    KindWords{AlertKind::permission, "permission", "Permissions that were lost"},
    KindWords{AlertKind::marketplace, "marketplace", "Marketplaces that are new or gone"},
    KindWords{AlertKind::schedule, "schedule", "Pauses of a schedule"},
    KindWords{AlertKind::delivery, "delivery", "Alerts that could not be delivered"},
    KindWords{AlertKind::test, "test", "Test"},
};

const KindWords& words_of(AlertKind kind) {
  for (const KindWords& words : kKinds)
    if (words.kind == kind) return words;
  return kKinds.back();
}

using Object = Poco::JSON::Object;

std::string text_of(const Object& object, const std::string& name) {
  return object.optValue<std::string>(name, "");
}

Poco::JSON::Array::Ptr array_of(const std::vector<std::string>& texts) {
  Poco::JSON::Array::Ptr array = new Poco::JSON::Array;
  for (const std::string& text : texts)
    array->add(text);
  return array;
}

}  // namespace

const char* to_text(AlertKind kind) {
  return words_of(kind).text;
}
const char* to_title(AlertKind kind) {
  return words_of(kind).title;
}

std::optional<AlertKind> alert_kind_from(const std::string& text) {
  for (const KindWords& words : kKinds)
    if (text == words.text) return words.kind;
  return std::nullopt;
}

std::string Alert::subject() const {
  const std::string name = std::string(to_text(kind)) + ":";
  if (incident) return name + incident->id;
  if (connection) return name + connection->id + (part.empty() ? "" : "/" + part);
  return name + entry_id;  // what is of no connection is told each time
}

std::string write_alert(const Alert& alert) {
  Object out(Poco::JSON_PRESERVE_KEY_ORDER);
  out.set("kind", to_text(alert.kind));
  out.set("severity", to_text(alert.severity));
  out.set("recovered", alert.recovered);
  out.set("title", alert.title);
  out.set("text", alert.text);
  out.set("entry_id", alert.entry_id);
  out.set("event", alert.event);
  out.set("at", format_time(alert.at));
  out.set("channel", alert.channel);
  out.set("channel_name", alert.channel_name);
  out.set("region", alert.region);
  out.set("region_name", alert.region_name);
  if (alert.connection) {
    out.set("connection", alert.connection->id);
    out.set("label", alert.connection->label);
    out.set("account_name", alert.connection->account_name);
  }
  out.set("badge", alert.badge);
  out.set("badge_before", alert.badge_before);
  if (alert.incident) {
    out.set("incident", alert.incident->id);
    out.set("operation", alert.incident->operation);
    out.set("failure_class", alert.incident->failure_class);
    out.set("connections", alert.incident->connections);
  }
  if (!alert.marketplaces.empty()) out.set("marketplaces", array_of(alert.marketplaces));
  out.set("stream", alert.stream);
  out.set("endpoint", alert.endpoint);
  out.set("request_id", alert.request_id);
  out.set("status", alert.status);
  out.set("url", alert.url);
  std::ostringstream text;
  out.stringify(text);
  return text.str();
}

Result<Alert> read_written_alert(const std::string& json) {
  try {
    Poco::JSON::Parser parser;
    const auto object = parser.parse(json).extract<Object::Ptr>();
    Alert alert;
    alert.kind = alert_kind_from(text_of(*object, "kind")).value_or(AlertKind::test);
    for (Severity severity : {Severity::info, Severity::warning, Severity::error})
      if (text_of(*object, "severity") == to_text(severity)) alert.severity = severity;
    alert.recovered = object->optValue("recovered", false);
    alert.title = text_of(*object, "title");
    alert.text = text_of(*object, "text");
    alert.entry_id = text_of(*object, "entry_id");
    alert.event = text_of(*object, "event");
    alert.at = parse_time(text_of(*object, "at")).value_or(Timestamp{});
    alert.channel = text_of(*object, "channel");
    alert.channel_name = text_of(*object, "channel_name");
    alert.region = text_of(*object, "region");
    alert.region_name = text_of(*object, "region_name");
    if (object->has("connection"))
      alert.connection = {text_of(*object, "connection"), text_of(*object, "label"),
                          text_of(*object, "account_name")};
    alert.badge = text_of(*object, "badge");
    alert.badge_before = text_of(*object, "badge_before");
    if (object->has("incident"))
      alert.incident = {text_of(*object, "incident"), text_of(*object, "operation"),
                        text_of(*object, "failure_class"), object->optValue<Poco::Int64>("connections", 0)};
    if (const auto named = object->getArray("marketplaces"))
      for (const auto& one : *named)
        alert.marketplaces.push_back(one.convert<std::string>());
    alert.stream = text_of(*object, "stream");
    alert.endpoint = text_of(*object, "endpoint");
    alert.request_id = text_of(*object, "request_id");
    alert.status = object->optValue("status", 0);
    alert.url = text_of(*object, "url");
    return alert;
  } catch (const Poco::Exception& error) {
    return fail("alert_damaged", "A stored alert cannot be read: " + error.displayText(),
                "It is dropped; the activity log has its entry");
  }
}

}  // namespace mooring::host
