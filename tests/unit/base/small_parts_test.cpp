#include <catch2/catch.hpp>
#include <set>

#include "base/clock.hpp"
#include "base/event_hub.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE("ids say what they are, sort by time and are unique") {
  VirtualClock clock(from_unix_us(1'770'000'000'000'000));
  SeededRandom random(1);
  std::string first = new_id("con", clock, random);
  CHECK(first.starts_with("con_"));
  CHECK(first.size() == 4 + 26);
  CHECK(first.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4) == std::string::npos);
  clock.advance(1ms);
  CHECK(new_id("con", clock, random) > first);
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i)
    ids.insert(new_id("run", clock, random));
  CHECK(ids.size() == 1000);
}

TEST_CASE("a seeded random repeats, the system's does not") {
  SeededRandom a(7), b(7), c(8);
  CHECK(a.next() == b.next());
  CHECK(a.next() != c.next());
  OsRandom system;
  CHECK(system.token(32) != system.token(32));
  CHECK(system.token(32).size() == 43);
  CHECK(system.token(0).empty());
}

TEST_CASE("uniform numbers lie in [0, 1) and use the range") {
  SeededRandom random(3);
  double low = 1, high = 0;
  for (int i = 0; i < 10'000; ++i) {
    double x = random.uniform();
    low = std::min(low, x);
    high = std::max(high, x);
  }
  CHECK(low >= 0);
  CHECK(low < 0.01);
  CHECK(high < 1);
  CHECK(high > 0.99);
}

TEST_CASE("the virtual clock moves both times, a jump only the wall's") {
  VirtualClock clock(from_unix_us(1000));
  auto steady = clock.steady_now();
  clock.advance(5us);
  CHECK(to_unix_us(clock.now()) == 1005);
  CHECK(clock.steady_now() - steady == 5us);
  clock.jump_wall(-1000us);
  CHECK(to_unix_us(clock.now()) == 5);
  CHECK(clock.steady_now() - steady == 5us);
}

TEST_CASE("listeners hear what is published while they are subscribed") {
  EventHub hub;
  std::vector<std::string> heard;
  auto a = hub.subscribe([&](const HostEvent& event) { heard.push_back("a " + event.type); });
  auto b = hub.subscribe([&](const HostEvent& event) { heard.push_back("b " + event.connection_id); });
  CHECK(a != b);
  hub.publish({"run", "con_1", "{}"});
  hub.unsubscribe(a);
  hub.unsubscribe(a);
  hub.publish({"plugin", "", "{}"});
  CHECK(heard == std::vector<std::string>{"a run", "b con_1", "b "});
}

TEST_CASE("an error is described in one line") {
  CHECK(describe(Error{"x", "it broke", "Mend it"}) == "it broke. Mend it");
  CHECK(describe(Error{"x", "it broke", ""}) == "it broke");
  Status status = fail("code", "message", "hint");
  CHECK(status.error().code == "code");
}
