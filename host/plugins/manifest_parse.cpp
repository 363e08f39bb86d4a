// plugin.toml -> Manifest: types, required keys, known values. What the parts say about each other is
// manifest_check.cpp.
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"
#include "plugins/manifest_check.hpp"
#include "plugins/manifest_probes.hpp"
#include "plugins/manifest_reader.hpp"
#include "plugins/manifest_views.hpp"
#include "plugins/personal_data_settings.hpp"

namespace mooring::host {
namespace {

template <class Value>
using Choice = std::pair<std::string_view, Value>;

constexpr Choice<AnswerMeaning> kTokenMeanings[] = {
    {"grant_rejected", AnswerMeaning::grant_rejected},
    {"grant_revoked", AnswerMeaning::grant_revoked},
    {"application_rejected", AnswerMeaning::application_rejected},
    {"throttled", AnswerMeaning::throttled},
    {"server", AnswerMeaning::server}};
constexpr Choice<AnswerMeaning> kApiMeanings[] = {
    {"access_token_expired", AnswerMeaning::access_token_expired},
    {"grant_rejected", AnswerMeaning::grant_rejected},
    {"grant_revoked", AnswerMeaning::grant_revoked},
    {"application_rejected", AnswerMeaning::application_rejected},
    {"permission", AnswerMeaning::permission},
    {"throttled", AnswerMeaning::throttled},
    {"server", AnswerMeaning::server}};
constexpr Choice<StreamMode> kModes[] = {{"incremental", StreamMode::incremental},
                                         {"window", StreamMode::window},
                                         {"snapshot", StreamMode::snapshot}};
constexpr Choice<StreamScope> kScopes[] = {{"connection", StreamScope::connection},
                                           {"marketplace", StreamScope::marketplace}};
constexpr Choice<FieldType> kFieldTypes[] = {
    {"boolean", FieldType::boolean}, {"integer", FieldType::integer},     {"decimal", FieldType::decimal},
    {"text", FieldType::text},       {"timestamp", FieldType::timestamp}, {"date", FieldType::date},
    {"json", FieldType::json}};
constexpr Choice<SettingType> kSettingTypes[] = {{"text", SettingType::text},
                                                 {"integer", SettingType::integer},
                                                 {"boolean", SettingType::boolean},
                                                 {"list", SettingType::list}};

NameValues read_name_values(TableReader& parent, std::string_view key) {
  NameValues values;
  parent.each_table(key, false, [&](TableReader& entry) {
    std::string name = entry.text("name");
    values.emplace_back(std::move(name), entry.text("value"));
  });
  return values;
}

std::optional<std::string> read_own_text(TableReader& entry, std::string_view key) {
  if (!entry.has(key)) return std::nullopt;
  return entry.text_or(key, {});
}

void read_regions(TableReader& root, Manifest& manifest) {
  root.each_table("regions", true, [&](TableReader& entry) {
    ManifestRegion region;
    region.id = entry.text("id");
    region.name = entry.text("name");
    region.api_base = entry.text("api_base");
    region.issuer = entry.text("issuer");
    entry.each_table("consents", false, [&](TableReader& consent) {
      ManifestConsent read;
      read.id = consent.text("id");
      read.name = consent.text("name");
      read.account = consent.text("account");
      read.authorize_url = consent.text("authorize_url");
      read.proposes = consent.texts("proposes");
      read.pasted_account = read_own_text(consent, "pasted_account");
      read.revoke_help = read_own_text(consent, "revoke_help");
      read.switch_login = read_own_text(consent, "switch_login");
      region.consents.push_back(std::move(read));
    });
    if (region.consents.empty()) {
      region.authorize_url = entry.text("authorize_url");
    } else if (entry.has("authorize_url")) {
      entry.report("authorize_url", "has no effect beside 'consents'", "Remove it: each consent has its own");
    } else {
      region.authorize_url = region.consents.front().authorize_url;
    }
    region.token_url = entry.text("token_url");
    region.revoke_url = entry.text_or("revoke_url", {});
    manifest.regions.push_back(std::move(region));
  });
}

void read_oauth(TableReader& reader, OAuthDescription& oauth) {
  oauth.authorize_parameters = read_name_values(reader, "authorize_parameters");
  oauth.callback_code = reader.text_or("callback_code", oauth.callback_code);
  oauth.callback_account = reader.text_or("callback_account", {});
  oauth.token_parameters = read_name_values(reader, "token_parameters");
  oauth.scopes = reader.texts("scopes");
  oauth.pkce = reader.boolean_or("pkce", false);
  oauth.grant_lifetime_days = static_cast<int>(reader.integer("grant_lifetime_days", 0, 36'500).value_or(0));
  oauth.secret_lifetime_days =
      static_cast<int>(reader.integer("secret_lifetime_days", 0, 36'500).value_or(0));
  oauth.pasted_tokens = reader.boolean_or("pasted_tokens", false);
  oauth.pasted_tokens_expire = reader.boolean_or("pasted_tokens_expire", true);
  oauth.pasted_account = reader.text_or("pasted_account", {});
  oauth.revoke_help = reader.text_or("revoke_help", {});
  oauth.switch_login = reader.text_or("switch_login", {});
  reader.each_table("application_fields", false, [&](TableReader& entry) {
    ApplicationField field;
    field.key = entry.text("key");
    field.title = entry.text_or("title", field.key);
    field.help = entry.text_or("help", {});
    oauth.application_fields.push_back(std::move(field));
  });
  reader.each_table("token_errors", false, [&](TableReader& entry) {
    TokenErrorRule rule;
    if (auto status = entry.integer("status", 400, 599)) rule.status = static_cast<int>(*status);
    rule.error = entry.text_or("error", {});
    rule.description_contains = entry.text_or("description_contains", {});
    rule.means = entry.choice<AnswerMeaning>("means", kTokenMeanings);
    if (!rule.status && rule.error.empty() && rule.description_contains.empty())
      entry.report({}, "would match every refusal", "Give it 'status', 'error' or 'description_contains'");
    oauth.token_errors.push_back(std::move(rule));
  });
}

// One header as `header` and `value`, or several as `headers`.
void read_credential_headers(TableReader& entry, CredentialRule& rule) {
  if (!entry.has("headers")) {
    std::string header = ascii_lower(entry.text("header"));
    rule.headers.emplace_back(std::move(header), entry.text("value"));
    return;
  }
  for (const char* key : {"header", "value"})
    if (entry.has(key)) entry.report(key, "stands beside 'headers'", "Keep one of the two");
  for (auto& [name, value] : read_name_values(entry, "headers"))
    rule.headers.emplace_back(ascii_lower(std::move(name)), std::move(value));
}

void read_requests(TableReader& root, Manifest& manifest) {
  root.each_table("credentials", false, [&](TableReader& entry) {
    CredentialRule rule;
    rule.id = entry.text("id");
    read_credential_headers(entry, rule);
    manifest.credentials.push_back(std::move(rule));
  });
  root.each_table("api_answers", false, [&](TableReader& entry) {
    ApiAnswerRule rule;
    entry.require("status");
    rule.status = static_cast<int>(entry.integer("status", 400, 599).value_or(0));
    rule.body_contains = entry.text_or("body_contains", {});
    rule.means = entry.choice<AnswerMeaning>("means", kApiMeanings);
    manifest.api_answers.push_back(std::move(rule));
  });
  root.each_table("budgets", false, [&](TableReader& entry) {
    BudgetRule rule;
    rule.id = entry.text("id");
    rule.rate_per_s = entry.positive_number("rate_per_s");
    rule.burst = entry.positive_number("burst");
    rule.rate_header = ascii_lower(entry.text_or("rate_header", {}));
    rule.accounts = entry.texts("accounts");
    manifest.budgets.push_back(std::move(rule));
  });
}

void read_settings(TableReader& root, Manifest& manifest) {
  root.each_table("settings", false, [&](TableReader& entry) {
    SettingRule rule;
    rule.key = entry.text("key");
    rule.type = entry.choice<SettingType>("type", kSettingTypes);
    rule.title = entry.text_or("title", rule.key);
    if (rule.type == SettingType::list)
      rule.default_value = list_text(entry.texts("default"));
    else
      rule.default_value =
          entry.scalar_as_text("default", kSettingTypes[static_cast<size_t>(rule.type)].first);
    if (rule.type != SettingType::text) entry.require("default");
    rule.minimum = entry.integer("minimum", INT64_MIN, INT64_MAX);
    rule.maximum = entry.integer("maximum", INT64_MIN, INT64_MAX);
    rule.choices = entry.texts("choices");
    rule.accounts = entry.texts("accounts");
    manifest.settings.push_back(std::move(rule));
  });
}

RecordField read_field(TableReader& entry) {
  RecordField field;
  field.name = entry.text("name");
  field.type = entry.choice<FieldType>("type", kFieldTypes);
  field.title = entry.text_or("title", {});
  field.pii = entry.boolean_or("pii", false);
  return field;
}

// Nothing unless `backfill = true`; the other keys say how, and what it costs.
std::optional<BackfillRule> read_backfill(TableReader& entry) {
  const bool can = entry.boolean_or("backfill", false);
  BackfillRule rule;
  if (auto days = entry.integer("backfill_chunk_days", 1, 366)) rule.chunk_days = static_cast<int>(*days);
  if (auto days = entry.integer("backfill_days", 1, 36'500)) rule.days = static_cast<int>(*days);
  rule.budget = entry.text_or("backfill_budget", {});
  if (entry.has("backfill_requests_per_chunk"))
    rule.requests_per_chunk = entry.positive_number("backfill_requests_per_chunk");
  rule.wait_per_chunk = entry.duration_or("backfill_wait", Duration::zero());
  for (const char* key : {"backfill_chunk_days", "backfill_days", "backfill_budget",
                          "backfill_requests_per_chunk", "backfill_wait"})
    if (!can && entry.has(key))
      entry.report(key, "has no effect without 'backfill = true'", "Remove it, or declare the backfill");
  return can ? std::optional(rule) : std::nullopt;
}

// "order_items.asin"
void read_needs(TableReader& entry, StreamRule& rule) {
  const std::string needs = entry.text_or("needs", {});
  if (needs.empty()) return;
  const size_t dot = needs.find('.');
  if (dot == std::string::npos)
    return entry.report("needs", "names no field",
                        "Write the stream and its field, like \"order_items.asin\"");
  rule.needs_stream = needs.substr(0, dot);
  rule.needs_field = needs.substr(dot + 1);
}

void read_streams(TableReader& root, Manifest& manifest) {
  root.each_table("streams", true, [&](TableReader& entry) {
    StreamRule rule;
    rule.id = entry.text("id");
    rule.title = entry.text_or("title", rule.id);
    rule.mode = entry.choice<StreamMode>("mode", kModes);
    rule.scope = entry.choice<StreamScope>("scope", kScopes, StreamScope::connection);
    rule.fed_by = entry.text_or("fed_by", {});
    rule.parent_key = entry.texts("parent_key");
    read_needs(entry, rule);
    rule.interval = entry.duration_or("interval", Duration::zero());
    rule.lookback = entry.duration_or("lookback", Duration::zero());
    rule.stale_after = entry.duration_or("stale_after", Duration::zero());
    rule.retention_days = static_cast<int>(entry.integer("retention_days", 0, 36'500).value_or(0));
    entry.require("primary_key");
    rule.primary_key = entry.texts("primary_key");
    rule.time_field = entry.text_or("time_field", {});
    rule.backfill = read_backfill(entry);
    rule.catches_up = entry.boolean_or("catches_up", true);
    rule.annotatable = entry.boolean_or("annotatable", false);
    rule.accounts = entry.texts("accounts");
    if (rule.accounts.empty() && !manifest.regions.empty() && !manifest.regions.front().consents.empty())
      rule.accounts = {manifest.regions.front().consents.front().account};
    rule.role = entry.text_or("role", {});
    rule.probe = read_probe(entry);
    rule.only_in = entry.texts("only_in");
    rule.pii_raw = entry.texts("pii_raw");
    entry.each_table("fields", true, [&](TableReader& field) { rule.fields.push_back(read_field(field)); });
    manifest.streams.push_back(std::move(rule));
  });
}

void read_playbook(TableReader& root, Manifest& manifest) {
  root.each_table("playbook", false, [&](TableReader& entry) {
    PlaybookRule rule;
    rule.id = entry.text("id");
    rule.kind = entry.text("kind");
    if (auto status = entry.integer("status", 400, 599)) rule.status = static_cast<int>(*status);
    rule.text_contains = entry.text_or("text_contains", {});
    rule.title = entry.text("title");
    rule.what_happened = entry.text("what_happened");
    rule.mooring_does = entry.text_or("mooring_does", {});
    rule.you_can = entry.text("you_can");
    rule.ticket_when = entry.text_or("ticket_when", {});
    rule.ticket_paste = entry.text_or("ticket_paste", {});
    rule.ticket_url = entry.text_or("ticket_url", {});
    manifest.playbook.push_back(std::move(rule));
  });
}

void read_marketplaces(TableReader& root, Manifest& manifest) {
  root.table("marketplaces", false, [&](TableReader& regions) {
    for (const std::string& region : regions.all_keys()) {
      regions.each_table(region, false, [&](TableReader& entry) {
        ManifestMarketplace marketplace;
        marketplace.region = region;
        marketplace.id = entry.text("id");
        marketplace.country_code = entry.text("country_code");
        marketplace.name = entry.text("name");
        manifest.marketplaces.push_back(std::move(marketplace));
      });
      if (manifest.region(region)) continue;
      std::vector<std::string> ids;
      for (const auto& known : manifest.regions)
        ids.push_back(known.id);
      regions.report(region, "is not the id of a region", suggest(region, ids));
    }
  });
}

void read_head(TableReader& root, Manifest& manifest) {
  root.require("schema");
  if (auto schema = root.integer("schema", INT64_MIN, INT64_MAX); schema && *schema != 1)
    root.report("schema", "is " + std::to_string(*schema) + ", this host reads schema 1", "Use a newer host");
  manifest.id = root.text("id");
  manifest.name = root.text("name");
  manifest.version = root.text("version");
  manifest.description = root.text_or("description", {});
  root.table("abi", true, [&](TableReader& abi) {
    abi.require("major");
    manifest.abi_major = static_cast<uint32_t>(abi.integer("major", 1, 1000).value_or(0));
    manifest.abi_minor_required = static_cast<uint32_t>(abi.integer("minor_required", 0, 1000).value_or(0));
  });
  root.require("operations");
  manifest.operations = root.texts("operations");
  root.require("hosts");
  manifest.hosts = root.texts("hosts");
  manifest.marketplace_noun = root.text_or("marketplace_noun", manifest.marketplace_noun);
  manifest.request_id_header = ascii_lower(root.text_or("request_id_header", {}));
}

Manifest read_manifest(const toml::table& table, ManifestProblems& problems) {
  Manifest manifest;
  TableReader root(table, {}, problems);
  read_head(root, manifest);
  read_regions(root, manifest);
  root.table("oauth", true, [&](TableReader& reader) { read_oauth(reader, manifest.oauth); });
  read_requests(root, manifest);
  read_settings(root, manifest);
  read_streams(root, manifest);
  add_personal_data_settings(root, manifest);
  read_views(root, manifest);
  read_playbook(root, manifest);
  read_marketplaces(root, manifest);
  root.finish();
  return manifest;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view toml_text, std::string_view source_name) {
  ManifestProblems problems{std::string(source_name)};
  if (toml_text.size() > limits::kManifestBytesMax)
    return fail("manifest_invalid", std::string(source_name) + " is larger than " +
                                        std::to_string(limits::kManifestBytesMax) + " bytes");
  try {
    const toml::table table = toml::parse(toml_text, source_name);
    Manifest manifest = read_manifest(table, problems);
    if (!problems.first()) check_manifest(manifest, problems);
    if (problems.first()) return fail(*problems.first());
    return manifest;
  } catch (const toml::parse_error& error) {
    problems.report_at(error.source().begin, {}, std::string(error.description()), "Correct the TOML syntax");
    return fail(*problems.first());
  }
}

}  // namespace mooring::host
