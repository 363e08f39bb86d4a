#include "connections/declared_changes.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "connections/labels.hpp"
#include "connections/values_json.hpp"

namespace mooring::host {
namespace {

const std::string kSettings = "settings.";

std::string value_at(const DeclaredValues& values, const std::string& name) {
  auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

}  // namespace

DeclaredValues values_of(const DeclaredConnection& declared) {
  DeclaredValues values;
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) values[name] = value;
  };
  put("label", clean_label(declared.label));
  put("workspace", declared.workspace);
  put("consent", declared.consent);
  put("account_id", declared.account_id);
  for (const auto& [key, value] : declared.settings)
    values[kSettings + key] = value;
  return values;
}

std::string to_json(const DeclaredValues& values) {
  return values_json({values.begin(), values.end()});
}

DeclaredValues values_from(const std::string& json) {
  DeclaredValues values;
  Poco::JSON::Parser parser;
  auto object = parser.parse(json).extract<Poco::JSON::Object::Ptr>();
  for (const auto& [name, value] : *object)
    values[name] = value.convert<std::string>();
  return values;
}

ConnectionChange change_of(const std::optional<DeclaredValues>& before, const DeclaredConnection& declared,
                           const ConnectionRow& row, const Manifest& manifest) {
  const DeclaredValues now = values_of(declared);
  // Named by the file, not as it was applied, and not what the connection has already.
  const auto changed = [&](const std::string& name, const std::string& has) -> std::optional<std::string> {
    const std::string wanted = value_at(now, name);
    if (wanted.empty() || wanted == has || (before && value_at(*before, name) == wanted)) return std::nullopt;
    return wanted;
  };
  ConnectionChange change;
  change.label = changed("label", row.label);
  change.workspace = changed("workspace", row.workspace_id);
  change.consent = changed("consent", row.consent);
  std::map<std::string, std::string> has;
  for (const auto& [key, value] : effective_settings(manifest, row.settings_json))
    has[key] = value;
  for (const auto& [key, wanted] : declared.settings) {
    const std::string name = kSettings + key;
    const bool applied = before && before->contains(name) && before->at(name) == wanted;
    const bool is_so = has.contains(key) && has.at(key) == wanted;
    if (!applied && !is_so) change.settings[key] = wanted;
  }
  if (!before) return change;
  for (const SettingRule& rule : manifest.settings)
    if (before->contains(kSettings + rule.key) && !declared.settings.contains(rule.key) &&
        has[rule.key] != rule.default_value)
      change.settings[rule.key] = rule.default_value;
  return change;
}

bool is_empty(const ConnectionChange& change) {
  return !change.label && !change.workspace && !change.consent && change.settings.empty();
}

}  // namespace mooring::host
