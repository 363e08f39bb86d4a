// The daily look at what an account may read, in virtual time over a real store.
#include "connections/checkup.hpp"

#include "connections/identity_store.hpp"

#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "base/limits_permissions.hpp"
#include "support/declared_plugin.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const std::string kManifest = mooring::test::manifest_head("ads", "Ads") + R"([[streams]]
id = "campaigns"
title = "Campaigns"
mode = "snapshot"
scope = "marketplace"
interval = "1h"
primary_key = ["campaign_id"]
fields = [{ name = "campaign_id", type = "text" }]
)";

class ScriptedIdentifier final : public Identifier {
 public:
  IdentityAction identity;
  std::optional<Failure> failure;
  std::vector<std::string> asked_as;  // the account id of each call
  std::vector<size_t> asked_with;     // how many marketplaces were known at each call
  bool held_back = false;             // the answer comes with answer()
  std::function<void(IdentityResult)> waiting;

  void answer() { std::exchange(waiting, nullptr)(identity); }

  IdentityResult identify(const ConnectionRow&, const ChannelSetup&, const Secret&,
                          const KnownAccount& known) override {
    asked_as.push_back(known.id);
    asked_with.push_back(known.marketplaces.size());
    if (failure) return tl::unexpected(*failure);
    return identity;
  }
  void start(const ConnectionRow& row, const ChannelSetup& setup, const Secret& token,
             const KnownAccount& known, std::function<void(IdentityResult)> done) override {
    auto answer = identify(row, setup, token, known);
    if (held_back)
      waiting = std::move(done);
    else
      done(std::move(answer));
  }
  void cancel(const std::string&) override {}
};

IdentityMarketplace profile(const std::string& id, bool available = true, const std::string& note = "") {
  return {id, "Shop " + id, "DE", "EUR", "Europe/Berlin", note, available};
}

struct CheckupFixture : mooring::test::StoreFixture {
  VirtualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  SeededRandom random{3};
  OsRandom ids;
  Redactor redactor;
  EventHub events;
  ManualExecutor core{clock};
  Config config;
  mooring_plugin plugin = mooring::test::declared_plugin(kManifest);
  PluginRegistry registry;
  std::unique_ptr<Vault> vault = *Vault::open(file().parent_path() / "vault.key", true, ids, redactor);
  Journal journal{database(), clock, ids, redactor, events, logger()};
  ScriptedTransport http{core};
  TokenClient token_client{http, redactor};
  TokenService tokens{database(), *vault, token_client, journal,
                      core,       clock,  redactor,     [this](const std::string&) { return endpoint(); }};
  ScriptedIdentifier identifier;
  std::vector<std::string> changed;
  std::unique_ptr<Checkup> checkup;

  CheckupFixture() {
    REQUIRE(registry.add_linked(plugin));
    http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
    identifier.identity.account_id = "A1";
    identifier.identity.account_name = "Brand";
    identifier.identity.marketplaces = {profile("P1"), profile("P2")};
    identifier.identity.permissions = {{"campaigns", "", true}};
    write([&](Session& session) {
      ConnectionRow row = connection("con_1");
      row.channel = "ads";
      row.region = "NA";
      row.account_id = "A1";
      row.account_name = "Brand";
      rows::insert_connection(session, row);
      GrantRow grant;
      grant.id = "grt_1";
      grant.connection_id = "con_1";
      grant.issued_at = clock.now();
      rows::insert_grant(session, grant);
      REQUIRE(vault->put(session, "con_1", "refresh_token/grt_1", Secret("refresh-token-1")));
      store_identity(session, row, identifier.identity, clock.now());
      rows::set_selected_marketplaces(session, "con_1", {"P1"});
    });
    checkup = std::make_unique<Checkup>(Checkup::Dependencies{database(), tokens, identifier, registry,
                                                              config, journal, core, clock, random, logger()},
                                        [this](const std::string& id) { changed.push_back(id); });
  }
  ~CheckupFixture() {
    checkup.reset();
    settle();
  }
  Result<OAuthEndpoint> endpoint() {
    OAuthEndpoint made;
    made.channel = "ads";
    made.region = "NA";
    made.token_url = "https://api.shop.example/token";
    made.description = &registry.manifest("ads")->oauth;
    made.application["client_id"] = "client-1";
    made.client_secret = Secret("the-client-secret");
    return made;
  }
  void settle() {
    do {
      core.run_ready();
      write([](Session&) {});
    } while (core.run_ready() > 0);
  }
  void pass(Duration time) {  // in steps: a token call and a write stand in between
    for (Duration step = 30min; time > Duration::zero(); time -= step) {
      core.run_for(std::min(step, time));
      settle();
      core.run_for(1s);
      settle();
    }
  }
  void look() {
    checkup->soon("con_1");
    settle();
    pass(2s);
  }
  MarketplaceRow marketplace(const std::string& id) {
    for (auto& row : read([](Session& session) { return rows::list_marketplaces(session, "con_1"); }))
      if (row.id == id) return row;
    return {};
  }
  std::vector<std::string> told(const std::string& kind) {
    rows::ActivityFilter filter;
    filter.kind_prefix = kind;
    std::vector<std::string> messages;
    for (auto& entry : read([&](Session& session) { return rows::list_activity(session, filter); }))
      messages.push_back(entry.message);
    return messages;
  }
};

}  // namespace

TEST_CASE_METHOD(CheckupFixture, "a connection is looked at about once a day, also across restarts") {
  checkup->start();
  settle();
  pass(2h);
  CHECK(identifier.asked_as == std::vector<std::string>{"A1"});  // the account it is known as
  CHECK(identifier.asked_with == std::vector<size_t>{2});        // and what it reached
  pass(21h);
  CHECK(identifier.asked_as.size() == 1);
  checkup->start();  // as a restart would: the time of the last look is in the store
  settle();
  pass(30min);
  CHECK(identifier.asked_as.size() == 1);
  pass(5h);
  CHECK(identifier.asked_as.size() == 2);
  CHECK(changed.empty());
  CHECK(told("marketplace").empty());
}

TEST_CASE_METHOD(CheckupFixture, "a new marketplace is announced, not selected") {
  identifier.identity.marketplaces.push_back(profile("P3"));
  identifier.identity.marketplaces.push_back(profile("P4", false, "no permission"));
  look();
  CHECK(marketplace("P3").available);
  CHECK_FALSE(marketplace("P3").selected);
  CHECK(told("marketplace.added") ==
        std::vector<std::string>{
            "There is a new marketplace, which cannot be read: Shop P4 (DE): no permission.",
            "A new marketplace is available: Shop P3 (DE), not synced until it is selected"});
  CHECK(changed == std::vector<std::string>{"con_1"});
}

TEST_CASE_METHOD(CheckupFixture, "new marketplaces are selected where the configuration says so") {
  config.channels["ads"].select_new_marketplaces = true;
  identifier.identity.marketplaces.push_back(profile("P3"));
  look();
  CHECK(marketplace("P1").selected);
  CHECK_FALSE(marketplace("P2").selected);  // known before, and not chosen
  CHECK(marketplace("P3").selected);
  CHECK(told("marketplace.added").at(0).find("It was selected") != std::string::npos);
}

TEST_CASE_METHOD(CheckupFixture, "a declared connection has a policy of its own") {
  config.channels["ads"].select_new_marketplaces = true;
  config.connections.emplace_back().name = "mine";
  config.connections.back().select_new_marketplaces = false;
  write([](Session& session) {
    auto row = *rows::find_connection(session, "con_1");
    row.config_key = "mine";
    rows::update_connection(session, row);
  });
  identifier.identity.marketplaces.push_back(profile("P3"));
  look();
  CHECK_FALSE(marketplace("P3").selected);
  CHECK_FALSE(selects_new_marketplaces(config, "ads", "mine"));
  CHECK(selects_new_marketplaces(config, "ads", ""));
  CHECK(selects_new_marketplaces(config, "ads", "another"));
}

TEST_CASE_METHOD(CheckupFixture,
                 "what is lost keeps its place in the selection, and is told again when it is back") {
  identifier.identity.marketplaces = {profile("P2")};
  look();
  CHECK_FALSE(marketplace("P1").available);
  CHECK(marketplace("P1").selected);
  REQUIRE(told("marketplace.lost").size() == 1);
  CHECK(told("marketplace.lost")[0] ==
        "Shop P1 (DE) is not available any more: the account does not list it any more. Its data stays; it "
        "stays selected and continues when it is back");
  pass(11min);
  look();
  CHECK(told("marketplace.lost").size() == 1);  // once
  identifier.identity.marketplaces = {profile("P1"), profile("P2", false, "suspended")};
  pass(11min);
  look();
  CHECK(marketplace("P1").available);
  CHECK(told("marketplace.returned") ==
        std::vector<std::string>{"Shop P1 (DE) is available again; its syncs continue"});
  CHECK(told("marketplace.lost")[0] == "Shop P2 (DE) is not available any more: suspended.");
}

TEST_CASE_METHOD(CheckupFixture, "permissions and the account's name are told by difference") {
  identifier.identity.permissions = {{"campaigns", "no role", false}};
  identifier.identity.account_name = "Brand International";
  look();
  CHECK(told("permission.lost") == std::vector<std::string>{"No permission for campaigns: no role."});
  CHECK(told("account.renamed") ==
        std::vector<std::string>{"The account 'Brand' is now called 'Brand International'"});
  identifier.identity.permissions = {{"campaigns", "", true}};
  pass(11min);
  look();
  CHECK(told("permission.returned").size() == 1);
  CHECK(told("account.renamed").size() == 1);
  CHECK(told("permission.lost").size() == 1);
}

TEST_CASE_METHOD(CheckupFixture,
                 "whatever keeps the provider from being asked changes nothing, and is tried again") {
  identifier.failure = Failure{FailureKind::network, 0, "", "", "no route"};
  look();
  CHECK(identifier.asked_as.size() == 1);
  CHECK(marketplace("P1").available);
  CHECK(marketplace("P2").available);
  CHECK(changed.empty());
  identifier.failure.reset();
  identifier.identity.account_id = "A2";  // another account's answer is not stored either
  identifier.identity.marketplaces.clear();
  pass(90min);
  CHECK(identifier.asked_as.size() == 2);
  CHECK(marketplace("P1").available);
  CHECK(told("marketplace").empty());
}

TEST_CASE_METHOD(CheckupFixture, "many reasons to look make one look in ten minutes") {
  for (int i = 0; i < 5; ++i)
    look();
  CHECK(identifier.asked_as.size() == 1);
  pass(11min);
  look();
  CHECK(identifier.asked_as.size() == 2);
}

TEST_CASE_METHOD(CheckupFixture, "a disconnected connection is left alone") {
  write([](Session& session) {
    auto row = *rows::find_connection(session, "con_1");
    row.disconnected = true;
    rows::update_connection(session, row);
  });
  look();
  CHECK(identifier.asked_as.empty());
}

TEST_CASE_METHOD(CheckupFixture, "an answer to the grant before a reconnect is not stored") {
  identifier.held_back = true;
  look();
  REQUIRE(identifier.waiting);
  write([&](Session& session) {
    GrantRow before = *rows::active_or_last_grant(session, "con_1");
    before.state = GrantState::superseded;
    rows::update_grant(session, before);
    GrantRow next = before;
    next.id = "grt_2";
    next.state = GrantState::active;
    next.issued_at = clock.now() + 1s;
    rows::insert_grant(session, next);
  });
  identifier.identity.marketplaces = {profile("P2")};  // what the login before could read
  identifier.answer();
  settle();
  CHECK(marketplace("P1").available);
  CHECK(told("marketplace").empty());
  CHECK(changed.empty());
}

TEST_CASE_METHOD(CheckupFixture, "what a list did not name is looked for again soon") {
  identifier.identity.marketplaces = {};
  look();
  CHECK_FALSE(marketplace("P1").available);
  identifier.identity.marketplaces = {profile("P1"), profile("P2")};
  pass(90min);
  CHECK(marketplace("P1").available);
  CHECK(identifier.asked_as.size() == 2);
}

TEST_CASE_METHOD(CheckupFixture,
                 "whoever asks is told when the streams have been looked at, or after a while") {
  std::function<void(const std::vector<std::string>&)> looked;
  bool urgent = false;
  checkup = std::make_unique<Checkup>(Checkup::Dependencies{database(), tokens, identifier, registry, config,
                                                            journal, core, clock, random, logger(),
                                                            [&](const std::string&, bool asked, auto done) {
                                                              urgent = asked;
                                                              looked = std::move(done);
                                                            }},
                                      [](const std::string&) {});
  std::optional<Result<CheckupReport>> report;
  const auto ask = [&] {
    report.reset();
    looked = nullptr;
    checkup->look_now("con_1", [&](Result<CheckupReport> told) { report = std::move(told); });
    settle();
    core.run_for(1s);
    settle();
    REQUIRE(looked);
    CHECK(urgent);
    CHECK_FALSE(report);
  };
  ask();
  looked({"Orders of DE: the role 'Order Tracking' is missing now"});
  REQUIRE(report);
  REQUIRE(report->has_value());
  CHECK((*report)->changes.back() == "Orders of DE: the role 'Order Tracking' is missing now");
  CHECK((*report)->streams_checked);
  ask();
  core.run_for(limits::kProbesWaitNow);
  REQUIRE(report);
  CHECK_FALSE((*report)->streams_checked);
  CHECK((*report)->changes.empty());
  looked({"late"});  // late: told already
}
