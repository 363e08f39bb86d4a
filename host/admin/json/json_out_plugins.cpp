#include <algorithm>

#include "admin/json/json_out.hpp"

namespace mooring::host::admin {
namespace {

JsonObject region_json(const ManifestRegion& region, const Manifest& manifest, const ChannelConfig& config) {
  EndpointOverride endpoints;
  if (const auto found = config.endpoints.find(region.id); found != config.endpoints.end())
    endpoints = found->second;
  const auto effective = [](const std::string& configured, const std::string& declared) {
    return configured.empty() ? declared : configured;
  };
  auto shown = json_object();
  shown->set("api_base", effective(endpoints.api_base, region.api_base));
  shown->set("authorize_url", effective(endpoints.authorize_url, region.authorize_url));
  shown->set("token_url", effective(endpoints.token_url, region.token_url));
  auto consents = json_array();
  for (const ManifestConsent& consent : region.consents) {
    auto item = json_object();
    item->set("id", consent.id);
    item->set("name", consent.name);
    item->set("account", consent.account);
    item->set("authorize_url", effective(endpoints.authorize_url, consent.authorize_url));
    const ConsentTexts texts = manifest.consent_texts(&consent);
    item->set("pasted_account", texts.pasted_account);
    item->set("revoke_help", texts.revoke_help);
    item->set("switch_login", texts.switch_login);
    consents->add(item);
  }
  auto missing = json_array();
  for (const std::string& key : missing_application_keys(manifest, config, ApplicationUse::consent))
    missing->add(key);
  // Whoever has a refresh token needs less than the consent page does.
  const ApplicationUse least =
      manifest.oauth.pasted_tokens ? ApplicationUse::tokens : ApplicationUse::consent;
  auto out = json_object();
  out->set("id", region.id);
  out->set("name", region.name);
  out->set("configured", missing_application_keys(manifest, config, least).empty());
  out->set("missing", missing);
  out->set("endpoints", shown);
  out->set("consents", consents);
  return out;
}

JsonObject oauth_json(const Manifest& manifest) {
  const OAuthDescription& oauth = manifest.oauth;
  auto out = json_object();
  out->set("pasted_tokens", oauth.pasted_tokens);
  out->set("pasted_tokens_expire", oauth.pasted_tokens_expire);
  out->set("pasted_account", oauth.pasted_account);
  out->set("revoke_help", oauth.revoke_help);
  const bool everywhere =
      std::all_of(manifest.regions.begin(), manifest.regions.end(),
                  [](const ManifestRegion& region) { return !region.revoke_url.empty(); });
  out->set("revocation_documented", everywhere);
  out->set("switch_login", oauth.switch_login);
  out->set("grant_lifetime_days", oauth.grant_lifetime_days);
  return out;
}

const char* setting_type(SettingType type) {
  switch (type) {
    case SettingType::integer:
      return "integer";
    case SettingType::boolean:
      return "boolean";
    case SettingType::list:
      return "list";
    case SettingType::text:
      break;
  }
  return "text";
}

JsonArray texts_json(const std::vector<std::string>& texts) {
  auto list = json_array();
  for (const std::string& text : texts)
    list->add(text);
  return list;
}

JsonObject setting_json(const SettingRule& setting) {
  auto out = json_object();
  out->set("key", setting.key);
  out->set("type", setting_type(setting.type));
  out->set("default", setting.default_value);
  out->set("title", setting.title);
  if (setting.minimum) out->set("minimum", *setting.minimum);
  if (setting.maximum) out->set("maximum", *setting.maximum);
  out->set("choices", texts_json(setting.choices));
  out->set("accounts", texts_json(setting.accounts));
  return out;
}

JsonObject declared_stream_json(const StreamRule& stream) {
  auto fields = json_array();
  for (const RecordField& field : stream.fields)
    fields->add(field_json(field));
  auto key = json_array();
  for (const std::string& name : stream.primary_key)
    key->add(name);
  auto out = json_object();
  out->set("id", stream.id);
  out->set("title", stream.title);
  out->set("mode", to_text(stream.mode));
  out->set("scope", to_text(stream.scope));
  out->set("fed_by", json_text_or_null(stream.fed_by));
  out->set("interval_s", json_seconds(stream.interval));
  out->set("lookback_s", json_seconds(stream.lookback));
  out->set("retention_days", stream.retention_days);
  out->set("primary_key", key);
  out->set("time_field", json_text_or_null(stream.time_field));
  out->set("backfill", stream.backfill.has_value());
  out->set("annotatable", stream.annotatable);
  out->set("accounts", texts_json(stream.accounts));
  out->set("role", stream.role);
  out->set("fields", fields);
  return out;
}

JsonObject budget_json(const BudgetRule& budget, const ChannelConfig& config) {
  const auto configured = config.budgets.find(budget.id);
  const bool overridden = configured != config.budgets.end();
  auto out = json_object();
  out->set("id", budget.id);
  out->set("rate_per_s", overridden ? configured->second.rate_per_s : budget.rate_per_s);
  out->set("burst", overridden ? configured->second.burst.value_or(budget.burst) : budget.burst);
  return out;
}

struct Lists {
  JsonArray regions = json_array(), settings = json_array(), streams = json_array();
  JsonArray views = json_array(), hosts = json_array(), budgets = json_array();
};

Lists lists_of(const Manifest& manifest, const ChannelConfig& config) {
  Lists lists;
  for (const auto& region : manifest.regions)
    lists.regions->add(region_json(region, manifest, config));
  for (const auto& setting : manifest.settings)
    lists.settings->add(setting_json(setting));
  for (const auto& stream : manifest.streams)
    lists.streams->add(declared_stream_json(stream));
  for (const auto& view : manifest.views)
    lists.views->add(view_rule_json(manifest, view));
  for (const auto& host : manifest.hosts)
    lists.hosts->add(host);
  for (const auto& budget : manifest.budgets)
    lists.budgets->add(budget_json(budget, config));
  return lists;
}

}  // namespace

JsonObject plugin_json(const PluginInfo& plugin, const Config& config, bool stuck) {
  static const ChannelConfig kNothing{};
  const Manifest* manifest = plugin.manifest ? &*plugin.manifest : nullptr;
  const auto configured = manifest ? config.channels.find(manifest->id) : config.channels.end();
  const Lists lists =
      manifest ? lists_of(*manifest, configured == config.channels.end() ? kNothing : configured->second)
               : Lists();
  auto out = json_object();
  out->set("id", manifest ? manifest->id : plugin.path.filename().string());
  out->set("name", manifest ? manifest->name : plugin.path.filename().string());
  out->set("version", manifest ? manifest->version : "");
  out->set("description", manifest ? manifest->description : "");
  out->set("marketplace_noun", manifest ? manifest->marketplace_noun : Manifest{}.marketplace_noun);
  out->set("state", plugin.loaded() ? "loaded" : "refused");
  out->set("stuck", stuck);
  out->set("path", plugin.path.string());
  out->set("sha256", plugin.sha256);
  out->set("size_bytes", plugin.size);
  out->set("abi",
           manifest ? std::to_string(manifest->abi_major) + "." + std::to_string(manifest->abi_minor_required)
                    : "");
  if (plugin.refusal) {
    auto refusal = json_object();
    refusal->set("step", plugin.refusal->step);
    refusal->set("message", plugin.refusal->message);
    out->set("refusal", refusal);
  } else {
    out->set("refusal", Poco::Dynamic::Var());
  }
  out->set("regions", lists.regions);
  out->set("oauth", manifest ? Poco::Dynamic::Var(oauth_json(*manifest)) : Poco::Dynamic::Var());
  out->set("settings", lists.settings);
  out->set("streams", lists.streams);
  out->set("views", lists.views);
  out->set("hosts", lists.hosts);
  out->set("budgets", lists.budgets);
  return out;
}

}  // namespace mooring::host::admin
