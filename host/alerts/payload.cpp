#include "alerts/payload.hpp"

#include <Poco/JSON/Object.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <sstream>

#include "base/text.hpp"

namespace mooring::host {
namespace {

using Poco::Dynamic::Var;
using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

constexpr int kPayloadVersion = 1;
constexpr size_t kSlackTextBytesMax = 2800;  // Slack takes 3000 characters in a section

Object::Ptr object() {
  return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}
Var text_or_null(const std::string& text) {
  return text.empty() ? Var() : Var(text);
}
Var named(const std::string& id, const std::string& name) {
  if (id.empty()) return {};
  auto out = object();
  out->set("id", id);
  out->set("name", name);
  return out;
}
std::string to_string(const Object& root) {
  std::ostringstream text;
  root.stringify(text);
  return text.str();
}

Var connection_json(const Alert& alert) {
  if (!alert.connection) return {};
  auto out = object();
  out->set("id", alert.connection->id);
  out->set("label", alert.connection->label);
  out->set("account_name", alert.connection->account_name);
  return out;
}

Var badge_json(const Alert& alert) {
  if (alert.badge.empty()) return {};
  auto out = object();
  out->set("now", alert.badge);
  out->set("before", text_or_null(alert.badge_before));
  return out;
}

Var incident_json(const Alert& alert) {
  if (!alert.incident) return {};
  auto out = object();
  out->set("id", alert.incident->id);
  out->set("operation", alert.incident->operation);
  out->set("class", alert.incident->failure_class);
  out->set("connections", alert.incident->connections);
  return out;
}

std::string repeats_in_words(int64_t repeats) {
  if (repeats == 0) return {};
  return std::to_string(repeats) + (repeats == 1 ? " more like it was" : " more like it were") +
         " folded into this";
}

// What Slack reads as its own marks.
std::string slack_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return clean_line(out, kSlackTextBytesMax);
}

Object::Ptr slack_section(const std::string& markdown) {
  auto text = object();
  text->set("type", "mrkdwn");
  text->set("text", markdown);
  auto section = object();
  section->set("type", "section");
  section->set("text", text);
  return section;
}

Object::Ptr slack_context(const AlertMessage& message) {
  std::string line = message.alert.recovered ? "over" : to_text(message.alert.severity);
  if (!message.alert.channel_name.empty())
    line += " · " + message.alert.channel_name + ", " + message.alert.region_name;
  line += " · " + format_time(std::chrono::floor<std::chrono::seconds>(message.alert.at));
  if (message.repeats > 0) line += " · " + repeats_in_words(message.repeats);
  auto text = object();
  text->set("type", "mrkdwn");
  text->set("text", slack_text(line));
  Array::Ptr elements = new Array;
  elements->add(text);
  auto context = object();
  context->set("type", "context");
  context->set("elements", elements);
  return context;
}

void add_line(std::string& text, const char* name, const std::string& value) {
  if (!value.empty()) text += std::string(name) + ": " + clean_line(value, 1000) + "\n";
}

}  // namespace

std::string webhook_body(const AlertMessage& message) {
  const Alert& alert = message.alert;
  auto out = object();
  out->set("version", kPayloadVersion);
  out->set("id", message.delivery_id);
  out->set("event", alert.event);
  out->set("kind", to_text(alert.kind));
  out->set("severity", to_text(alert.severity));
  out->set("recovered", alert.recovered);
  out->set("test", alert.kind == AlertKind::test);
  out->set("at", format_time(alert.at));
  out->set("title", alert.title);
  out->set("text", alert.text);
  out->set("repeats", message.repeats);
  out->set("channel", named(alert.channel, alert.channel_name));
  out->set("region", named(alert.region, alert.region_name));
  out->set("connection", connection_json(alert));
  out->set("badge", badge_json(alert));
  out->set("incident", incident_json(alert));
  out->set("stream", text_or_null(alert.stream));
  out->set("endpoint", text_or_null(alert.endpoint));
  out->set("status", alert.status == 0 ? Var() : Var(alert.status));
  out->set("request_id", text_or_null(alert.request_id));
  out->set("entry_id", text_or_null(alert.entry_id));
  out->set("url", alert.url);
  return to_string(*out);
}

std::string slack_body(const AlertMessage& message) {
  const Alert& alert = message.alert;
  Array::Ptr blocks = new Array;
  blocks->add(
      slack_section("*<" + alert.url + "|" + slack_text(alert.title) + ">*\n" + slack_text(alert.text)));
  blocks->add(slack_context(message));
  auto out = object();
  out->set("text", slack_text(alert.title));
  out->set("blocks", blocks);
  return to_string(*out);
}

std::string mail_subject(const AlertMessage& message) {
  const char* mark = message.alert.recovered                       ? "over"
                     : message.alert.severity == Severity::error   ? "error"
                     : message.alert.severity == Severity::warning ? "warning"
                                                                   : "info";
  return std::string("[Mooring, ") + mark + "] " + message.alert.title;
}

std::string mail_text(const AlertMessage& message) {
  const Alert& alert = message.alert;
  std::string text = clean_line(alert.text, 4000) + "\n\n";
  add_line(text, "Connection", alert.connection ? alert.connection->label : "");
  if (!alert.channel_name.empty()) add_line(text, "Channel", alert.channel_name + ", " + alert.region_name);
  add_line(text, "Stream", alert.stream);
  add_line(text, "Endpoint", alert.endpoint);
  if (alert.status != 0) add_line(text, "Status", std::to_string(alert.status));
  add_line(text, "Request id", alert.request_id);
  add_line(text, "When", format_time(alert.at));
  add_line(text, "Folded", repeats_in_words(message.repeats));
  add_line(text, "See", alert.url);
  text += "\nThis is a message of Mooring. What it sends, and to whom, is chosen on its page Alerts.\n";
  return text;
}

std::string signature_of(const std::vector<Secret>& secrets, Timestamp now, const std::string& body) {
  const std::string t =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  const std::string signed_text = t + "." + body;
  std::string out = "t=" + t;
  for (const Secret& secret : secrets) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    const auto key = secret.reveal();
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest, &size))
      continue;
    out += ",v1=" + hex_encode({digest, size});
  }
  return out;
}

HttpHeaders webhook_headers(const AlertMessage& message, const std::vector<Secret>& secrets, Timestamp now,
                            const std::string& body) {
  HttpHeaders headers{{"Content-Type", "application/json"},
                      {"Mooring-Delivery", message.delivery_id},
                      {"Mooring-Event", message.alert.event}};
  if (!secrets.empty()) headers.emplace_back("Mooring-Signature", signature_of(secrets, now, body));
  return headers;
}

}  // namespace mooring::host
