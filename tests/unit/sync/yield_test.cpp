#include "sync/yield.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp kStart{1'780'000'000s};

struct Slot {
  SlotFactsRow facts{"c", "orders"};
  Timestamp now = kStart;

  YieldChange run(bool brought, Duration after = 1h) {
    now += after;
    return note_run(facts, brought, now);
  }
  void runs(int count, bool brought, Duration each = 1h) {
    for (int i = 0; i < count; ++i)
      run(brought, each);
  }
  // Empty runs until it is marked; at most so many.
  std::optional<int> empty_until_marked(int at_most, Duration each = 1h) {
    for (int i = 1; i <= at_most; ++i)
      if (run(false, each) == YieldChange::became_empty) return i;
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("a slot that always brought rows is marked after a day without any") {
  Slot slot;
  slot.runs(40, true);
  const Timestamp last = slot.now;
  CHECK(slot.empty_until_marked(100) == 24);
  CHECK(slot.facts.empty_since == last);
  CHECK(usual_percent(slot.facts) == 100);
  CHECK(slot.run(false) == YieldChange::none);  // told once
  CHECK(slot.run(true) == YieldChange::brings_again);
  CHECK_FALSE(slot.facts.empty_since.has_value());
  CHECK(slot.run(true) == YieldChange::none);
}

TEST_CASE("a daily slot is marked when the number of empty days has no chance") {
  Slot slot;
  slot.runs(30, true, 24h);
  CHECK(slot.empty_until_marked(100, 24h) == 4);  // (1/32)^4 is less than one in a million
}

TEST_CASE("nothing is missed where nothing was usual") {
  SECTION("it never brought anything") {
    Slot slot;
    slot.runs(500, false);
    CHECK_FALSE(slot.facts.empty_since.has_value());
    CHECK(slot.facts.empty_runs == 0);
  }
  SECTION("too few runs are known") {
    Slot slot;
    slot.runs(19, true);
    CHECK_FALSE(slot.empty_until_marked(500).has_value());
  }
  SECTION("one run in eight was empty") {
    Slot slot;
    for (int i = 0; i < 64; ++i)
      slot.run(i % 8 != 0);
    CHECK_FALSE(slot.empty_until_marked(500).has_value());
  }
}

TEST_CASE("a silence that was usual lately is not told") {
  Slot slot;
  slot.runs(100, true);
  CHECK(slot.empty_until_marked(48) == 24);  // the first weekend is unknown
  slot.run(true);
  slot.runs(119, true);
  CHECK_FALSE(slot.empty_until_marked(48).has_value());  // the second one is as long as the first
  slot.run(true);
  slot.runs(119, true);
  CHECK(slot.empty_until_marked(200).value_or(0) > 90);  // twice as long is more than a weekend
}

TEST_CASE("a long silence is forgotten after five weeks") {
  Slot slot;
  slot.runs(100, true);
  slot.runs(200, false);
  slot.runs(36 * 24, true);
  CHECK(slot.empty_until_marked(48) == 24);
}

TEST_CASE("what is remembered of runs stays small") {
  Slot slot;
  for (int i = 0; i < 2000; ++i)
    slot.run(i % 3 == 0);
  CHECK(slot.facts.run_outcomes.size() <= YieldRule::kOutcomesKept);
}

namespace {

struct Simulation {
  std::mt19937_64 random{20261122};
  int marks = 0;

  // A year of a slot whose rows arrive as a Poisson process of so many a run; `day_share` of the day has rows at all.
  void year(double per_run, Duration interval, double day_share) {
    Slot slot;
    const auto runs = std::chrono::hours{24 * 365} / interval;
    std::poisson_distribution<int> arrivals(per_run);
    for (int64_t i = 0; i < runs; ++i) {
      const double hour = static_cast<double>((slot.now - kStart) % 24h / 1min) / (24.0 * 60.0);
      const int rows = hour <= day_share ? arrivals(random) : 0;
      if (slot.run(rows > 0, interval) == YieldChange::became_empty) ++marks;
    }
  }
};

}  // namespace

TEST_CASE("false alarms are rare: Poisson arrivals over a year") {
  // Around the share from which a slot is judged at all: 90 % of runs bring rows at 2.3 rows a run.
  for (double per_run : {2.0, 2.3, 2.5, 3.0, 5.0}) {
    Simulation simulation;
    for (int slot = 0; slot < 40; ++slot) {
      simulation.year(per_run, 24h, 1.0);
      simulation.year(per_run, 6h, 1.0);
    }
    for (int slot = 0; slot < 4; ++slot)
      simulation.year(per_run, 1h, 1.0);
    INFO("rows a run: " << per_run);
    CHECK(simulation.marks == 0);  // of 84 years of slots each
  }
}

TEST_CASE("false alarms are rare: quiet nights") {
  Simulation simulation;
  for (double day_share : {0.4, 0.7, 0.95})
    for (int slot = 0; slot < 10; ++slot)
      simulation.year(4.0, 1h, day_share);
  CHECK(simulation.marks == 0);  // of 30 years of slots
}

TEST_CASE("an end of the rows is found within days") {
  std::mt19937_64 random{7};
  std::poisson_distribution<int> arrivals(5.0);
  for (int trial = 0; trial < 200; ++trial) {
    Slot slot;
    for (int i = 0; i < 400; ++i)
      slot.run(arrivals(random) > 0, 6h);
    auto marked = slot.empty_until_marked(40, 6h);
    REQUIRE(marked.has_value());
    CHECK(*marked <= 28);  // a week of four runs a day
  }
}
