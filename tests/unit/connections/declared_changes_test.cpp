// What changes between one start and the next: the file, the provider, and what a person does in between.
#include "declared_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

TEST_CASE_METHOD(DeclaredFixture,
                 "what the file no longer declares is a person's: told of once, deleted if they like") {
  start_host();
  const std::string id = connections().at(0).id;
  auto acme = config.connections;
  config.connections.clear();
  start_host();
  CHECK(connections().at(0).managed_by == "console");
  CHECK(connections().at(0).config_key == "acme");
  CHECK(told("connection.undeclared") ==
        "The configuration no longer declares acme. Shop North America is managed in the console from now "
        "on, and "
        "goes on syncing until somebody disconnects it");
  const int64_t version = connections().at(0).version;
  start_host();
  CHECK(connections().at(0).version == version);
  config.connections = acme;  // it was an oversight
  start_host();
  REQUIRE(connections().size() == 1);
  CHECK(connections().at(0).managed_by == "file");
  CHECK(told("connection.declared") == "The configuration declares Shop North America again, as acme");
  CHECK(account.asked == 1);
}

TEST_CASE_METHOD(DeclaredFixture,
                 "a declared connection that cannot be reached is tried again, later and later") {
  http.on("/token", transport_failure(TransportErrorKind::connect, "connection refused"));
  start_host();
  const auto trouble = [&] {
    return read([](Session& session) { return rows::find_declared_trouble(session, "acme"); });
  };
  REQUIRE(trouble());
  CHECK(trouble()->message == "Shop could not be asked: connection refused");
  CHECK(*trouble()->next_at - trouble()->at == std::chrono::seconds{15});
  CHECK(told("connection.declared_failed") ==
        "What the configuration declares as acme could not be done: Shop could not be asked: connection "
        "refused. "
        "It is tried again in 15 s, and then with growing pauses");
  std::vector<std::string> pauses;
  for (int i = 0; i < 9; ++i)
    pauses.push_back(run_later());
  CHECK(pauses == std::vector<std::string>{"15 s", "30 s", "60 s", "2 min", "4 min", "8 min", "16 min",
                                           "30 min", "30 min"});
  CHECK(entries("connection.declared_failed") == 1);  // one for the reason, not for each attempt
  http.on("/token", json_answer(503, "{}"));
  run_later();
  CHECK(entries("connection.declared_failed") == 2);
  http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
  run_later();
  CHECK(connections().at(0).account_id == "A1");
  CHECK(selected() == "M1 M2");
  CHECK_FALSE(trouble());
  CHECK(later.empty());
}

TEST_CASE_METHOD(DeclaredFixture,
                 "a refusal stays one until the file changes, and is no reason to ask again") {
  http.on("/token", json_answer(400, R"({"error":"invalid_grant"})"));
  start_host();
  CHECK(later.empty());
  auto trouble = read([](Session& session) { return rows::find_declared_trouble(session, "acme"); });
  REQUIRE(trouble);
  CHECK_FALSE(trouble->next_at);
  CHECK(trouble->message.find("does not accept this authorization") != std::string::npos);
}

TEST_CASE_METHOD(DeclaredFixture, "who connects or disconnects by hand ends the attempts") {
  http.on("/token", transport_failure(TransportErrorKind::connect, "connection refused"));
  SECTION("connected") {
    start_host();
    http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
    REQUIRE(connect());
    const int asked = account.asked;
    run_later();
    CHECK(account.asked == asked);
    start_host();
    CHECK(account.asked == asked);  // the file's token counts again once it is another one
    declare("acme", "refresh-token-2", {});
    start_host();
    CHECK(account.asked == asked + 1);
  }
  SECTION("disconnected") {
    start_host();
    REQUIRE(service->disconnect(connections().at(0).id, "user:ann"));
    http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
    run_later();
    start_host();
    CHECK(account.asked == 0);
  }
  CHECK(later.empty());
}

TEST_CASE_METHOD(DeclaredFixture, "what a person decided about a token that failed holds over a restart") {
  const auto well = json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})");
  const bool refused = GENERATE(false, true);  // or the provider is away; a refusal is not tried again
  http.on("/token", refused ? json_answer(400, R"({"error":"invalid_grant"})") : json_answer(503, "{}"));
  start_host();
  const std::string id = connections().at(0).id;
  const auto restart = [&] {
    http.on("/token", well);
    start_host();
  };
  SECTION("disconnected") {
    REQUIRE(service->disconnect(id, "user:ann"));
    restart();
    CHECK(connections().at(0).disconnected);
    CHECK(account.asked == 0);
    declare("acme", "refresh-token-2", {});  // the next one counts again
    restart();
    CHECK_FALSE(connections().at(0).disconnected);
  }
  SECTION("connected") {
    http.on("/token", well);
    REQUIRE(connect());
    restart();
    CHECK(account.asked == 1);
    const auto grant = read([&](Session& session) { return rows::active_or_last_grant(session, id); });
    REQUIRE(grant);
    CHECK(grant->source == "pasted");
  }
}

TEST_CASE_METHOD(DeclaredFixture, "a disconnect from before a new token does not answer that token") {
  start_host();
  REQUIRE(service->disconnect(connections().at(0).id, "user:ann"));
  declare("acme", "refresh-token-2", {});
  http.on("/token", json_answer(503, "{}"));
  start_host();
  http.on("/token", json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
  run_later();
  CHECK_FALSE(connections().at(0).disconnected);
}

TEST_CASE_METHOD(DeclaredFixture, "a disk that is full at first is tried again") {
  const auto at_most_pages = [this](int64_t count) {
    write([&](Session& session) {
      session << "PRAGMA max_page_count=" + std::to_string(count), Poco::Data::Keywords::now;
    });
  };
  config.connections.front().refresh_token = Secret(std::string(limits::kRefreshTokenBytesMax, 'x'));
  account.on_identify = [&] { at_most_pages(1); };  // SQLite makes it the pages that there are
  start_host();
  account.on_identify = [] {};
  at_most_pages(1'000'000);
  CHECK(connections().at(0).account_id.empty());
  run_later();
  CHECK(connections().at(0).account_id == "A1");
}

TEST_CASE_METHOD(DeclaredFixture, "an attempt that was cut short is made again") {
  http.on("/token", [this](const HttpRequest&) {
    service->stop();
    return HttpResult(json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
  });
  start_host();
  CHECK(run_later() == "15 s");
}

TEST_CASE_METHOD(DeclaredFixture, "a host that stops tries nothing again") {
  http.on("/token", transport_failure(TransportErrorKind::connect, "connection refused"));
  start_host();
  const size_t asked = http.requests().size();
  declarations->stop();
  run_later();
  CHECK(http.requests().size() == asked);
}

TEST_CASE_METHOD(DeclaredFixture,
                 "label and settings follow the file; a person's edit stays until the file changes") {
  auto& acme = [&]() -> DeclaredConnection& { return config.connections.front(); }();
  acme.label = "Acme";
  acme.settings = {{"history_days", "400"}};
  start_host();
  const auto label = [&] { return connections().at(0).label; };
  const auto days = [&] {
    return effective_settings(*registry.manifest("shop"), connections().at(0).settings_json).front().second;
  };
  CHECK(label() == "Acme");
  acme.label = "Acme, NA";
  acme.settings["history_days"] = "90";
  start_host();
  CHECK(label() == "Acme, NA");
  CHECK(days() == "90");

  ConnectionChange by_hand;
  by_hand.label = "Mine";
  by_hand.settings = {{"history_days", "7"}};
  REQUIRE(service->update(connections().at(0).id, by_hand, std::nullopt, "user:ann"));
  start_host();
  CHECK(label() == "Mine");
  CHECK(days() == "7");
  acme.settings["history_days"] = "30";  // the other one stays as the person has it
  start_host();
  CHECK(label() == "Mine");
  CHECK(days() == "30");
  acme.settings.clear();
  start_host();
  CHECK(days() == "365");  // the default

  acme.settings = {{"history_days", "-5"}};
  start_host();
  CHECK(days() == "365");
  CHECK(told("connection.declared_failed").find("expected at least 1") != std::string::npos);
  acme.settings["history_days"] = "5";
  start_host();
  CHECK(days() == "5");
}

TEST_CASE_METHOD(DeclaredFixture,
                 "another region or account under the same name is refused, with what to do") {
  start_host();
  const auto refusal = [&] {
    start_host();
    CHECK(later.empty());
    CHECK(account.asked == 1);
    return told("connection.declared_failed");
  };
  config.connections.front().region = "EU";
  CHECK(
      refusal() ==
      "What the configuration declares as acme could not be done: It is declared for shop in EU now, and "
      "Shop North "
      "America was made for shop in NA: a connection keeps its channel and region. Put it back; or give the "
      "declaration a name of its own, which makes another connection. It is tried again when the host "
      "restarts");
  config.connections.front().region = "NA";
  config.connections.front().account_id = "A2";
  CHECK(refusal().find(
            "declared with the account A2 now, and Shop North America holds the data of the account A1") !=
        std::string::npos);
  config.connections.front().account_id = "A1";
  start_host();
  CHECK_FALSE(read([](Session& session) { return rows::find_declared_trouble(session, "acme"); }));
}

TEST_CASE_METHOD(DeclaredFixture, "a declaration that was only renamed is told to read everything twice") {
  start_host();
  const std::string first = connections().at(0).id;
  config.connections.clear();
  declare("acme-na", "refresh-token-1", {});
  start_host();
  REQUIRE(connections().size() == 2);
  CHECK(entries("connection.declared_twice") == 1);
  start_host();
  CHECK(entries("connection.declared_twice") == 1);
  const auto entry = read([&](Session& session) {
    return rows::latest_activity(session, rows::find_connection_by_config_key(session, "acme-na")->id,
                                 "connection.declared_twice");
  });
  REQUIRE(entry);
  CHECK(entry->message.find("(" + first + "), which was declared as acme before") != std::string::npos);
}

TEST_CASE_METHOD(DeclaredFixture, "two that are declared for one account are meant") {
  declare("acme-2", "refresh-token-1", {});
  start_host();
  CHECK(connections().size() == 2);
  CHECK(entries("connection.declared_twice") == 0);
}

TEST_CASE_METHOD(DeclaredFixture, "what cannot even be made is told in the activity log") {
  config.connections.front().settings = {{"history_days", "-5"}};
  start_host();
  CHECK(connections().empty());
  CHECK(entries("connection.declared_failed") == 1);
  config.connections.clear();
  start_host();
  CHECK_FALSE(read([](Session& session) { return rows::find_declared_trouble(session, "acme"); }));
}

TEST_CASE_METHOD(DeclaredFixture, "a host that stops waits for no token endpoint") {
  http.on("/token", [this](const HttpRequest&) {
    declarations->stop();
    service->stop();  // while it is asked; what it answers comes too late
    return HttpResult(json_answer(200, R"({"access_token":"access-token-1","expires_in":3600})"));
  });
  start_host();
  CHECK(account.asked == 0);
  CHECK(connections().at(0).account_id.empty());
  CHECK_FALSE(read([](Session& session) { return rows::find_declared_trouble(session, "acme"); }));
  auto later_one = connect();
  REQUIRE_FALSE(later_one);
  CHECK(later_one.error().code == "connect_cancelled");
  CHECK(http.count("/token") == 1);
}
