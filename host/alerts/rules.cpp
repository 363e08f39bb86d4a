#include "alerts/rules.hpp"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>

#include "badge/badge.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"
#include "watch/badge_history.hpp"

namespace mooring::host {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}
bool holds_or_empty(const std::vector<std::string>& list, const std::string& word) {
  return list.empty() || holds(list, word);
}

bool badge_matches(const AlertRules& rules, const Alert& alert) {
  if (!holds_or_empty(rules.badges_from, alert.badge_before)) return false;
  return rules.badges.empty() ? alert.badge != to_text(Badge::connected) : holds(rules.badges, alert.badge);
}

std::string badge_titles(const std::vector<std::string>& badges) {
  std::vector<std::string> titles;
  for (const std::string& text : badges)
    if (auto badge = badge_of(text)) titles.emplace_back(to_title(*badge));
  return listed(titles);
}

std::string kind_in_words(const AlertRules& rules, AlertKind kind) {
  std::string words = to_title(kind);
  if (kind != AlertKind::badge) return words;
  if (!rules.badges.empty()) words += " to " + badge_titles(rules.badges);
  if (!rules.badges_from.empty()) words += " from " + badge_titles(rules.badges_from);
  return words;
}

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& known, const std::string& word) {
  return std::find(known.begin(), known.end(), word) != known.end();
}

template <size_t N>
Status check_words(const std::array<std::string_view, N>& known, const std::vector<std::string>& words,
                   const char* what) {
  for (const std::string& word : words)
    if (!is_one_of(known, word)) {
      const std::vector<std::string> all(known.begin(), known.end());
      return fail("alert_rules_invalid", "'" + clean_line(word, 80) + "' is not one of the " + what,
                  "Known are " + listed(all));
    }
  return {};
}

Poco::JSON::Array::Ptr array_of(const std::vector<std::string>& list) {
  Poco::JSON::Array::Ptr array = new Poco::JSON::Array;
  for (const std::string& one : list)
    array->add(one);
  return array;
}

void read_list(const Poco::JSON::Object& object, const std::string& name, std::vector<std::string>& out) {
  if (auto array = object.getArray(name))
    for (const auto& one : *array)
      out.push_back(one.toString());
}

int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

// By id, or by the name that a file gives it.
bool names(const std::vector<std::string>& list, const AlertConnection& connection) {
  return holds(list, connection.id) ||
         (!connection.declared_as.empty() && holds(list, connection.declared_as));
}

}  // namespace

bool wants_kind(const AlertRules& rules, AlertKind kind) {
  return holds_or_empty(rules.kinds, to_text(kind));
}

bool matches(const AlertRules& rules, const Alert& alert) {
  if (!wants_kind(rules, alert.kind)) return false;
  if (!alert.channel.empty() && !holds_or_empty(rules.channels, alert.channel)) return false;
  if (!alert.region.empty() && !holds_or_empty(rules.regions, alert.region)) return false;
  if (!rules.connections.empty() && !(alert.connection && names(rules.connections, *alert.connection)))
    return false;
  // The end of something is of no weight of its own: it is told where its beginning was.
  if (alert.recovered && rules.recovered) return true;
  if (alert.recovered && alert.kind != AlertKind::badge) return false;
  if (alert.kind == AlertKind::badge && !badge_matches(rules, alert)) return false;
  const auto least = std::find(kAlertSeverities.begin(), kAlertSeverities.end(), rules.min_severity);
  return least == kAlertSeverities.end() ||
         static_cast<int>(alert.severity) >= static_cast<int>(least - kAlertSeverities.begin());
}

std::vector<std::string> in_words(const AlertRules& rules) {
  std::vector<std::string> lines;
  for (const std::string_view text : kAlertKinds)
    if (auto kind = alert_kind_from(std::string(text)); kind && wants_kind(rules, *kind))
      lines.push_back(kind_in_words(rules, *kind));
  if (!rules.channels.empty()) lines.push_back("Only of " + listed(rules.channels));
  if (!rules.regions.empty()) lines.push_back("Only in " + listed(rules.regions));
  if (!rules.connections.empty())
    lines.push_back("Only of " + std::to_string(rules.connections.size()) +
                    (rules.connections.size() == 1 ? " chosen connection" : " chosen connections"));
  if (rules.min_severity == "warning") lines.emplace_back("Warnings and errors only");
  if (rules.min_severity == "error") lines.emplace_back("Errors only");
  if (rules.delay > Duration::zero())
    lines.push_back("Only what lasts longer than " + format_duration(rules.delay));
  if (rules.quiet > Duration::zero())
    lines.push_back("Repeats within " + format_duration(rules.quiet) + " are told as one");
  lines.emplace_back(rules.recovered ? "Also when it is over" : "Not when it is over");
  return lines;
}

std::string write_rules(const AlertRules& rules) {
  Poco::JSON::Object out(Poco::JSON_PRESERVE_KEY_ORDER);
  out.set("kinds", array_of(rules.kinds));
  out.set("badges", array_of(rules.badges));
  out.set("badges_from", array_of(rules.badges_from));
  out.set("recovered", rules.recovered);
  out.set("channels", array_of(rules.channels));
  out.set("regions", array_of(rules.regions));
  out.set("connections", array_of(rules.connections));
  out.set("min_severity", rules.min_severity);
  out.set("quiet_s", seconds(rules.quiet));
  out.set("delay_s", seconds(rules.delay));
  std::ostringstream text;
  out.stringify(text);
  return text.str();
}

AlertRules read_rules(const std::string& json) {
  AlertRules rules;
  try {
    Poco::JSON::Parser parser;
    const auto object = parser.parse(json).extract<Poco::JSON::Object::Ptr>();
    read_list(*object, "kinds", rules.kinds);
    read_list(*object, "badges", rules.badges);
    read_list(*object, "badges_from", rules.badges_from);
    read_list(*object, "channels", rules.channels);
    read_list(*object, "regions", rules.regions);
    read_list(*object, "connections", rules.connections);
    rules.recovered = object->optValue("recovered", true);
    rules.min_severity = object->optValue<std::string>("min_severity", "info");
    rules.quiet = std::chrono::seconds{object->optValue<Poco::Int64>("quiet_s", seconds(rules.quiet))};
    rules.delay = std::chrono::seconds{object->optValue<Poco::Int64>("delay_s", 0)};
  } catch (const Poco::Exception&) {
    return {};
  }
  return rules;
}

Status check_rules(const AlertRules& rules) {
  if (Status kinds = check_words(kAlertKinds, rules.kinds, "kinds of alerts"); !kinds) return kinds;
  if (Status badges = check_words(kAlertBadges, rules.badges, "badges"); !badges) return badges;
  if (Status from = check_words(kAlertBadges, rules.badges_from, "badges"); !from) return from;
  if (!is_one_of(kAlertSeverities, rules.min_severity))
    return check_words(kAlertSeverities, {rules.min_severity}, "severities");
  if (rules.quiet < Duration::zero() || rules.quiet > limits::kAlertQuietMax)
    return fail("alert_rules_invalid", "quiet_s is out of range",
                "Use 0 to " + std::to_string(seconds(limits::kAlertQuietMax)));
  if (rules.delay < Duration::zero() || rules.delay > limits::kAlertDelayMax)
    return fail("alert_rules_invalid", "delay_s is out of range",
                "Use 0 to " + std::to_string(seconds(limits::kAlertDelayMax)));
  return {};
}

}  // namespace mooring::host
