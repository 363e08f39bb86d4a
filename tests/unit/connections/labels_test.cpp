// Names that nobody chose are never equal; where people chose equal ones, a confirmation names the account too.
#include "connections/transfers.hpp"
#include "unit/connections/life_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

TEST_CASE_METHOD(LifeFixture, "names that nobody chose are counted, then told apart by their accounts") {
  const std::string first = create(""), second = create(""), third = create("");
  CHECK(row(first).label == "Shop North America");
  CHECK(row(second).label == "Shop North America 2");
  CHECK(row(third).label == "Shop North America 3");
  REQUIRE(consent(second, "Beta").result);
  CHECK(row(second).label == "Shop North America, Shop Beta");
  CHECK(entry(second, "connection.connected")->message.find("Shop Beta") != std::string::npos);
  REQUIRE(consent(first, "Alpha").result);
  CHECK(row(first).label == "Shop North America");  // the only one of that name by now

  const auto named = create("My shop");
  REQUIRE(consent(named, "Gamma").result);
  CHECK(row(named).label == "My shop");  // a person chose it
}

TEST_CASE_METHOD(LifeFixture, "a reconnect leaves the name as it is") {
  const std::string first = create(""), second = create("");
  REQUIRE(consent(second, "Beta").result);
  ConnectionChange change;
  change.label = "Shop North America 2";
  REQUIRE(service->update(second, change, std::nullopt, "user:ann"));
  REQUIRE(consent(second, "Beta").result);
  CHECK(row(second).label == "Shop North America 2");
}

TEST_CASE_METHOD(LifeFixture,
                 "where two connections have one name, the account is part of the confirmation") {
  AccountTransfers transfers(database(), journal, clock);
  const std::string id = connected("Twin", "Alpha"), other = connected("Twin", "Beta");
  REQUIRE(service->disconnect(id, "user:ann"));
  const auto refused = transfers.arm(id, {"Gamma", "Twin"}, "user:ann");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "confirmation_wrong");
  CHECK(refused.error().hint == "Type exactly: Twin Alpha");
  CHECK(transfers.arm(id, {"Gamma", "Twin Beta"}, "user:ann").error().code == "confirmation_wrong");
  CHECK(transfers.arm(id, {"Gamma", "Twin Alpha"}, "user:ann"));
  CHECK(row(other).account_id == "Beta");
}
