// Connections that a file declares, over a real store and a scripted provider. One host start after the other; what would
// wait for its time runs when the test says so.
#pragma once
#include <catch2/catch.hpp>
#include <set>

#include "connections/declared.hpp"
#include "store/rows_declared.hpp"
#include "support/declared_plugin.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

using namespace mooring::host;

inline constexpr char kDeclaredManifest[] = R"(
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
[[oauth.token_errors]]
error = "invalid_grant"
means = "grant_rejected"
[marketplaces]
FE = [{ id = "M2", country_code = "JP", name = "M2" }, { id = "M3", country_code = "AU", name = "M3" }]
[[settings]]
key = "history_days"
title = "History"
type = "integer"
default = 365
minimum = 1
maximum = 3650
[[settings]]
key = "personal"
title = "Personal"
type = "boolean"
default = false
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

struct DeclaredFixture : StoreFixture {
  SystemClock clock;
  OsRandom random;
  Redactor redactor;
  EventHub events;
  Config config;
  mooring_plugin plugin = declared_plugin(kDeclaredManifest);
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
  std::unique_ptr<DeclaredConnections> declarations;
  std::vector<std::pair<Duration, Work>> later;  // what waits

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
    later.clear();
    declarations = std::make_unique<DeclaredConnections>(DeclaredConnections::Dependencies{
        *service, database(), registry, config, journal, events, clock, logger(), [](Work work) { work(); },
        [this](Duration pause, Work work) { later.emplace_back(pause, std::move(work)); }});
    declarations->start();
  }
  std::string run_later() {  // how long it had waited
    REQUIRE(later.size() == 1);
    auto [pause, work] = std::move(later.front());
    later.clear();
    work();
    return format_duration(pause);
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
  int entries(const std::string& kind) {  // of this kind, also of no connection
    return read([&](Session& session) {
      int count = 0;
      session << "SELECT count(*) FROM activity WHERE kind = ?", Poco::Data::Keywords::bind(kind),
          Poco::Data::Keywords::into(count), Poco::Data::Keywords::now;
      return count;
    });
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

}  // namespace mooring::test
