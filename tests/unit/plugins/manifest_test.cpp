#include "plugins/manifest.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "base/limits.hpp"
#include "sample_manifest.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using mooring::test::kSampleManifest;
using mooring::test::with;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// The error of the sample after one replacement, as people read it.
std::string error_with(const std::string& from, const std::string& to) {
  auto manifest = parse_manifest(with(from, to), "plugin.toml");
  return manifest ? std::string("no error") : describe(manifest.error());
}

}  // namespace

TEST_CASE("every key of the sample arrives") {
  const auto manifest = parse_manifest(kSampleManifest, "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->id == "sample");
  CHECK(manifest->name == "Sample");
  CHECK(manifest->version == "1.2.3-rc.1");
  CHECK(manifest->description == "For tests");
  CHECK(manifest->abi_major == 1);
  CHECK(manifest->abi_minor_required == 0);
  CHECK(manifest->operations == std::vector<std::string>{"identify/1", "sync/1"});
  CHECK(manifest->hosts == std::vector<std::string>{"api.example.com", "*.files.example.com"});
  CHECK(manifest->request_id_header == "x-request-id");
  CHECK(manifest->marketplace_noun == "marketplace");

  REQUIRE(manifest->region("EU"));
  CHECK(manifest->region("EU")->revoke_url == "https://login.example.com/revoke");
  CHECK(manifest->region("NA")->revoke_url.empty());
  CHECK(manifest->region("XX") == nullptr);

  const OAuthDescription& oauth = manifest->oauth;
  CHECK(oauth.authorize_parameters == NameValues{{"app", "{app_id}"}, {"state", "{state}"}});
  CHECK(oauth.callback_code == "code");
  CHECK(oauth.callback_account == "seller");
  CHECK(oauth.token_parameters == NameValues{{"redirect_uri", "{redirect_uri}"}});
  CHECK(oauth.scopes == std::vector<std::string>{"read", "write"});
  CHECK(oauth.pkce);
  CHECK(oauth.grant_lifetime_days == 365);
  CHECK(oauth.secret_lifetime_days == 0);
  CHECK(oauth.pasted_tokens);
  CHECK(oauth.pasted_account == "Seller id");
  CHECK(oauth.revoke_help == "https://example.com/apps");
  REQUIRE(oauth.application_fields.size() == 1);
  CHECK(oauth.application_fields[0].title == "Application id");
  REQUIRE(oauth.token_errors.size() == 2);
  CHECK(oauth.token_errors[0].status == 400);
  CHECK(oauth.token_errors[0].means == AnswerMeaning::grant_revoked);
  CHECK_FALSE(oauth.token_errors[1].status);

  REQUIRE(manifest->credential("account"));
  CHECK(manifest->credential("account")->headers == NameValues{{"authorization", "Bearer {access_token}"}});
  CHECK(manifest->api_answers.front().means == AnswerMeaning::access_token_expired);
  REQUIRE(manifest->budget("items.list"));
  CHECK(manifest->budget("items.list")->rate_per_s == Approx(0.5));
  CHECK(manifest->budget("items.list")->burst == Approx(10));
  CHECK(manifest->budget("items.list")->rate_header == "x-rate-limit");

  REQUIRE(manifest->settings.size() == 5);  // and the two of personal data
  CHECK(manifest->settings[0].default_value == "30");
  CHECK(manifest->settings[0].maximum == 90);
  CHECK(manifest->settings[1].default_value == "true");
  CHECK(manifest->settings[2].default_value.empty());
  CHECK(manifest->settings[3].key == "personal_data");
  CHECK(manifest->settings[3].default_value == "false");
  CHECK(manifest->settings[4].key == "personal_data_days");
  CHECK(manifest->settings[4].maximum == 30);

  const StreamRule& items = *manifest->stream("items");
  CHECK(items.mode == StreamMode::window);
  CHECK(items.scope == StreamScope::marketplace);
  CHECK(items.interval == 15min);
  CHECK(items.lookback == 14 * 24h);
  CHECK(items.stale_after == 48h);
  CHECK(items.retention_days == 730);
  CHECK(items.time_field == "made_on");
  REQUIRE(items.fields.size() == 7);
  CHECK(items.fields[1].type == FieldType::date);
  CHECK(items.fields[2].pii);
  CHECK(items.pii_raw == std::vector<std::string>{"note", "author"});
  CHECK(items.role == "Item Reader");
  CHECK(items.is_in("M-DE"));
  CHECK_FALSE(items.is_in("M-US"));
  REQUIRE(items.probe);
  CHECK(items.probe->method == "POST");
  CHECK(items.probe->path == "/items/{marketplace}");
  CHECK(items.probe->query == NameValues{{"after", "{time-90m}"}});
  CHECK(items.probe->headers == NameValues{{"X-Shop", "{account}"}});
  CHECK(items.probe->body == "{}");
  CHECK(items.probe->budget == "items.list");
  CHECK(items.probe->credential == "account");
  REQUIRE(items.probe->answers.size() == 1);
  CHECK(items.probe->answers[0].means == ProbeMeaning::not_available);
  CHECK(manifest->probe_of(*manifest->stream("lines")) == &*items.probe);  // it comes with the items
  CHECK(manifest->role_of(*manifest->stream("lines")) == "Item Reader");
  CHECK(manifest->probe_of(*manifest->stream("sales")) == nullptr);
  CHECK(manifest->stream("lines")->fed_by == "items");
  CHECK(manifest->stream("lines")->title == "lines");
  REQUIRE(manifest->marketplaces.size() == 2);
  CHECK(manifest->marketplaces[1].region == "NA");
}

TEST_CASE("the manifests of the repository are good") {
  const std::string path = std::string(MOORING_BINARY_DIR) + "/plugins/amazon_seller.toml";
  const auto manifest = parse_manifest(read_file(path), path);
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->regions.size() == 3);
  CHECK(manifest->stream("order_items")->fed_by == "orders");
  CHECK(manifest->marketplaces.size() == 23);
}

TEST_CASE("a view is read with what it shows and sums") {
  const auto manifest = parse_manifest(kSampleManifest, "plugin.toml");
  REQUIRE(manifest);
  const ViewRule* view = manifest->view("best_items");
  REQUIRE(view);
  CHECK(manifest->view("worst_items") == nullptr);
  CHECK(view->title == "Best items");
  CHECK(view->stream == "items");
  CHECK(view->type_field == "item_id");
  CHECK(view->active_states == std::vector<std::string>{"sold"});
  CHECK(view->columns == std::vector<std::string>{"price", "changed_at"});
  CHECK(view->metrics_stream == "sales");
  CHECK(view->join == std::vector<std::pair<std::string, std::string>>{{"item_id", "sold_item"}});
  REQUIRE(view->metrics.size() == 2);
  CHECK(view->metrics[0].kind == MetricKind::money);
  CHECK(view->metrics[1].kind == MetricKind::count);
  CHECK(view->metrics[1].title == "units");
  REQUIRE(view->ratios.size() == 1);
  CHECK(view->ratios[0].numerator == "amount");
  CHECK_FALSE(view->ratios[0].percent);
  CHECK(view->sparkline == "amount");
  CHECK(manifest->credential("shop")->headers ==
        NameValues{{"x-token", "{access_token}"}, {"x-app", "{client_id}"}});
}

TEST_CASE("a view may have no sums") {
  std::string text = kSampleManifest;
  const size_t from = text.find("metrics_stream"), to = text.find("[marketplaces]");
  text.erase(from, to - from);
  const auto manifest = parse_manifest(text, "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->view("best_items")->metrics.empty());
}

TEST_CASE("the manifest of Amazon Ads is valid") {
  const std::string path = std::string(MOORING_BINARY_DIR) + "/plugins/amazon_ads.toml";
  const auto manifest = parse_manifest(read_file(path), path);
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->marketplace_noun == "profile");
  CHECK(manifest->credential("account")->headers.size() == 2);
  CHECK(manifest->stream("campaigns")->annotatable);
  CHECK(manifest->stream("campaigns")->scope == StreamScope::marketplace);
  const ViewRule* keywords = manifest->view("keywords");
  REQUIRE(keywords);
  CHECK(keywords->join.at(2) == std::pair<std::string, std::string>("keyword_id", "target_id"));
}

TEST_CASE("a wrong manifest is refused with the place, the key and what to do") {
  struct Wrong {
    const char *from, *to, *error;
  };
  const Wrong wrong = GENERATE(values<Wrong>({
      // syntax, types, unknown and missing keys
      {"schema = 1", "schema = ", "plugin.toml:1:"},
      {"schema = 1", "schema = 2", "plugin.toml:1:10: schema: is 2, this host reads schema 1"},
      {"name = \"Sample\"", "name = 7", "name: must be a text, not an integer"},
      {"name = \"Sample\"", "nmae = \"Sample\"", "'name' is missing. Is 'nmae' meant to be it?"},
      {"name = \"Sample\"", "name = \"\"", "name: must not be empty"},
      {"name = \"Sample\"", "name = \"a\\u0007b\"", "name: has a control character"},
      {"schema = 1", "schema = 1\nmarketplace_noun = \"Profile\"",
       "marketplace_noun: 'Profile' is not one word in lower case. Write it like profile"},
      {"schema = 1", "schema = 1\nmarketplace_noun = \"ad profile\"", "'ad profile' is not one word"},
      {"pkce = true", "pkce = true\npkcee = 1", "oauth.pkcee: unknown key. Did you mean 'pkce'?"},
      {"pkce = true", "pkce = \"yes\"", "oauth.pkce: must be true or false, not a text"},
      {"hosts = [", "host = [", "'hosts' is missing. Is 'host' meant to be it?"},
      {"scopes = [\"read\", \"write\"]", "scopes = \"read\"", "oauth.scopes: must be an array of texts"},
      {"scopes = [\"read\", \"write\"]", "scopes = [\"read write\"]",
       "oauth.scopes[0]: 'read write' has a space"},
      {"interval = \"15m\"", "interval = \"15\"", "streams[0].interval: '15' is not a duration"},
      {"interval = \"15m\"", "interval = \"0s\"", "streams[0].interval: '0s' is not above 0"},
      {"interval = \"15m\"", "", "streams[0]: 'interval' is missing"},
      {"lookback = \"14d\"", "", "'lookback' is missing"},
      {"stale_after = \"48h\"", "stale_after = \"5m\"", "stale_after: is shorter than 'interval'"},
      {"grant_lifetime_days = 365", "grant_lifetime_days = -1", "-1 is not between 0 and 36500"},
      {"rate_per_s = 0.5", "rate_per_s = 0", "budgets[0].rate_per_s: must be above 0"},
      {"rate_per_s = 0.5", "rate_per_s = nan", "budgets[0].rate_per_s: must be above 0"},
      {"burst = 10", "burst = 0.5", "budgets[0].burst: must be at least 1"},
      // ids and names
      {"id = \"sample\"", "id = \"Sample\"", "plugin.toml:2:6: id: 'Sample' is not a valid id"},
      {"id = \"items\"", "id = \"_items\"", "streams[0].id: '_items' is not a valid id"},
      {"id = \"lines\"", "id = \"items\"", "streams[1].id: 'items' stands twice"},
      {"name = \"note\"", "name = \"_note\"", "streams[0].fields[2].name: '_note' is not a valid name"},
      {"name = \"note\"", "name = \"no te\"", "'no te' is not a valid name"},
      {"name = \"note\"", "name = \"item_id\"", "streams[0].fields[2].name: 'item_id' stands twice"},
      {"version = \"1.2.3-rc.1\"", "version = \"1.2\"", "version: '1.2' is not a version"},
      {"key = \"app_id\"", "key = \"client_id\"", "'client_id' is taken by the host"},
      {"id = \"EU\"", "id = \"NA\"", "marketplaces.EU: is not the id of a region"},
      {"country_code = \"US\"", "country_code = \"usa\"",
       "marketplaces.NA[0].country_code: 'usa' is not a country code"},
      {"[marketplaces]\nEU", "[marketplaces]\nEUR",
       "marketplaces.EUR: is not the id of a region. Did you mean 'EU'?"},
      // known values
      {"mode = \"window\"", "mode = \"windows\"",
       "streams[0].mode: 'windows' is not a known value. Did you mean 'window'?"},
      {"type = \"json\"", "type = \"jsonb\"", "Did you mean 'json'?"},
      {"means = \"grant_revoked\"", "means = \"grant_revokd\"",
       "oauth.token_errors[0].means: 'grant_revokd'"},
      {"means = \"grant_revoked\"", "means = \"access_token_expired\"", "is not a known value"},
      {"\"sync/1\"", "\"sync/2\"",
       "operations[1]: 'sync/2' is not an operation this host knows. Did you mean 'sync/1'?"},
      {", \"sync/1\"", "", "operations: 'sync/1' is missing"},
      {"major = 1", "major = 0", "abi.major: 0 is not between 1 and 1000"},
      // references
      {"primary_key = [\"item_id\"]", "primary_key = [\"item_di\"]",
       "'item_di' is not a field of the stream. Did you mean 'item_id'?"},
      {"primary_key = [\"item_id\"]", "primary_key = []", "must name the fields that identify a record"},
      {"primary_key = [\"item_id\"]", "primary_key = [\"extra\"]", "'extra' is json: that cannot be a key"},
      {"time_field = \"made_on\"", "time_field = \"made_at\"",
       "streams[0].time_field: 'made_at' is not a field"},
      {"time_field = \"made_on\"", "time_field = \"note\"", "is neither a timestamp nor a date"},
      {"fed_by = \"items\"", "fed_by = \"itmes\"",
       "streams[1].fed_by: 'itmes' is not another stream with runs of its own. Did you mean"},
      {"fed_by = \"items\"", "fed_by = \"lines\"", "is not another stream with runs of its own"},
      {"fed_by = \"items\"", "fed_by = \"items\"\ninterval = \"1h\"",
       "streams[1].interval: has no effect beside 'fed_by'"},
      {"\"{app_id}\"", "\"{ap_id}\"",
       "oauth.authorize_parameters[0].value: uses the unknown name {ap_id}. Did you mean 'app_id'?"},
      {"\"{app_id}\"", "\"{app_id\"", "has a '{' without a '}'"},
      {"\"{state}\"", "\"fixed\"", "no parameter carries {state}"},
      {"\"Bearer {access_token}\"", "\"Bearer abc\"", "credentials[0].value: does not use {access_token}"},
      {"header = \"Authorization\"", "header = \"Host\"", "is not a header that can carry a credential"},
      {"{ name = \"X-App\"", "{ name = \"Connection\"",
       "credentials[1].headers[1].name: 'connection' is not a header that can carry"},
      {"{ name = \"X-App\"", "{ name = \"x-token\"",
       "credentials[1].headers[1].name: 'x-token' stands twice"},
      {"value = \"{client_id}\"", "value = \"{client_secret}\"",
       "credentials[1].headers[1].value: uses the unknown name {client_secret}"},
      {"\"{access_token}\"", "\"t\"", "credentials[1].headers: none of them uses {access_token}"},
      {"id = \"shop\"", "id = \"shop\"\nheader = \"X-A\"", "credentials[1].header: stands beside 'headers'"},
      {"scope = \"marketplace\"\nfed_by", "fed_by", "streams[1].scope: differs from that of 'items'"},
      {"annotatable = true", "annotatable = 1", "streams[0].annotatable: must be true or false"},
      // backfills
      {"annotatable = true", "backfill = true",
       "streams[0].backfill: needs plugin ABI 1.2, which has ranges"},
      {"annotatable = true", "backfill_wait = \"5m\"",
       "streams[0].backfill_wait: has no effect without 'backfill = true'"},
      // views
      {"id = \"best_items\"", "id = \"Best\"", "views[0].id: 'Best' is not a valid id"},
      {"stream = \"items\"", "stream = \"itms\"",
       "views[0].stream: 'itms' is not a stream. Did you mean 'items'?"},
      {"name_field = \"note\"", "name_field = \"nte\"",
       "views[0].name_field: 'nte' is not a field of 'items'. Did you mean 'note'?"},
      {"state_field = \"note\"", "state_field = \"sold\"",
       "views[0].state_field: 'sold' is not a text field"},
      {"type_field = \"item_id\"", "type_field = \"itemid\"", "views[0].type_field: 'itemid' is not a field"},
      {"columns = [\"price\"", "columns = [\"prise\"",
       "views[0].columns[0]: 'prise' is not a field of 'items'"},
      {"metrics_stream = \"sales\"", "metrics_stream = \"sale\"",
       "views[0].metrics_stream: 'sale' is not another stream. Did you mean 'sales'?"},
      {"metrics_stream = \"sales\"", "metrics_stream = \"items\"", "'items' is not another stream"},
      {"metrics_stream = \"sales\"", "metrics_stream = \"lines\"", "'lines' has no date as its time_field"},
      {"metrics_stream = \"sales\"", "", "views[0].join: needs 'metrics_stream'"},
      {"item_id = sold_item", "item_id", "views[0].join[0]: 'item_id' is not a field of 'sales'"},
      {"item_id = sold_item", "item_id = units", "'item_id' and 'units' are of different types"},
      {"item_id = sold_item", "note = sold_item",
       "views[0].join: lacks 'item_id', which is part of the primary key"},
      {"currency_field = \"currency\"", "", "views[0]: 'currency_field' is missing"},
      {"currency_field = \"currency\"", "currency_field = \"amount\"", "'amount' is not a text field"},
      {"{ field = \"units\" }", "{ field = \"day\" }",
       "metrics[1].field: 'day' is neither decimal nor integer"},
      {"{ field = \"units\" }", "{ field = \"units\", kind = \"money\" }", "'units' is not decimal"},
      {"{ field = \"units\" }", "{ field = \"amount\" }", "views[0].metrics[1].field: 'amount' stands twice"},
      {"name = \"price\"", "name = \"amount\"", "'price' is not a field of 'items'"},
      {"denominator = \"units\"", "denominator = \"unit\"",
       "views[0].ratios[0].denominator: 'unit' is not one of the metrics. Did you mean 'units'?"},
      {"id = \"unit_price\"", "id = \"price\"", "views[0].ratios[0].id: 'price' is also a field or a metric"},
      {"sparkline = \"amount\"", "sparkline = \"price\"",
       "views[0].sparkline: 'price' is not one of the metrics"},
      // URLs and hosts
      {"https://api.example.com/eu", "http://api.example.com/eu", "is not a URL that starts with https://"},
      {"https://api.example.com/eu", "https://api.example.com/eu/", "must not end with '/'"},
      {"https://api.example.com/eu", "https://other.example.com",
       "its host 'other.example.com' is not in 'hosts'"},
      {"https://api.example.com/eu", "https://user@api.example.com", "has a user name before the host"},
      {"https://login.example.com/revoke", "https://10.0.0.1/revoke", "has no valid host name"},
      {"https://login.example.com/revoke", "https://login.example.com/a b",
       "has a character that no URL may have"},
      {"\"api.example.com\"", "\"https://api.example.com\"",
       "hosts[0]: 'https://api.example.com' is not a host name"},
      {"\"api.example.com\"", "\"*.com\"", "hosts[0]: '*.com' is not a host name"},
      {"issuer = \"sample-eu\"", "issuer = \"sample-na\"", "names two authorization servers"},
      // settings
      {"default = 30", "default = 100", "settings[0].default: 100 is not between 'minimum' and 'maximum'"},
      {"default = 30", "default = \"30\"", "settings[0].default: must be of the type 'integer', not a text"},
      {"type = \"boolean\"\ndefault = true", "type = \"boolean\"\ndefault = true\nminimum = 1",
       "is only for settings of the type 'integer'"},
      {"key = \"prefix\"\ntype = \"text\"", "key = \"prefix\"\ntype = \"text\"\nchoices = [\"A\", \"B\"]",
       "settings[2].default: '' is not one of 'choices'"},
      {"key = \"prefix\"\ntype = \"text\"",
       "key = \"prefix\"\ntype = \"text\"\ndefault = \"A\"\nchoices = [\"A\", \"A\"]",
       "settings[2].choices[1]: 'A' is there twice"},
      {"type = \"boolean\"\ndefault = true", "type = \"boolean\"\ndefault = true\nchoices = [\"true\"]",
       "settings[1].choices: is only for settings of the types 'text' and 'list'"},
      {"key = \"prefix\"\ntype = \"text\"", "key = \"prefix\"\ntype = \"list\"\ndefault = [\"A\"]",
       "settings[2].choices: is missing"},
      {"key = \"prefix\"\ntype = \"text\"",
       "key = \"prefix\"\ntype = \"list\"\ndefault = [\"A\", \"C\"]\nchoices = [\"A\", \"B\"]",
       "settings[2].default: 'C' is not one of 'choices'"},
      {"key = \"prefix\"\ntype = \"text\"",
       "key = \"prefix\"\ntype = \"list\"\ndefault = []\nchoices = [\"A\"]",
       "settings[2].default: must not be empty"},
      {"key = \"prefix\"\ntype = \"text\"",
       "key = \"prefix\"\ntype = \"list\"\ndefault = [\"A\"]\nchoices = [\"A\", \"B,C\"]",
       "settings[2].choices[1]: 'B,C' has a comma"},
      {"key = \"archived\"", "key = \"personal_data\"", "'personal_data' is a setting of the host's own"},
      // personal data
      {"note\", type = \"text\", pii = true", "note\", type = \"text\"",
       "streams[0].pii_raw: has no effect: no field of the stream is marked"},
      {"\"note\", \"author\"", "\"note.author\"", "pii_raw[0]: 'note.author' is not the name of a member"},
      {"name = \"item_id\", type = \"text\", title", "name = \"item_id\", type = \"text\", pii = true, title",
       "streams[0].primary_key: 'item_id' is personal data"},
      // probes
      {"only_in = [\"M-DE\"]", "only_in = [\"M-DA\"]", "only_in[0]: 'M-DA' is not the id of a marketplace"},
      {"/items/{marketplace}", "items", "streams[0].probe.path: does not begin with '/'"},
      {"/items/{marketplace}", "/items/{shop}", "streams[0].probe.path: uses the unknown name {shop}"},
      {"{time-90m}", "{time-soon}", "probe.query[0].value: uses the unknown name {time-soon}"},
      {"budget = \"items.list\"\ncredential", "budget = \"item.list\"\ncredential",
       "probe.budget: 'item.list' is not a declared budget. Did you mean 'items.list'?"},
      {"credential = \"account\"\nanswers", "credential = \"acount\"\nanswers",
       "probe.credential: 'acount' is not a declared credential"},
      {"method = \"POST\"", "method = \"GET\"", "streams[0].probe.body: is for a POST only"},
      {"means = \"not_available\"", "means = \"gone\"", "'gone' is not a known value"},
  }));
  INFO(wrong.from << " -> " << wrong.to);
  CHECK_THAT(error_with(wrong.from, wrong.to), Catch::Matchers::Contains(wrong.error));
}

TEST_CASE("two regions of one id are refused") {
  std::string text = with("id = \"EU\"", "id = \"NA\"");
  text.resize(text.find("[marketplaces]"));
  const auto manifest = parse_manifest(text, "plugin.toml");
  REQUIRE_FALSE(manifest);
  CHECK_THAT(manifest.error().message, Catch::Matchers::Contains("regions[1].id: 'NA' stands twice"));
}

TEST_CASE("a manifest has a size limit") {
  const std::string text = kSampleManifest + std::string(limits::kManifestBytesMax, '#');
  const auto manifest = parse_manifest(text, "plugin.toml");
  REQUIRE_FALSE(manifest);
  CHECK_THAT(manifest.error().message, Catch::Matchers::Contains("is larger than"));
}

TEST_CASE("a stream that reads ranges says how, and what that costs") {
  std::string text = with("annotatable = true",
                          "annotatable = true\nbackfill = true\nbackfill_chunk_days = 7\n"
                          "backfill_budget = \"items.list\"\nbackfill_requests_per_chunk = 2.5\n"
                          "backfill_wait = \"10m\"\ncatches_up = false");
  const auto too_old = parse_manifest(text, "plugin.toml");
  REQUIRE_FALSE(too_old);
  const std::string abi = "minor_required = 0";
  const size_t at = text.find(abi);
  REQUIRE(at != std::string::npos);
  text.replace(at, abi.size(), "minor_required = 2");
  const auto manifest = parse_manifest(text, "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  const StreamRule& items = *manifest->stream("items");
  REQUIRE(items.backfill);
  CHECK(items.backfill->chunk_days == 7);
  CHECK(items.backfill->budget == "items.list");
  CHECK(items.backfill->requests_per_chunk == Approx(2.5));
  CHECK(items.backfill->wait_per_chunk == 10min);
  CHECK_FALSE(items.catches_up);
  CHECK_FALSE(manifest->stream("lines")->backfill);
  CHECK(manifest->stream("lines")->catches_up);

  const std::string budget = "backfill_budget = \"items.list\"";
  text.replace(text.find(budget), budget.size(), "backfill_budget = \"items.lst\"");
  const auto wrong = parse_manifest(text, "plugin.toml");
  REQUIRE_FALSE(wrong);
  CHECK(describe(wrong.error()).find("backfill_budget: 'items.lst' is not a declared budget") !=
        std::string::npos);
}
