// Whose business a connection belongs to: made with it, changed, told of, and never lost on the way.
#include "connections/declared.hpp"
#include "life_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

TEST_CASE_METHOD(LifeFixture, "a connection belongs to the workspace that it was made for") {
  NewConnection wanted{"shop", "NA", "One", {}, {}};
  CHECK(service->create(wanted, "user:ann")->workspace_id == "default");
  wanted.workspace = "  ";
  CHECK(service->create(wanted, "user:ann")->workspace_id == "default");
  wanted.workspace = "Acme GmbH";
  CHECK(service->create(wanted, "user:ann")->workspace_id == "Acme GmbH");
  for (const std::string& bad : {std::string("a,b"), std::string(61, 'w')}) {
    wanted.workspace = bad;
    auto refused = service->create(wanted, "user:ann");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "workspace_invalid");
  }
}

TEST_CASE_METHOD(LifeFixture, "moving to another workspace changes nothing else and is told of") {
  const std::string id = connected("My shop", "Alpha");
  const std::string before = stored_token(id);
  ConnectionChange change;
  change.workspace = "Acme";
  auto moved = service->update(id, change, row(id).version, "user:ann");
  REQUIRE(moved);
  CHECK(moved->workspace_id == "Acme");
  CHECK(moved->label == "My shop");
  CHECK(stored_token(id) == before);
  const auto told = entry(id, "connection.changed");
  REQUIRE(told);
  CHECK(told->actor == "user:ann");
  CHECK(told->message == "Moved to the workspace Acme");
  CHECK(told->before_json.find("\"workspace\":\"default\"") != std::string::npos);
  CHECK(told->after_json.find("\"workspace\":\"Acme\"") != std::string::npos);
  change.workspace = "a,b";
  CHECK(service->update(id, change, std::nullopt, "user:ann").error().code == "workspace_invalid");
  CHECK(row(id).workspace_id == "Acme");
}

TEST_CASE_METHOD(LifeFixture, "a file names the workspace; without a word of it a person's choice stays") {
  DeclaredConnection declared;
  declared.name = "eu-1";
  declared.channel = "shop";
  declared.region = "NA";
  config.connections = {declared};
  const auto start = [&] {
    DeclaredConnections({*service, database(), registry, config, journal, events, clock, logger(),
                         [](Work work) { work(); }, [](Duration, Work) {}})
        .start();
  };
  start();
  const auto id =
      read([](Session& session) { return rows::find_connection_by_config_key(session, "eu-1"); })->id;
  CHECK(row(id).workspace_id == "default");
  ConnectionChange change;
  change.workspace = "By hand";
  REQUIRE(service->update(id, change, std::nullopt, "user:ann"));
  start();
  CHECK(row(id).workspace_id == "By hand");
  config.connections[0].workspace = "Acme";
  start();
  CHECK(row(id).workspace_id == "Acme");
  const int64_t version = row(id).version;
  start();
  CHECK(row(id).version == version);
  change.workspace = "By hand";
  REQUIRE(service->update(id, change, std::nullopt, "user:ann"));
  start();
  CHECK(row(id).workspace_id == "By hand");  // until the file changes again
  config.connections[0].workspace = "Beta";
  start();
  CHECK(row(id).workspace_id == "Beta");
}
