// Names that nobody chose are never equal; where people chose equal ones, a confirmation names the account too.
#include "connections/labels.hpp"

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

TEST_CASE_METHOD(LifeFixture, "a name that nobody can see is no name") {
  const std::string id = connected("Harbor", "Alpha");
  for (const char* blank : {"", "   ", "\t\n", "\xC2\xA0", " \xE2\x80\x8B\xE3\x80\x80 "}) {
    ConnectionChange change;
    change.label = blank;
    const auto refused = service->update(id, change, std::nullopt, "user:ann");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "label_invalid");
    CHECK(row(id).label == "Harbor");
    CHECK(row(create(blank)).label.find("Shop North America") == 0);  // as if it had been left out
  }
  ConnectionChange change;
  change.label =
      "  Harbor\xC2\xA0"
      "East  ";
  REQUIRE(service->update(id, change, std::nullopt, "user:ann"));
  CHECK(row(id).label ==
        "Harbor\xC2\xA0"
        "East");
  change.label = std::string(300, 'x');
  CHECK(service->update(id, change, std::nullopt, "user:ann").error().code == "label_invalid");
}

TEST_CASE_METHOD(LifeFixture, "where a blank name is stored, nothing typed confirms nothing") {
  AccountTransfers transfers(database(), journal, clock);
  const std::string id = connected("Harbor", "Alpha"), bare = create("");
  for (const std::string& one : {id, bare})
    write([&](Session& session) {
      auto stored = *rows::find_connection(session, one);
      stored.label = "  ";
      REQUIRE(rows::update_connection(session, stored));
    });
  REQUIRE(service->disconnect(id, "user:ann"));
  for (const char* typed : {"", " ", "  "}) {
    const auto refused = transfers.arm(id, {"Gamma", typed}, "user:ann");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().hint == "Type exactly: Alpha");
  }
  read([&](Session& session) {
    CHECK_FALSE(check_confirmation(session, "", row(bare)));
    CHECK(check_confirmation(session, bare, row(bare)));
    return true;
  });
  CHECK(transfers.arm(id, {"Gamma", "Alpha"}, "user:ann"));
}

TEST_CASE("what nobody sees is cut off a name, and is none by itself") {
  for (const char* unseen :
       {"\u00A0", "\u00AD", "\u034F", "\u061C", "\u115F", "\u1160", "\u1680",    "\u17B4", "\u180E",
        "\u2003", "\u200B", "\u200F", "\u2028", "\u202E", "\u205F", "\u2060",    "\u2061", "\u2064",
        "\u206F", "\u2800", "\u3000", "\u3164", "\uFEFF", "\uFFA0", "\U0001D173"}) {
    const std::string text = unseen;
    CAPTURE(text);
    CHECK(clean_label(text).empty());
    CHECK(clean_label(text + " " + text).empty());
    CHECK(clean_label(text + "Harbor" + text) == "Harbor");
    CHECK(clean_label("Har" + text + "bor").size() == 6 + text.size());
  }
  for (const char* mark : {"\u180B", "\uFE0F", "\U000E0100", "\U000E007F"}) {
    const std::string text = mark;
    CAPTURE(text);
    CHECK(clean_label(text).empty());
    CHECK(clean_label(text + "Harbor") == "Harbor");
    CHECK(clean_label("\u2764" + text) == "\u2764" + text);  // it says how the character before it looks
    CHECK(clean_label("\u2764 " + text + " ") == "\u2764");  // a space has no looks
  }
  CHECK(clean_label("\u5E97\u8217") == "\u5E97\u8217");
  CHECK(clean_label("\uFFA1") == "\uFFA1");
}
