// What a plugin declares about itself (plugin.toml, docs/reference/manifest.md), typed and checked.
// parse_manifest is pure; a Manifest is immutable after parsing and may be read from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/record_batch.hpp"

namespace mooring::host {

using NameValues = std::vector<std::pair<std::string, std::string>>;

// One of a region's consent pages. A provider may have several: by country, or by kind of account.
struct ManifestConsent {
  std::string id, name, authorize_url;
  std::string account;  // the kind of account that consents there: "seller"
  // Ids of marketplaces. The provider does not tell which ones such an account has: identify/1 names all that there may be,
  // and these are proposed. Empty: what identify/1 names, the account has.
  std::vector<std::string> proposes = {};
  // As in OAuthDescription, of this page's accounts. Nothing: the channel's own.
  std::optional<std::string> pasted_account = {}, revoke_help = {}, switch_login = {};
};

// What people are told and asked at a consent page: as in OAuthDescription, and each may be empty.
struct ConsentTexts {
  std::string pasted_account, revoke_help, switch_login;
};

struct ManifestRegion {
  std::string id, name, api_base, issuer, authorize_url, token_url, revoke_url;  // revoke_url may be empty
  std::vector<ManifestConsent> consents = {};  // the usual one first; empty: authorize_url is the only one

  // An empty id means the usual one, a kind of account its first one. nullptr: there is none, or no such one.
  const ManifestConsent* consent(std::string_view id) const;
};

enum class AnswerMeaning {
  access_token_expired,  // refresh once, send again
  grant_rejected,
  grant_revoked,
  application_rejected,
  permission,
  throttled,
  server,
};

struct TokenErrorRule {
  std::optional<int> status;
  std::string error;                 // empty: any
  std::string description_contains;  // empty: any; compared without case
  AnswerMeaning means;
};

struct ApiAnswerRule {
  int status = 0;
  std::string body_contains;  // empty: any; compared without case
  AnswerMeaning means;
};

struct ApplicationField {
  std::string key, title, help;
};

struct OAuthDescription {
  NameValues authorize_parameters;
  std::string callback_code = "code";
  std::string callback_account;  // callback parameter that carries the account id; empty: none
  NameValues token_parameters;
  std::vector<std::string> scopes;
  bool pkce = false;             // send an S256 challenge
  int grant_lifetime_days = 0;   // 0: no known end
  int secret_lifetime_days = 0;  // 0: no known end
  bool pasted_tokens = false;
  bool pasted_tokens_expire = true;  // after grant_lifetime_days, as a consent does
  std::string pasted_account;        // what to ask for beside a pasted token; empty: nothing
  std::string revoke_help;           // page where the account's owner withdraws the grant
  std::string switch_login;          // how one signs in there as somebody else, in a sentence; may be empty
  std::vector<ApplicationField> application_fields;
  std::vector<TokenErrorRule> token_errors;
};

struct CredentialRule {
  std::string id;
  NameValues headers;  // names in lower case; values use {access_token} and {client_id}
};

struct BudgetRule {
  std::string id;
  double rate_per_s = 0;
  double burst = 0;
  std::string rate_header;                 // lower case; empty: none
  std::vector<std::string> accounts = {};  // the kinds of account whose streams use it; empty: all

  bool is_for(std::string_view account_kind) const;  // of an empty kind nothing is known: true
};

enum class StreamMode { incremental, window, snapshot };
enum class StreamScope { connection, marketplace };

// How a stream reads a range of time that it is asked for (abi.h, mooring_call.range_from_us).
struct BackfillRule {
  int chunk_days = 31;            // at most so many days in one run
  int days = 0;                   // how far back it may reach; 0: as retention_days
  std::string budget;             // which its requests use most; empty: none is known
  double requests_per_chunk = 1;  // about, until there is history
  Duration wait_per_chunk{};      // about: until a report is built
};

// What an answer to a probe means where status and api_answers do not say it: the first that fits.
enum class ProbeMeaning { ok, role_missing, not_participating, not_available, throttled, failed };
struct ProbeAnswer {
  int status = 0;
  std::string body_contains;  // empty: any; compared without case
  ProbeMeaning means = ProbeMeaning::failed;
};

// One cheap request that tells whether a stream may be read, of one marketplace where it names {marketplace}
// (connections/probes.hpp has what else its texts may use). The host sends it without the plugin's code.
struct ProbeRule {
  std::string method = "GET", path;  // path: below the region's api_base
  NameValues query, headers;
  std::string body;    // of a POST
  std::string budget;  // may be empty
  std::string credential;
  std::vector<ProbeAnswer> answers;
  // What a good answer does not tell, in a sentence: it is shown until a run has read the marketplace, and what a run found (that
  // the account does not take part) only a run ends. Empty: it tells all.
  std::string leaves_open;
};

struct StreamRule {
  std::string id, title;
  StreamMode mode = StreamMode::incremental;
  StreamScope scope = StreamScope::connection;
  std::string fed_by;  // id of the stream whose runs fill this one; then it has no schedule of its own
  // The fields that are the primary key of the stream that feeds this one: the rows are the parts of its rows, and a row comes
  // with all that it has. Empty: they stand by themselves.
  std::vector<std::string> parent_key;
  std::string needs_stream, needs_field;  // whose distinct values each run is given; empty: none
  Duration interval{};
  Duration lookback{};
  Duration stale_after{};  // 0: the host's default
  int retention_days = 0;  // 0: the provider keeps everything
  std::vector<std::string> primary_key;
  std::string time_field;                // the field by which people browse; may be empty
  std::optional<BackfillRule> backfill;  // nothing: it cannot be asked for a range
  bool catches_up = true;                // after an outage its runs read by themselves what they missed
  bool annotatable = false;              // people may put tags and notes on its records
  std::vector<std::string>
      accounts;      // the kinds of account that have it, of ManifestConsent; empty: there are none
  std::string role;  // what the provider calls the permission that it needs; may be empty
  std::optional<ProbeRule> probe;    // nothing: as its feeding stream, else only its runs tell
  std::vector<std::string> only_in;  // ids of the marketplaces that have it; empty: all
  std::vector<std::string> pii_raw;  // members of the raw record with personal data; empty: the whole is
  std::vector<RecordField> fields;

  const RecordField* field(std::string_view name) const;  // nullptr: no such field
  std::string needs() const { return needs_stream.empty() ? "" : needs_stream + "." + needs_field; }
  bool is_for(std::string_view account_kind) const;  // of an empty kind nothing is known: true
  bool has_pii() const;
  bool is_in(std::string_view marketplace) const;  // only_in allows it
};

// A list of a stream's records with sums of another stream's daily records beside them: what the console's
// lists of campaigns, products ... are made of.
enum class MetricKind { count, money };

struct ViewMetric {
  std::string field, title;
  MetricKind kind = MetricKind::count;
};

struct ViewRatio {  // of two summed metrics
  std::string id, title, numerator, denominator;
  bool percent = false;
};

struct ViewRule {
  std::string id, title, stream;
  std::string name_field, state_field, type_field;  // what is searched and filtered; type_field may be empty
  std::vector<std::string> active_states;           // the states that a person usually wants to see
  std::vector<std::string> columns;                 // further fields to show
  std::string metrics_stream;  // a stream of the same channel with a date as time_field; empty: no sums
  std::vector<std::pair<std::string, std::string>> join;  // field of stream, field of metrics_stream
  std::string currency_field;                             // of metrics_stream
  std::vector<ViewMetric> metrics;  // decimal or integer fields of metrics_stream, summed
  std::vector<ViewRatio> ratios;
  std::string sparkline;  // one of the metrics
};

enum class SettingType { text, integer, boolean, list };  // a list: texts with commas between them

struct SettingRule {
  std::string key, title, default_value;
  SettingType type = SettingType::text;
  std::optional<int64_t> minimum, maximum;
  std::vector<std::string> choices = {};   // the texts that are allowed; empty: any. A list has some of them
  std::vector<std::string> accounts = {};  // the kinds of account that have it; empty: all

  bool is_for(std::string_view account_kind) const;  // of an empty kind nothing is known: true
};

// What a failure means at this provider, for people. A text that is missing is the host's own for the kind.
struct PlaybookRule {
  std::string id;             // the cause is called "<channel>.<id>"
  std::string kind;           // of the failure, as FailureKind is written: "permission"
  std::optional<int> status;  // of the answer; nothing: any
  std::string text_contains;  // of the failure's message; empty: any; compared without case
  std::string title, what_happened, mooring_does, you_can, ticket_when, ticket_paste, ticket_url;
};

struct ManifestMarketplace {
  std::string region, id, country_code, name;
};

struct Manifest {
  std::string id, name, version, description;
  uint32_t abi_major = 0, abi_minor_required = 0;
  std::vector<std::string> operations;
  std::vector<std::string> hosts;  // exact names, or "*.suffix"
  std::string request_id_header;   // lower case
  std::vector<ManifestRegion> regions;
  OAuthDescription oauth;
  std::vector<CredentialRule> credentials;
  std::vector<ApiAnswerRule> api_answers;
  std::vector<BudgetRule> budgets;
  std::vector<SettingRule> settings;
  std::vector<StreamRule> streams;
  std::vector<ViewRule> views;
  std::vector<PlaybookRule> playbook;  // the first that fits a failure is its cause
  std::vector<ManifestMarketplace> marketplaces;
  std::string marketplace_noun = "marketplace";  // what people call one; the plural ends in "s"

  const ManifestRegion* region(std::string_view id) const;
  const StreamRule* stream(std::string_view id) const;
  const BudgetRule* budget(std::string_view id) const;
  const CredentialRule* credential(std::string_view id) const;
  const ViewRule* view(std::string_view id) const;
  // What a connection's consent opens; empty where the region does not tell kinds apart.
  std::string account_kind(std::string_view region, std::string_view consent) const;
  // The consent's own texts, else the channel's.
  ConsentTexts consent_texts(const ManifestConsent* consent) const;
  ConsentTexts consent_texts(std::string_view region, std::string_view consent) const;
  // The probe and the role of a stream: its own, else those of the stream that feeds it.
  const ProbeRule* probe_of(const StreamRule& stream) const;
  const std::string& role_of(const StreamRule& stream) const;
};

// Checks everything that can be checked without running code: ids, references between parts, URLs, unknown
// keys (with the nearest known one). The error names line and column of the manifest.
Result<Manifest> parse_manifest(std::string_view toml_text, std::string_view source_name);

const char* to_text(StreamMode mode);
const char* to_text(StreamScope scope);

}  // namespace mooring::host
