// A connection service over a real store, a real flow and a scripted provider at which several accounts sign in. The wall
// clock moves when told to; what is posted runs on a real core.
#pragma once
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "base/await.hpp"
#include "connections/service.hpp"
#include "connections/transfers.hpp"
#include "store/rows_life.hpp"
#include "support/declared_plugin.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

namespace rows = host::rows;

inline constexpr char kLifeManifest[] = R"(
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
revoke_url = "https://api.shop.example/revoke"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
pasted_tokens = true
switch_login = "Use a private window"
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
scope = "connection"
interval = "15m"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }]
)";

// Whose account it is, the token says: "access-Alpha" is the account Alpha, named "Shop Alpha".
class AccountsByToken final : public host::Identifier {
 public:
  std::vector<std::string> asked_as;
  std::vector<size_t> asked_with;
  std::map<std::string, std::vector<std::string>> marketplaces;  // of an account; else M1
  std::optional<host::Failure> fails;                            // instead of an answer
  host::IdentityResult identify(const host::ConnectionRow&, const host::ChannelSetup&,
                                const host::Secret& token, const host::KnownAccount& known) override {
    asked_as.push_back(known.id);
    asked_with.push_back(known.marketplaces.size());
    if (fails) return tl::unexpected(*fails);
    host::IdentityAction identity;
    identity.account_id = std::string(token.reveal()).substr(std::string("access-").size());
    identity.account_name = "Shop " + identity.account_id;
    auto own = marketplaces.find(identity.account_id);
    for (const std::string& id : own == marketplaces.end() ? std::vector<std::string>{"M1"} : own->second) {
      host::IdentityMarketplace marketplace;
      marketplace.id = marketplace.name = id;
      identity.marketplaces.push_back(marketplace);
    }
    identity.permissions = {{"orders", "", true}};
    return identity;
  }
  void start(const host::ConnectionRow& row, const host::ChannelSetup& setup, const host::Secret& token,
             const host::KnownAccount& known, std::function<void(host::IdentityResult)> done) override {
    done(identify(row, setup, token, known));
  }
  void cancel(const std::string&) override {}
};

struct LifeFixture : StoreFixture {
  host::VirtualClock clock{
      host::Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours{12}}};
  host::OsRandom random;
  host::Redactor redactor;
  host::EventHub events;
  host::Config config;
  mooring_plugin plugin = declared_plugin(kLifeManifest);
  host::PluginRegistry registry;
  host::ConnectionDirectory directory;
  AccountsByToken accounts;
  host::EventLoop core{clock, "core"};
  std::unique_ptr<host::Vault> vault =
      *host::Vault::open(file().parent_path() / "vault.key", true, random, redactor);
  host::Journal journal{database(), clock, random, redactor, events, logger()};
  host::ScriptedTransport http{core, host::Duration{0}};
  std::mutex revoked_mutex;
  std::vector<std::string> revoked_tokens;
  host::TokenClient token_client{http, redactor};
  host::TokenService tokens{
      database(),
      *vault,
      token_client,
      journal,
      core,
      clock,
      redactor,
      [](const std::string&) -> host::Result<host::OAuthEndpoint> { return host::fail("none", "none"); }};
  host::AuthorizationFlow flow{database(), *vault, clock, random};
  std::unique_ptr<host::ConnectionService> service;

  LifeFixture() {
    REQUIRE(registry.add_linked(plugin));
    auto& channel = config.channels["shop"];
    channel.application["client_id"] = "client-1";
    channel.client_secret = host::Secret("the-client-secret");
    // The code "code-Alpha" and the refresh token "refresh-Alpha" are of the account Alpha.
    http.on("/token", [](const host::HttpRequest& request) {
      std::string name = host::form_value(request.body, "code");
      if (name.empty()) name = host::form_value(request.body, "refresh_token");
      name = name.substr(name.find('-') + 1);
      return host::json_answer(200, R"({"access_token":"access-)" + name + R"(","refresh_token":"refresh-)" +
                                        name + R"(","expires_in":3600})");
    });
    http.on("/revoke", [this](const host::HttpRequest& request) {
      std::lock_guard lock(revoked_mutex);
      revoked_tokens.push_back(host::form_value(request.body, "token"));
      return host::json_answer(200, "{}");
    });
    service = std::make_unique<host::ConnectionService>(host::ConnectionService::Dependencies{
        database(), *vault, flow, token_client, tokens, accounts, directory, registry, config, journal,
        events, core, clock, random, logger(), "http://127.0.0.1:8420"});
  }
  ~LifeFixture() { core.stop(); }

  std::string create(const std::string& label) {
    auto made = service->create({"shop", "NA", label, {}, {}}, "user:ann");
    REQUIRE(made);
    return made->id;
  }
  struct Started {
    host::NameValues query;  // of the callback
    std::string browser;
  };
  Started begin(const std::string& id, const std::string& account, const std::string& link_id = {}) {
    auto started = service->begin_consent(id, "", "user:ann", link_id);
    REQUIRE(started);
    const std::string& url = started->authorize_url;
    return {
        {{"state", host::form_value(url.substr(url.find('?') + 1), "state")}, {"code", "code-" + account}},
        started->browser_secret};
  }
  host::FinishedConsent finish(const Started& started) {
    return service->finish_consent("shop-na", started.query, started.browser);
  }
  host::FinishedConsent consent(const std::string& id, const std::string& account) {
    return finish(begin(id, account));
  }
  std::string connected(const std::string& label, const std::string& account) {
    const std::string id = create(label);
    REQUIRE(consent(id, account).result);
    REQUIRE(service->select_marketplaces(id, {"M1"}, std::nullopt, "user:ann"));
    return id;
  }
  host::ConnectionRow row(const std::string& id) {
    return read([&](host::Session& session) { return rows::find_connection(session, id); }).value();
  }
  std::vector<host::GrantRow> grants(const std::string& id) {
    return read([&](host::Session& session) { return rows::list_grants(session, id); });
  }
  std::vector<host::AccountSpanRow> spans(const std::string& id) {
    return read([&](host::Session& session) { return rows::list_accounts(session, id); });
  }
  std::string stored_token(const std::string& id) {
    return read([&](host::Session& session) {
      auto grant = rows::active_or_last_grant(session, id);
      auto token = vault->get(session, id, "refresh_token/" + grant->id);
      return token ? std::string(token->reveal()) : token.error().code;
    });
  }
  size_t pending() {
    return read([](host::Session& session) { return rows::list_pending_grants(session).size(); });
  }
  std::optional<host::ActivityRow> entry(const std::string& id, const std::string& kind) {
    return read([&](host::Session& session) { return rows::latest_activity(session, id, kind); });
  }
  std::vector<std::string> revoked() {  // after what was posted until now
    host::await<bool>([&](auto done) { core.post([done] { done(true); }); }, std::chrono::seconds{10});
    host::await<bool>([&](auto done) { core.post([done] { done(true); }); }, std::chrono::seconds{10});
    std::lock_guard lock(revoked_mutex);
    return revoked_tokens;
  }

  // All that a refused consent must leave alone.
  std::string everything_of(const std::string& id) {
    std::string text = row(id).account_id + "/" + row(id).account_name + "/" + stored_token(id);
    for (const host::GrantRow& grant : grants(id))
      text += "/" + grant.id + to_text(grant.state);
    for (const auto& one : read([&](host::Session& session) { return rows::list_marketplaces(session, id); }))
      text += "/" + one.id + (one.selected ? "+" : "-") + (one.available ? "+" : "-");
    return text + "/" + std::to_string(row(id).version);
  }
};

}  // namespace mooring::test
