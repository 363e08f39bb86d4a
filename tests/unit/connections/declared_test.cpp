// What becomes of what a file declares.
#include "declared_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

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
  account.on_identify = [this] { declarations->stop(); };
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
