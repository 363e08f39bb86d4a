// Connections of a region with several consent pages: which one a connection is of, and when it may change.
#include "base/limits_secrets.hpp"
#include "unit/connections/life_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

constexpr const char* kPages = R"(
[[regions.consents]]
id = "shop_us"
name = "Shop"
account = "shop"
authorize_url = "https://shop.example/consent"
[[regions.consents]]
id = "shop_ca"
name = "Shop Canada"
account = "shop"
authorize_url = "https://ca.shop.example/consent"
[[regions.consents]]
id = "maker_us"
name = "Maker"
account = "maker"
authorize_url = "https://maker.example/consent"
pasted_account = "Code of the maker"
revoke_help = "https://maker.example/apps"
switch_login = "Sign out of Maker first"
)";

std::string manifest_with_pages() {
  std::string text = kLifeManifest;
  const std::string single = "authorize_url = \"https://shop.example/consent\"\n";
  text.erase(text.find(single), single.size());
  return text.insert(text.find("[oauth]"), kPages);
}

struct PagesFixture : LifeFixture {
  std::string text = manifest_with_pages();
  mooring_plugin with_pages = plugin;
  PluginRegistry pages;

  PagesFixture() {
    with_pages.manifest = {text.data(), text.size()};
    REQUIRE(pages.add_linked(with_pages));
    service = std::make_unique<ConnectionService>(ConnectionService::Dependencies{
        database(), *vault, flow, token_client, tokens, accounts, directory, pages, config, journal, events,
        core, clock, random, logger(), "http://127.0.0.1:8420"});
  }
  Result<ConnectionRow> create_at(const std::string& consent) {
    return service->create({"shop", "NA", "", {}, {}, consent}, "user:ann");
  }
  std::string host_of_consent(const std::string& id) {
    const std::string url = service->begin_consent(id, "", "user:ann")->authorize_url;
    return url.substr(8, url.find('/', 8) - 8);
  }
  Result<ConnectionRow> choose(const std::string& id, const std::string& consent) {
    ConnectionChange change;
    change.consent = consent;
    return service->update(id, change, std::nullopt, "user:ann");
  }
};

}  // namespace

TEST_CASE("a connection consents at the page that was chosen for it, the usual one when none was") {
  PagesFixture f;
  const auto usual = f.create_at(""), canada = f.create_at("shop_ca"), maker = f.create_at("maker_us");
  REQUIRE((usual && canada && maker));
  CHECK(f.host_of_consent(usual->id) == "shop.example");
  CHECK(f.host_of_consent(canada->id) == "ca.shop.example");
  CHECK(f.host_of_consent(maker->id) == "maker.example");
  CHECK(usual->label == "Shop North America");
  CHECK(maker->label == "Shop North America, Maker");
  CHECK(f.row(maker->id).consent == "maker_us");
  CHECK(f.create_at("nonsense").error().code == "consent_unknown");
}

TEST_CASE(
    "another page of the same kind of account may be chosen at any time, another kind only before the first "
    "consent") {
  PagesFixture f;
  const std::string id = f.create_at("")->id;
  REQUIRE(f.choose(id, "maker_us"));
  REQUIRE(f.choose(id, "shop_us"));
  REQUIRE(f.consent(id, "Alpha").result);
  REQUIRE(f.choose(id, "shop_ca"));
  CHECK(f.host_of_consent(id) == "ca.shop.example");
  const auto refused = f.choose(id, "maker_us");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "consent_fixed");
  CHECK(f.row(id).consent == "shop_ca");
  CHECK(f.choose(id, "nonsense").error().code == "consent_unknown");
  const auto told = f.entry(id, "connection.changed");
  REQUIRE(told);
  CHECK(told->message == "Another consent page chosen");
  CHECK(told->after_json.find("shop_ca") != std::string::npos);
}

TEST_CASE_METHOD(LifeFixture, "the access token that a pasted token was tried with is forgotten in time") {
  const std::string id = create("My shop");
  REQUIRE(service->connect_with_token(id, {Secret("refresh-Alpha"), ""}, "user:ann"));
  SteadyTime now{};
  token_client.drop_issued(now);
  CHECK(redactor.redact("access-Alpha") == "[secret]");
  token_client.drop_issued(now + limits::kFadingSecretsKept);
  CHECK(redactor.redact("access-Alpha") == "access-Alpha");
}

TEST_CASE("who connects at a consent page is asked and sent as that page's accounts are") {
  PagesFixture f;
  const std::string shop = f.create_at("shop_us")->id, maker = f.create_at("maker_us")->id;
  REQUIRE(f.service->connect_with_token(shop, {Secret("refresh-Alpha"), ""}, "user:ann"));
  const auto refused = f.service->connect_with_token(maker, {Secret("refresh-Beta"), ""}, "user:ann");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().error.code == "account_missing");
  CHECK(refused.error().error.hint == "Code of the maker");
  REQUIRE(f.service->connect_with_token(maker, {Secret("refresh-Beta"), "Beta"}, "user:ann"));

  const auto other = f.consent(maker, "Gamma").result;
  REQUIRE_FALSE(other);
  CHECK(other.error().other->switch_login == "Sign out of Maker first");
  CHECK(f.consent(shop, "Gamma").result.error().other->switch_login == "Use a private window");
  CHECK(f.service->disconnect(maker, "user:ann")->help_url == "https://maker.example/apps");
  CHECK(f.service->disconnect(shop, "user:ann")->help_url == "");
}

namespace {

struct YearlyFixture : LifeFixture {
  std::string text;
  mooring_plugin yearly = plugin;
  PluginRegistry registry_of_yearly;

  explicit YearlyFixture(const std::string& lines) : text(kLifeManifest) {
    const std::string after = "pasted_tokens = true\n";
    text.insert(text.find(after) + after.size(), "grant_lifetime_days = 365\n" + lines);
    yearly.manifest = {text.data(), text.size()};
    REQUIRE(registry_of_yearly.add_linked(yearly));
    service = std::make_unique<ConnectionService>(ConnectionService::Dependencies{
        database(), *vault, flow, token_client, tokens, accounts, directory, registry_of_yearly, config,
        journal, events, core, clock, random, logger(), "http://127.0.0.1:8420"});
  }
  std::optional<Timestamp> end_of_pasted(const std::string& source) {
    const std::string id = create("Shop by " + source);
    REQUIRE(service->connect_with_token(id, {Secret("refresh-" + source), "", source}, "user:ann"));
    return grants(id).back().expires_at;
  }
};

}  // namespace

TEST_CASE("a consent ends when the provider says; a pasted token only where the manifest does not deny it") {
  const auto in_a_year = [](const LifeFixture& f) { return f.clock.now() + std::chrono::days{365}; };
  YearlyFixture both("");
  CHECK(both.end_of_pasted("pasted") == in_a_year(both));
  CHECK(both.end_of_pasted("file") == in_a_year(both));
  YearlyFixture consents("pasted_tokens_expire = false\n");
  CHECK(consents.end_of_pasted("pasted") == std::nullopt);
  CHECK(consents.end_of_pasted("file") == std::nullopt);
  const std::string id = consents.create("By consent");
  REQUIRE(consents.consent(id, "Alpha").result);
  CHECK(consents.grants(id).back().expires_at == in_a_year(consents));
}
