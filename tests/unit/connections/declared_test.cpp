// Connections that a file declares, over a real store and a scripted provider.
#include <catch2/catch.hpp>
#include <set>

#include "connections/service.hpp"
#include "support/declared_plugin.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;

namespace {

constexpr char kManifest[] = R"(
schema = 1
id = "shop"
name = "Shop"
version = "1.0.0"
abi = { major = 1, minor_required = 0 }
operations = ["identify/1", "sync/1"]
hosts = ["api.shop.example"]
[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.shop.example"
issuer = "shop-na"
authorize_url = "https://shop.example/consent"
token_url = "https://api.shop.example/token"
[[regions]]
id = "EU"
name = "Europe"
api_base = "https://api.shop.example"
issuer = "shop-eu"
authorize_url = "https://shop.example/eu/consent"
token_url = "https://api.shop.example/token"
revoke_url = "https://api.shop.example/revoke"
[[regions]]
id = "FE"
name = "Far East"
api_base = "https://api.shop.example"
issuer = "shop-fe"
token_url = "https://api.shop.example/token"
[[regions.consents]]
id = "shop_jp"
name = "Shop"
account = "shop"
authorize_url = "https://shop.example/fe/consent"
[[regions.consents]]
id = "maker_jp"
name = "Maker"
account = "maker"
authorize_url = "https://maker.example/fe/consent"
proposes = ["M2", "M3"]
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
pasted_tokens = true
[marketplaces]
FE = [{ id = "M2", country_code = "JP", name = "M2" }, { id = "M3", country_code = "AU", name = "M3" }]
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
scope = "connection"
interval = "15m"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }]
)";

// One account with three marketplaces, of which the third cannot be read.
class OneAccount final : public Identifier {
 public:
  std::function<void()> on_identify = [] {};
  int asked = 0;
  std::string asked_as;  // the account that the last call named
  std::set<std::string> unreadable = {"M3"};
  tl::expected<IdentityAction, Failure> identify(const ConnectionRow&, const ChannelSetup&, const Secret&,
                                                 const KnownAccount& known) override {
    ++asked;
    asked_as = known.id;
    on_identify();
    IdentityAction identity;
    identity.account_id = "A1";
    for (const char* id : {"M1", "M2", "M3"}) {
      IdentityMarketplace marketplace;
      marketplace.id = marketplace.name = id;
      marketplace.available = !unreadable.contains(id);
      if (!marketplace.available) marketplace.note = "no permission";
      identity.marketplaces.push_back(marketplace);
    }
    return identity;
  }
  void start(const ConnectionRow& row, const ChannelSetup& setup, const Secret& token,
             const KnownAccount& known, std::function<void(IdentityResult)> done) override {
    done(identify(row, setup, token, known));
  }
  void cancel(const std::string&) override {}
};

struct DeclaredFixture : mooring::test::StoreFixture {
  SystemClock clock;
  OsRandom random;
  Redactor redactor;
  EventHub events;
  Config config;
  mooring_plugin plugin = mooring::test::declared_plugin(kManifest);
  PluginRegistry registry;
  ConnectionDirectory directory;
  OneAccount account;
  EventLoop core{clock, "core"};
  std::unique_ptr<Vault> vault = *Vault::open(file().parent_path() / "vault.key", true, random, redactor);
  Journal journal{database(), clock, random, redactor, events, logger()};
  ScriptedTransport http{core, Duration{0}};
  TokenClient token_client{http, redactor};
  TokenService tokens{
      database(),   *vault,
      token_client, journal,
      core,         clock,
      redactor,     [](const std::string&) -> Result<OAuthEndpoint> { return fail("none", "none"); }};
  AuthorizationFlow flow{database(), *vault, clock, random};
  std::unique_ptr<ConnectionService> service;

  DeclaredFixture() {
    REQUIRE(registry.add_linked(plugin));
    auto& channel = config.channels["shop"];
    channel.application["client_id"] = "client-1";
    channel.client_secret = Secret("the-client-secret");
    http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
    declare("acme", "refresh-token-1", {});
  }
  ~DeclaredFixture() { core.stop(); }

  void declare(const std::string& name, const std::string& token, std::vector<std::string> marketplaces) {
    DeclaredConnection declared;
    declared.name = name;
    declared.channel = "shop";
    declared.region = "NA";
    if (!token.empty()) declared.refresh_token = Secret(token);
    declared.marketplaces = std::move(marketplaces);
    std::erase_if(config.connections, [&](const auto& known) { return known.name == name; });
    config.connections.push_back(std::move(declared));
  }
  void start_host() {  // as at every start
    service = std::make_unique<ConnectionService>(ConnectionService::Dependencies{
        database(), *vault, flow, token_client, tokens, account, directory, registry, config, journal, events,
        core, clock, random, logger(), "http://127.0.0.1:8420"});
    service->apply_declared();
  }
  std::vector<ConnectionRow> connections() {
    return read([](Session& session) { return rows::list_connections(session); });
  }
  std::string selected(const std::string& key = "acme") {
    return read([&](Session& session) {
      std::string ids;
      auto row = rows::find_connection_by_config_key(session, key);
      if (row)
        for (const auto& marketplace : rows::list_marketplaces(session, row->id))
          if (marketplace.selected) ids += (ids.empty() ? "" : " ") + marketplace.id;
      return ids;
    });
  }
  std::string told(const std::string& kind) {  // newest entry of this kind
    auto entry = read([&](Session& session) {
      return rows::latest_activity(session, rows::list_connections(session).at(0).id, kind);
    });
    return entry ? entry->message : "";
  }
  Result<ConnectOutcome> connect() {
    auto outcome =
        service->connect_with_token(connections().at(0).id, {Secret("refresh-token-7"), ""}, "console");
    if (!outcome) return fail(outcome.error().error);
    return *outcome;
  }
  void choose(std::vector<std::string> ids) {
    REQUIRE(service->select_marketplaces(connections().at(0).id, ids, std::nullopt, "console"));
  }
};

}  // namespace

TEST_CASE_METHOD(DeclaredFixture, "a declared connection is made and connected once") {
  start_host();
  start_host();
  REQUIRE(connections().size() == 1);
  CHECK(connections()[0].managed_by == "file");
  CHECK(connections()[0].account_id == "A1");
  CHECK(selected() == "M1 M2");  // what can be read
  CHECK(account.asked == 1);
}

TEST_CASE_METHOD(
    DeclaredFixture,
    "of an account whose marketplaces the provider does not tell, the proposed ones are selected") {
  config.connections.back().region = "FE";
  config.connections.back().consent = "maker_jp";
  start_host();
  CHECK(selected() == "M2");  // not M1, which is another's; M3 cannot be read
  declare("sold", "refresh-token-2", {});
  config.connections.back().region = "FE";
  config.connections.back().consent = "shop_jp";
  start_host();
  CHECK(selected("sold") == "M1 M2");
}

TEST_CASE_METHOD(DeclaredFixture,
                 "a connection that was declared is never there without its name in the file") {
  // Were these two writes, a crash between them would leave a connection that nobody declared.
  write([](Session& session) {
    session << "CREATE TRIGGER refuse BEFORE UPDATE ON connections BEGIN SELECT RAISE(ABORT, 'no'); END",
        Poco::Data::Keywords::now;
  });
  start_host();
  REQUIRE(connections().size() == 1);
  CHECK(connections()[0].config_key == "acme");
}

TEST_CASE_METHOD(DeclaredFixture, "a new token in the file keeps what a person has chosen since") {
  start_host();
  choose({"M2"});
  declare("acme", "refresh-token-2", {});
  start_host();
  CHECK(account.asked == 2);
  CHECK(selected() == "M2");
}

TEST_CASE_METHOD(DeclaredFixture,
                 "marketplaces in the file apply when they change there, not at every start") {
  declare("acme", "refresh-token-1", {"M1"});
  start_host();
  CHECK(selected() == "M1");
  declare("acme", "refresh-token-1", {"M2"});
  start_host();
  CHECK(selected() == "M2");
  choose({"M1", "M2"});
  start_host();
  CHECK(selected() == "M1 M2");
}

TEST_CASE_METHOD(DeclaredFixture, "a wrong marketplace in the file is tried again once it is put right") {
  declare("acme", "refresh-token-1", {"M9"});
  start_host();
  CHECK(selected().empty());
  declare("acme", "refresh-token-1", {"M1"});
  start_host();
  CHECK(selected() == "M1");
  CHECK(account.asked == 1);
}

TEST_CASE_METHOD(DeclaredFixture, "a host that stops begins with no further declared connection") {
  declare("zeta", "refresh-token-9", {});
  account.on_identify = [this] { service->stop(); };
  start_host();
  CHECK(account.asked == 1);
  CHECK(connections().size() == 1);
}

TEST_CASE_METHOD(DeclaredFixture, "what cannot be read is named when an account is connected") {
  start_host();
  CHECK(account.asked_as.empty());  // nothing is known of it yet
  CHECK(told("connection.marketplaces_unavailable") == "Cannot be read: M3 (no permission)");
}

TEST_CASE_METHOD(DeclaredFixture, "a disconnect withdraws the access where the provider has a way") {
  config.connections.front().region = "EU";
  start_host();
  const std::string id = connections().at(0).id;
  http.on("/revoke", json_answer(200, "{}"));
  auto outcome = service->disconnect(id, "console");
  REQUIRE(outcome);
  CHECK(outcome->documented);
  CHECK(outcome->revoked);
  CHECK(http.last().url == "https://api.shop.example/revoke");
  CHECK(http.last().body ==
        "token=refresh-token-1&token_type_hint=refresh_token&client_id=client-1&client_secret=the-client-"
        "secret");
  CHECK(told("connection.disconnected") ==
        "Disconnected. Data, history and the selection are kept. The access was withdrawn at Shop");
}

TEST_CASE_METHOD(DeclaredFixture, "a provider that refuses or is away keeps nobody from disconnecting") {
  config.connections.front().region = "EU";
  start_host();
  const std::string id = connections().at(0).id;
  http.on("/revoke", json_answer(503, "{}"));
  auto outcome = service->disconnect(id, "console");
  REQUIRE(outcome);
  CHECK_FALSE(outcome->revoked);
  CHECK(outcome->message ==
        "The access could not be withdrawn at Shop (HTTP 503). The token was erased here");
  CHECK(connections().at(0).disconnected);
  const size_t asked = http.requests().size();
  auto again = service->disconnect(id, "console");  // nothing is left to withdraw
  REQUIRE(again);
  CHECK_FALSE(again->revoked);
  CHECK(http.requests().size() == asked);
}

TEST_CASE_METHOD(DeclaredFixture,
                 "a reconnect after a disconnect keeps the selection, and asks to look it over") {
  start_host();
  auto again = connect();  // while it is connected: nothing to confirm
  REQUIRE(again);
  CHECK(again->reconnected);
  CHECK_FALSE(again->confirm_marketplaces);
  CHECK(account.asked_as == "A1");  // known from before
  REQUIRE(service->disconnect(connections().at(0).id, "console"));
  CHECK(told("connection.disconnected") ==
        "Disconnected. Data, history and the selection are kept. Shop documents no way for a program to "
        "withdraw the access. The token was erased here");
  account.unreadable = {"M2", "M3"};
  auto outcome = connect();
  REQUIRE(outcome);
  CHECK(outcome->confirm_marketplaces);
  CHECK_FALSE(outcome->choose_marketplaces);
  CHECK(selected() == "M1 M2");
  CHECK(
      told("connection.reconnected") ==
      "Reconnected Shop (A1). 1 selected marketplace continues; not available any more: M2 (no permission)");
  CHECK(told("marketplace.lost").find("stays selected") != std::string::npos);
}
