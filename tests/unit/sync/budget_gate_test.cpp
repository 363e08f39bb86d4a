#include "sync/budget_gate.hpp"

#include <catch2/catch.hpp>

#include "base/limits_throttle.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  VirtualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  ManualExecutor core{clock};
  BudgetGate gate{core, clock};
  std::string order;
  SeededRandom random{5};
  bool throttled = false;  // as who waits was told last

  BudgetGate::Ticket enter(char name, Lane lane, std::vector<Timestamp>* told = nullptr) {
    return gate.enter(
        "con_1 list", 1.0, 1, lane, [this, name] { order += name; },
        [this, told](Timestamp until, bool is_throttled) {
          throttled = is_throttled;
          if (told) told->push_back(until);
        });
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the highest lane goes first, within a lane the first to come") {
  enter('a', Lane::backfill);
  enter('b', Lane::backfill);
  enter('c', Lane::incremental);
  enter('d', Lane::manual);
  enter('e', Lane::backfill);
  core.run_for(10s);
  CHECK(order == "adcbe");
}

TEST_CASE_METHOD(Fixture, "everyone who waits is told until when, in the order they will go") {
  std::vector<Timestamp> second, third;
  enter('a', Lane::incremental);
  enter('b', Lane::incremental, &second);
  enter('c', Lane::incremental, &third);
  REQUIRE_FALSE(second.empty());
  REQUIRE_FALSE(third.empty());
  CHECK(second.back() > clock.now());
  CHECK(third.back() > second.back());
}

TEST_CASE_METHOD(Fixture, "who leaves is not let through, and those behind are") {
  enter('a', Lane::incremental);
  auto gone = enter('b', Lane::incremental);
  enter('c', Lane::incremental);
  gate.leave(gone);
  gate.leave(gone);
  core.run_for(3s);
  CHECK(order == "ac");
}

TEST_CASE_METHOD(Fixture, "a throttled bucket lets nobody through before its pause is over") {
  enter('a', Lane::incremental);
  core.run_ready();
  gate.on_throttled("con_1 list", 60s, clock.steady_now(), random);
  enter('b', Lane::manual);
  CHECK(throttled);
  core.run_for(59s);
  CHECK(order == "a");
  core.run_for(5s);
  CHECK(order == "ab");
}

TEST_CASE_METHOD(Fixture, "of those who wait for a throttled bucket one tries it, not each") {
  enter('a', Lane::incremental);
  core.run_ready();
  std::vector<Timestamp> told;
  for (char name : {'b', 'c', 'd'})
    enter(name, Lane::incremental, &told);
  Duration longest{};
  for (int n = 0; n < 12; ++n) {
    const auto throttle = gate.on_throttled("con_1 list", 0s, clock.steady_now(), random);
    CHECK(throttle.pause <= Duration(limits::kThrottlePauseMax));
    longest = std::max(longest, throttle.pause);
    const size_t before = order.size();
    core.run_for(throttle.pause + 1500ms);
    CHECK(order.size() == std::min<size_t>(before + 1, 4));
    CHECK((order.size() == 4 || throttled));
  }
  CHECK(longest > Duration(limits::kThrottlePauseMax) / 2);  // it grew
  CHECK(gate.on_throttled("con_1 list", 0s, clock.steady_now(), random).lasts > 5min);
}

TEST_CASE_METHOD(Fixture, "when one was let through, those behind follow at the rate") {
  enter('a', Lane::incremental);
  core.run_ready();
  for (char name : {'b', 'c', 'd'})
    enter(name, Lane::incremental);
  gate.on_throttled("con_1 list", 60s, clock.steady_now(), random);
  core.run_for(63s);
  CHECK(order == "ab");
  gate.on_passed("con_1 list", clock.steady_now());
  CHECK_FALSE(throttled);
  core.run_for(5s);
  CHECK(order == "abcd");
}
