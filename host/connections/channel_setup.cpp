#include "connections/channel_setup.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host {
namespace {

const ChannelConfig kNothingConfigured{};

std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  if (auto near = nearest(word, known)) return "Did you mean '" + *near + "'?";
  return known.empty() ? "No plugin is loaded; see the Plugins page or `mooring plugins list`"
                       : "Known: " + joined(known);
}

Poco::JSON::Object::Ptr parse_object(const std::string& json) {
  Poco::JSON::Parser parser;
  return parser.parse(json).extract<Poco::JSON::Object::Ptr>();
}

tl::unexpected<Error> unfit(const SettingRule& rule, const std::string& value, const std::string& expected) {
  return fail("setting_invalid",
              "Setting '" + rule.key + "' is '" + clean_line(value, 80) + "', expected " + expected,
              "GET /api/v1/plugins tells what each setting takes");
}

bool has_choice(const SettingRule& rule, const std::string& value) {
  return std::find(rule.choices.begin(), rule.choices.end(), value) != rule.choices.end();
}

// In the order of the choices, each once: the same list is always the same text.
Result<std::string> chosen_of(const SettingRule& rule, const std::string& value) {
  const std::vector<std::string> wanted = list_parts(value);
  const bool fits = std::all_of(wanted.begin(), wanted.end(),
                                [&](const std::string& one) { return has_choice(rule, one); });
  if (wanted.empty() || !fits)
    return unfit(rule, value, "one or more of " + joined(rule.choices) + ", with commas between them");
  std::vector<std::string> chosen;
  for (const std::string& choice : rule.choices)
    if (std::find(wanted.begin(), wanted.end(), choice) != wanted.end()) chosen.push_back(choice);
  return list_text(chosen);
}

Status check_setting(const SettingRule& rule, const std::string& value) {
  const auto refuse = [&](const std::string& expected) { return unfit(rule, value, expected); };
  if (!rule.choices.empty() && !has_choice(rule, value))
    return refuse((rule.choices.size() > 1 ? "one of " : "") + joined(rule.choices));
  if (rule.type == SettingType::boolean && value != "true" && value != "false")
    return refuse("true or false");
  if (rule.type == SettingType::integer) {
    int64_t number = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) return refuse("a whole number");
    if ((rule.minimum && number < *rule.minimum) || (rule.maximum && number > *rule.maximum))
      return refuse((rule.minimum ? "at least " + std::to_string(*rule.minimum) : "") +
                    (rule.minimum && rule.maximum ? " and " : "") +
                    (rule.maximum ? "at most " + std::to_string(*rule.maximum) : ""));
  }
  return {};
}

}  // namespace

Result<ChannelSetup> channel_setup(const PluginRegistry& registry, const Config& config,
                                   const std::string& channel, const std::string& region,
                                   const std::string& consent) {
  ChannelSetup setup;
  setup.manifest = registry.manifest(channel);
  if (!setup.manifest) {
    std::vector<std::string> known;
    for (const auto& plugin : registry.plugins())
      if (plugin.loaded() && plugin.manifest) known.push_back(plugin.manifest->id);
    return fail("channel_unknown", "There is no loaded plugin for the channel '" + channel + "'",
                suggestion(channel, known));
  }
  setup.region = setup.manifest->region(region);
  if (!setup.region) {
    std::vector<std::string> known;
    for (const auto& candidate : setup.manifest->regions)
      known.push_back(candidate.id);
    return fail("region_unknown", setup.manifest->name + " has no region '" + region + "'",
                suggestion(region, known));
  }
  const ManifestConsent* opened = setup.region->consent(consent);
  if (!opened && !consent.empty()) {
    std::vector<std::string> known;
    for (const auto& candidate : setup.region->consents)
      known.push_back(candidate.id);
    return fail("consent_unknown",
                setup.manifest->name + " has no consent '" + clean_line(consent, 80) + "' in " + region,
                known.empty() ? "Leave it out: the region has one consent only" : suggestion(consent, known));
  }
  if (opened) setup.account_kind = opened->account;
  auto configured = config.channels.find(channel);
  setup.config = configured == config.channels.end() ? &kNothingConfigured : &configured->second;
  auto changed = setup.config->endpoints.find(region);
  bool overridden = changed != setup.config->endpoints.end() && !changed->second.api_base.empty();
  setup.api_base = overridden ? changed->second.api_base : setup.region->api_base;
  while (setup.api_base.ends_with('/'))
    setup.api_base.pop_back();
  return setup;
}

Result<std::string> settings_to_json(const Manifest& manifest, const std::string& account_kind,
                                     const std::string& current_json,
                                     const std::map<std::string, std::string>& changes) {
  auto object = parse_object(current_json);
  for (const auto& [key, value] : changes) {
    const SettingRule* rule = nullptr;
    std::vector<std::string> known;
    for (const auto& candidate : manifest.settings) {
      if (candidate.is_for(account_kind)) known.push_back(candidate.key);
      if (candidate.key == key) rule = &candidate;
    }
    if (!rule)
      return fail("setting_invalid", manifest.name + " has no setting '" + clean_line(key, 80) + "'",
                  suggestion(key, known));
    if (!rule->is_for(account_kind))
      return fail("setting_invalid",
                  "The setting '" + key + "' is for accounts of the kind " + joined(rule->accounts) +
                      ", and this one is of the kind " + account_kind,
                  known.empty() ? "Such an account has no settings" : "Known: " + joined(known));
    if (rule->type == SettingType::list) {
      auto chosen = chosen_of(*rule, value);
      if (!chosen) return fail(chosen.error());
      object->set(key, *chosen);
      continue;
    }
    if (auto status = check_setting(*rule, value); !status) return fail(status.error());
    object->set(key, value);
  }
  std::ostringstream out;
  object->stringify(out);
  return out.str();
}

NameValues effective_settings(const Manifest& manifest, const std::string& settings_json) {
  auto object = parse_object(settings_json);
  NameValues values;
  for (const auto& rule : manifest.settings)
    values.emplace_back(rule.key,
                        object->has(rule.key) ? object->getValue<std::string>(rule.key) : rule.default_value);
  return values;
}

std::string marketplace_noun(const PluginRegistry& registry, const std::string& channel) {
  const Manifest* manifest = registry.manifest(channel);
  return manifest ? manifest->marketplace_noun : Manifest{}.marketplace_noun;
}

std::string marketplace_title(const std::string& id, const std::string& name,
                              const std::string& country_code) {
  if (name.empty()) return country_code.empty() ? id : id + " (" + country_code + ")";
  bool told = country_code.empty() || name.find(country_code) != std::string::npos ||
              name.find('.') != std::string::npos;
  return told ? name : name + " (" + country_code + ")";
}

std::string marketplaces_chosen_fact(const std::string& connection_id) {
  return "marketplaces_chosen/" + connection_id;
}

void ConnectionDirectory::add(const std::string& connection_id, Entry entry) {
  std::lock_guard lock(mutex_);
  entries_.insert_or_assign(connection_id, std::move(entry));
}

std::optional<ConnectionDirectory::Entry> ConnectionDirectory::find(const std::string& connection_id) const {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(connection_id);
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

}  // namespace mooring::host
