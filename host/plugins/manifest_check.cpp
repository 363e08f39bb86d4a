#include "plugins/manifest_check.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "plugins/manifest_names.hpp"
#include "plugins/manifest_views.hpp"
#include "plugins/task.hpp"

namespace mooring::host {
namespace {

std::string at(const char* list, size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

// Reports every text that stands twice, at its second place.
template <class Parts, class TextOf>
void check_unique(const Parts& parts, const char* list, const char* key, TextOf text_of,
                  ManifestProblems& problems) {
  for (size_t i = 0; i < parts.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (text_of(parts[i]) == text_of(parts[j]))
        problems.report(at(list, i) + key, "'" + text_of(parts[i]) + "' stands twice",
                        "Give it another name");
}

void check_identifier(const std::string& text, const std::string& path, ManifestProblems& problems) {
  if (!is_identifier(text) || text.size() > limits::kNameBytesMax)
    problems.report(path, "'" + text + "' is not a valid id",
                    "Use a lower-case letter, then letters, digits and '_', at most " +
                        std::to_string(limits::kNameBytesMax) + " characters");
}

void check_url(const std::string& url, const std::string& path, ManifestProblems& problems) {
  if (const std::string problem = https_url_problem(url); !problem.empty())
    problems.report(path, "'" + url + "' " + problem);
}

void check_placeholders(const std::string& pattern, const std::vector<std::string>& allowed,
                        const std::string& path, ManifestProblems& problems) {
  for (const std::string& name : placeholders(pattern)) {
    if (name == "{") problems.report(path, "'" + pattern + "' has a '{' without a '}'");
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      problems.report(path, "uses the unknown name {" + name + "}", suggest(name, allowed));
  }
}

// Sentences are made with it: "3 of 4 profiles to go".
void check_noun(const std::string& noun, ManifestProblems& problems) {
  const bool word =
      !noun.empty() && std::all_of(noun.begin(), noun.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!word || noun.size() > limits::kNameBytesMax)
    problems.report("marketplace_noun", "'" + noun + "' is not one word in lower case",
                    "Write it like profile or shop, in the singular");
}

void check_head(const Manifest& manifest, ManifestProblems& problems) {
  static const std::vector<std::string> kOperations = {"identify/1", "sync/1"};
  check_identifier(manifest.id, "id", problems);
  if (!is_version(manifest.version))
    problems.report("version", "'" + manifest.version + "' is not a version",
                    "Write it like 1.2.3 or 1.2.3-rc.1");
  for (size_t i = 0; i < manifest.operations.size(); ++i)
    if (std::find(kOperations.begin(), kOperations.end(), manifest.operations[i]) == kOperations.end())
      problems.report(at("operations", i),
                      "'" + manifest.operations[i] + "' is not an operation this host knows",
                      suggest(manifest.operations[i], kOperations));
  const auto itself = [](const std::string& text) { return text; };
  check_unique(manifest.operations, "operations", "", itself, problems);
  for (const std::string& operation : kOperations)
    if (std::find(manifest.operations.begin(), manifest.operations.end(), operation) ==
        manifest.operations.end())
      problems.report("operations", "'" + operation + "' is missing",
                      "A channel identifies its account and syncs streams");
  if (manifest.hosts.empty()) problems.report("hosts", "must name the hosts that the plugin calls");
  for (size_t i = 0; i < manifest.hosts.size(); ++i)
    if (!is_host_pattern(manifest.hosts[i]))
      problems.report(at("hosts", i), "'" + manifest.hosts[i] + "' is not a host name",
                      "Write it in lower case like api.example.com or *.example.com, without https://");
  check_unique(manifest.hosts, "hosts", "", itself, problems);
  if (!manifest.request_id_header.empty() && !is_http_token(manifest.request_id_header))
    problems.report("request_id_header", "'" + manifest.request_id_header + "' is not the name of a header");
  check_noun(manifest.marketplace_noun, problems);
}

// One callback path serves one authorization server.
void check_issuers(const Manifest& manifest, ManifestProblems& problems) {
  for (size_t i = 0; i < manifest.regions.size(); ++i) {
    const ManifestRegion& region = manifest.regions[i];
    if (!is_path_segment(region.issuer) || region.issuer.size() > limits::kNameBytesMax)
      problems.report(at("regions", i) + ".issuer", "'" + region.issuer + "' is not a valid part of a path",
                      "Use lower-case letters, digits and '-'");
    for (size_t j = 0; j < i; ++j) {
      const ManifestRegion& other = manifest.regions[j];
      if (region.issuer == other.issuer &&
          (region.authorize_url != other.authorize_url || region.token_url != other.token_url))
        problems.report(at("regions", i) + ".issuer",
                        "'" + region.issuer + "' names two authorization servers",
                        "Give each authorize_url and token_url an issuer of its own");
    }
  }
}

void check_proposed(const Manifest& manifest, const ManifestRegion& region, const ManifestConsent& consent,
                    const std::string& path, ManifestProblems& problems) {
  for (size_t i = 0; i < consent.proposes.size(); ++i) {
    const bool known = std::any_of(
        manifest.marketplaces.begin(), manifest.marketplaces.end(),
        [&](const auto& one) { return one.region == region.id && one.id == consent.proposes[i]; });
    if (!known)
      problems.report(path + ".proposes[" + std::to_string(i) + "]",
                      "'" + consent.proposes[i] + "' is not the id of a marketplace of this region",
                      "Use an id of [marketplaces]." + region.id);
  }
}

void check_texts(const OAuthDescription& oauth, const ManifestConsent& consent, const std::string& path,
                 ManifestProblems& problems) {
  if (const std::string help = consent.revoke_help.value_or(""); !help.empty())
    check_url(help, path + ".revoke_help", problems);
  if (consent.pasted_account && !oauth.pasted_tokens)
    problems.report(path + ".pasted_account", "needs oauth.pasted_tokens = true");
}

void check_consents(const Manifest& manifest, const ManifestRegion& region, const std::string& path,
                    ManifestProblems& problems) {
  check_unique(
      region.consents, (path + ".consents").c_str(), ".id",
      [](const ManifestConsent& consent) { return consent.id; }, problems);
  for (size_t i = 0; i < region.consents.size(); ++i) {
    const std::string at_consent = at((path + ".consents").c_str(), i);
    check_identifier(region.consents[i].id, at_consent + ".id", problems);
    check_identifier(region.consents[i].account, at_consent + ".account", problems);
    check_url(region.consents[i].authorize_url, at_consent + ".authorize_url", problems);
    check_proposed(manifest, region, region.consents[i], at_consent, problems);
    check_texts(manifest.oauth, region.consents[i], at_consent, problems);
  }
}

void check_regions(const Manifest& manifest, ManifestProblems& problems) {
  check_unique(
      manifest.regions, "regions", ".id", [](const ManifestRegion& region) { return region.id; }, problems);
  for (size_t i = 0; i < manifest.regions.size(); ++i) {
    const ManifestRegion& region = manifest.regions[i];
    const std::string path = at("regions", i);
    if (!is_region_id(region.id) || region.id.size() > limits::kNameBytesMax)
      problems.report(path + ".id", "'" + region.id + "' is not a valid id", "Write it like NA or eu-west");
    check_url(region.api_base, path + ".api_base", problems);
    if (region.consents.empty()) check_url(region.authorize_url, path + ".authorize_url", problems);
    check_consents(manifest, region, path, problems);
    check_url(region.token_url, path + ".token_url", problems);
    if (!region.revoke_url.empty()) check_url(region.revoke_url, path + ".revoke_url", problems);
    if (region.api_base.ends_with('/') || region.api_base.find('?') != std::string::npos)
      problems.report(path + ".api_base", "must have no query and must not end with '/'");
    const std::string_view host = url_host(region.api_base);
    if (std::none_of(manifest.hosts.begin(), manifest.hosts.end(),
                     [&](const std::string& pattern) { return host_matches(host, pattern); }))
      problems.report(path + ".api_base", "its host '" + std::string(host) + "' is not in 'hosts'",
                      "Add it there");
  }
  check_issuers(manifest, problems);
}

void check_parameters(const NameValues& parameters, const char* list, const std::vector<std::string>& allowed,
                      ManifestProblems& problems) {
  for (size_t i = 0; i < parameters.size(); ++i)
    check_placeholders(parameters[i].second, allowed, at(list, i) + ".value", problems);
  check_unique(
      parameters, list, ".name", [](const auto& parameter) { return parameter.first; }, problems);
}

void check_oauth(const OAuthDescription& oauth, ManifestProblems& problems) {
  std::vector<std::string> names = {"client_id", "redirect_uri"};
  for (size_t i = 0; i < oauth.application_fields.size(); ++i) {
    const std::string& key = oauth.application_fields[i].key;
    const std::string path = at("oauth.application_fields", i) + ".key";
    check_identifier(key, path, problems);
    if (key == "client_id" || key == "client_secret" || key == "redirect_uri" || key == "state")
      problems.report(path, "'" + key + "' is taken by the host", "Remove it: the host asks for it anyway");
    names.push_back(key);
  }
  check_unique(
      oauth.application_fields, "oauth.application_fields", ".key",
      [](const ApplicationField& field) { return field.key; }, problems);
  check_parameters(oauth.token_parameters, "oauth.token_parameters", names, problems);
  names.emplace_back("state");
  check_parameters(oauth.authorize_parameters, "oauth.authorize_parameters", names, problems);
  if (std::none_of(oauth.authorize_parameters.begin(), oauth.authorize_parameters.end(),
                   [](const auto& parameter) { return parameter.second == "{state}"; }))
    problems.report("oauth.authorize_parameters", "no parameter carries {state}",
                    "Add { name = \"state\", value = \"{state}\" }: without it a consent cannot be told from "
                    "a forged one");
  for (size_t i = 0; i < oauth.scopes.size(); ++i)
    if (oauth.scopes[i].find(' ') != std::string::npos)
      problems.report(at("oauth.scopes", i), "'" + oauth.scopes[i] + "' has a space",
                      "Write one scope per entry");
  if (!oauth.revoke_help.empty()) check_url(oauth.revoke_help, "oauth.revoke_help", problems);
  if (!oauth.pasted_account.empty() && !oauth.pasted_tokens)
    problems.report("oauth.pasted_account", "needs pasted_tokens = true");
  if (!oauth.pasted_tokens_expire && (!oauth.pasted_tokens || oauth.grant_lifetime_days == 0))
    problems.report("oauth.pasted_tokens_expire",
                    "has no effect without pasted_tokens = true and grant_lifetime_days", "Remove it");
}

bool is_framing_header(const std::string& name) {
  return name == "host" || name == "content-length" || name == "transfer-encoding" || name == "connection" ||
         name == "expect";
}

void check_credentials(const Manifest& manifest, ManifestProblems& problems) {
  check_unique(
      manifest.credentials, "credentials", ".id", [](const CredentialRule& rule) { return rule.id; },
      problems);
  for (size_t i = 0; i < manifest.credentials.size(); ++i) {
    const CredentialRule& rule = manifest.credentials[i];
    const std::string path = at("credentials", i);
    check_identifier(rule.id, path + ".id", problems);
    const bool several = problems.stands(path + ".headers");
    for (size_t j = 0; j < rule.headers.size(); ++j) {
      const std::string entry = at((path + ".headers").c_str(), j);
      const auto& [name, value] = rule.headers[j];
      if (!is_http_token(name) || is_framing_header(name))
        problems.report(several ? entry + ".name" : path + ".header",
                        "'" + name + "' is not a header that can carry a credential");
      check_placeholders(value, {"access_token", "client_id"}, several ? entry + ".value" : path + ".value",
                         problems);
    }
    check_unique(
        rule.headers, (path + ".headers").c_str(), ".name", [](const auto& header) { return header.first; },
        problems);
    if (std::none_of(rule.headers.begin(), rule.headers.end(), [](const auto& header) {
          return header.second.find("{access_token}") != std::string::npos;
        }))
      problems.report(path + (several ? ".headers" : ".value"),
                      several ? "none of them uses {access_token}" : "does not use {access_token}",
                      "A manifest must not hold a secret itself");
  }
}

void check_budgets(const Manifest& manifest, ManifestProblems& problems) {
  check_unique(
      manifest.budgets, "budgets", ".id", [](const BudgetRule& rule) { return rule.id; }, problems);
  for (size_t i = 0; i < manifest.budgets.size(); ++i) {
    const BudgetRule& rule = manifest.budgets[i];
    if (!is_dotted_id(rule.id) || rule.id.size() > limits::kNameBytesMax)
      problems.report(at("budgets", i) + ".id", "'" + rule.id + "' is not a valid id",
                      "Write it like orders.search");
    if (rule.burst < 1)
      problems.report(at("budgets", i) + ".burst", "must be at least 1: no request would ever go");
    if (!rule.rate_header.empty() && !is_http_token(rule.rate_header))
      problems.report(at("budgets", i) + ".rate_header",
                      "'" + rule.rate_header + "' is not the name of a header");
    check_accounts(manifest, rule.accounts, at("budgets", i) + ".accounts", problems);
  }
}

void check_settings(const Manifest& manifest, ManifestProblems& problems) {
  check_unique(
      manifest.settings, "settings", ".key", [](const SettingRule& rule) { return rule.key; }, problems);
  for (size_t i = 0; i < manifest.settings.size(); ++i) {
    const SettingRule& rule = manifest.settings[i];
    const std::string path = at("settings", i);
    check_identifier(rule.key, path + ".key", problems);
    if ((rule.minimum || rule.maximum) && rule.type != SettingType::integer)
      problems.report(path + (rule.minimum ? ".minimum" : ".maximum"),
                      "is only for settings of the type 'integer'");
    check_setting_choices(rule, path, problems);
    check_accounts(manifest, rule.accounts, path + ".accounts", problems);
    if (rule.type != SettingType::integer || rule.default_value.empty()) continue;
    const int64_t value = std::stoll(rule.default_value);
    if (rule.minimum && rule.maximum && *rule.minimum > *rule.maximum)
      problems.report(path + ".minimum", "is above 'maximum'");
    if ((rule.minimum && value < *rule.minimum) || (rule.maximum && value > *rule.maximum))
      problems.report(path + ".default", rule.default_value + " is not between 'minimum' and 'maximum'");
  }
}

void check_marketplaces(const Manifest& manifest, ManifestProblems& problems) {
  std::string region;
  size_t index = 0;
  for (const ManifestMarketplace& marketplace : manifest.marketplaces) {
    index = marketplace.region == region ? index + 1 : 0;
    region = marketplace.region;
    const std::string path = "marketplaces." + region + "[" + std::to_string(index) + "]";
    if (!is_marketplace_id(marketplace.id) || marketplace.id.size() > limits::kNameBytesMax)
      problems.report(path + ".id", "'" + marketplace.id + "' is not a valid id");
    const std::string& country = marketplace.country_code;
    if (country.size() != 2 ||
        !std::all_of(country.begin(), country.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
      problems.report(path + ".country_code", "'" + country + "' is not a country code", "Write it like US");
    const auto same = [&](const ManifestMarketplace& other) {
      return other.region == marketplace.region && other.id == marketplace.id;
    };
    if (std::count_if(manifest.marketplaces.begin(), manifest.marketplaces.end(), same) > 1)
      problems.report(path + ".id", "'" + marketplace.id + "' stands twice");
  }
}

std::vector<std::string> failure_kind_names() {
  std::vector<std::string> names;
  for (int kind = 1; kind < static_cast<int>(FailureKind::cancelled); ++kind)
    names.emplace_back(to_text(static_cast<FailureKind>(kind)));
  return names;
}

void check_playbook(const Manifest& manifest, ManifestProblems& problems) {
  check_unique(
      manifest.playbook, "playbook", ".id", [](const PlaybookRule& rule) { return rule.id; }, problems);
  for (size_t i = 0; i < manifest.playbook.size(); ++i) {
    const PlaybookRule& rule = manifest.playbook[i];
    check_identifier(rule.id, at("playbook", i) + ".id", problems);
    if (!failure_kind_from(rule.kind) || rule.kind == to_text(FailureKind::cancelled))
      problems.report(at("playbook", i) + ".kind", "'" + rule.kind + "' is not a kind of failure",
                      suggest(rule.kind, failure_kind_names()));
    if (!rule.ticket_url.empty()) check_url(rule.ticket_url, at("playbook", i) + ".ticket_url", problems);
    if (!rule.ticket_url.empty() && rule.ticket_when.empty())
      problems.report(at("playbook", i) + ".ticket_url", "stands without 'ticket_when'",
                      "Say when a ticket helps");
  }
}

}  // namespace

void check_manifest(const Manifest& manifest, ManifestProblems& problems) {
  check_head(manifest, problems);
  check_regions(manifest, problems);
  check_oauth(manifest.oauth, problems);
  check_credentials(manifest, problems);
  check_budgets(manifest, problems);
  check_settings(manifest, problems);
  check_streams(manifest, problems);
  check_probes(manifest, problems);
  check_personal_data(manifest, problems);
  check_views(manifest, problems);
  check_playbook(manifest, problems);
  check_marketplaces(manifest, problems);
}

}  // namespace mooring::host
