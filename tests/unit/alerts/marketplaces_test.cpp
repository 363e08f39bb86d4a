// Trouble of some marketplaces of a stream, and its end for some of them.
#include "alerts_fixture.hpp"

using namespace mooring::test;

namespace {

const std::string kAside = "Shop con_1: a stream is set aside",
                  kUp = "Shop con_1: a stream is no longer set aside";

class MarketplacesFixture : public AlertsFixture {
 public:
  explicit MarketplacesFixture(AlertRules rules = {}) {
    add_connection("con_1");
    start();
    add("hook", std::move(rules));
  }
  // "A,B": of these marketplaces; empty: an entry that names none.
  void offers(const std::string& kind, const std::string& marketplaces) {
    ActivityRow entry;
    entry.connection_id = "con_1";
    entry.stream = "offers";
    entry.kind = kind;
    entry.severity =
        kind.ends_with("taken_up") || kind.ends_with("returned") ? Severity::info : Severity::warning;
    entry.message = kind + " " + marketplaces;
    std::string names;
    for (const char c : marketplaces)
      names += c == ',' ? std::string("\",\"") : std::string(1, c);
    if (!names.empty()) entry.after_json = R"({"marketplaces":[")" + names + "\"]}";
    write([&](Session& session) { journal().append(session, entry); });
    settle();
  }
  std::string told_text() const { return member(receiver.last().body, "text"); }
};

AlertRules only_what_lasts() {
  AlertRules rules;
  rules.delay = 15min;
  return rules;
}

}  // namespace

TEST_CASE("the end of one marketplace's trouble is not the end of another's, of the same stream") {
  struct Kinds {
    std::string lost, returned, gone, back;
  };
  const Kinds kinds =
      GENERATE(Kinds{"stream.set_aside", "stream.taken_up", kAside, kUp},
               Kinds{"permission.lost", "permission.returned", "Shop con_1: a permission was lost",
                     "Shop con_1: a permission is back"});
  MarketplacesFixture world;
  world.offers(kinds.lost, "A");
  world.core.run_for(10min);
  world.offers(kinds.lost, "B");  // held: the same was told within the quiet time
  world.core.run_for(10min);
  world.offers(kinds.returned, "A");
  CHECK(world.arrived("hook") == std::vector<std::string>{kinds.gone, kinds.back});
  world.core.run_for(2h);
  CHECK(world.arrived("hook") == std::vector<std::string>{kinds.gone, kinds.back, kinds.gone});
  CHECK(world.told_text() == kinds.lost + " B");
  CHECK(world.deliveries("dropped").empty());
  world.offers(kinds.returned, "B");
  CHECK(world.arrived("hook").size() == 4);
  world.offers(kinds.returned, "A,B");  // both were told to be over
  CHECK(world.arrived("hook").size() == 4);
}

TEST_CASE("what ends for some of the marketplaces before it is told says so when it is") {
  MarketplacesFixture world(only_what_lasts());
  world.offers("stream.set_aside", "A,B");
  world.offers("stream.taken_up", "A");
  SECTION("and goes on for the others") {
    world.core.run_for(2h);
    CHECK(world.arrived("hook") == std::vector<std::string>{kAside});
    CHECK(world.told_text() == "stream.set_aside A,B. Later: stream.taken_up A");
    world.offers("stream.taken_up", "A");  // that was told already
    CHECK(world.arrived("hook").size() == 1);
    world.offers("stream.taken_up", "B");
    CHECK(world.arrived("hook") == std::vector<std::string>{kAside, kUp});
  }
  SECTION("or ends for the others, too") {
    world.offers("stream.taken_up", "B");
    world.core.run_for(2h);
    CHECK(world.arrived("hook").empty());
    REQUIRE(world.deliveries("dropped").size() == 1);
    CHECK(world.deliveries("dropped")[0].reason == "It was over before its time came");
  }
}

TEST_CASE("trouble that comes marketplace by marketplace is one alert, which names them all") {
  MarketplacesFixture world(only_what_lasts());
  world.offers("stream.set_aside", "A");
  world.offers("stream.set_aside", "B");
  world.offers("stream.set_aside", "B");  // nothing new
  world.core.run_for(2h);
  CHECK(world.arrived("hook") == std::vector<std::string>{kAside});
  CHECK(world.told_text() == "stream.set_aside A. Later: stream.set_aside B");
  world.offers("stream.taken_up", "A");
  world.offers("stream.taken_up", "B");
  CHECK(world.arrived("hook") == std::vector<std::string>{kAside, kUp, kUp});
}

TEST_CASE("entries that name no marketplace are about the stream as a whole") {
  MarketplacesFixture world(only_what_lasts());
  world.offers("stream.set_aside", "A");
  world.offers("stream.taken_up", "");
  world.core.run_for(2h);
  CHECK(world.arrived("hook").empty());
  world.offers("stream.set_aside", "");
  world.offers("stream.set_aside", "A");
  world.core.run_for(2h);
  CHECK(world.told_text() == "stream.set_aside A");
  world.offers("stream.taken_up", "A");
  CHECK(world.arrived("hook") == std::vector<std::string>{kAside, kUp});
}

TEST_CASE("a stream that is taken up says nothing about a plugin that was stuck in it") {
  MarketplacesFixture world(only_what_lasts());
  world.offers("plugin.stuck", "");
  world.offers("stream.taken_up", "A");
  world.core.run_for(2h);
  CHECK(world.arrived("hook") == std::vector<std::string>{"Shop con_1: a plugin did not come back"});
}
