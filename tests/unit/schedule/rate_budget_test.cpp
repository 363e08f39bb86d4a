#include "schedule/rate_budget.hpp"

#include <catch2/catch.hpp>

#include "base/limits_throttle.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

// The provider's side, without any margin: what it would answer 429 to.
struct ProviderBucket {
  double rate, burst, tokens;
  SteadyTime at{};
  ProviderBucket(double r, double b) : rate(r), burst(b), tokens(b) {}
  bool accept(SteadyTime now) {
    tokens = std::min(burst, tokens + std::chrono::duration<double>(now - at).count() * rate);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  }
};

}  // namespace

TEST_CASE("a budget spends its burst, then its rate") {
  SteadyTime now{};
  RateBudget budget(0.5, 10, now);
  int taken = 0;
  while (budget.try_take(now))
    ++taken;
  CHECK(taken == 9);  // one stays in reserve
  CHECK(budget.wait(now) == 2s);
  CHECK_FALSE(budget.try_take(now + 1999ms));
  CHECK(budget.try_take(now + 2s));
}

TEST_CASE("a long backfill uses at least 95 % of the budget and is never throttled, whatever the latency") {
  struct Plan {
    double rate, burst;
  };
  for (auto plan : {Plan{0.0056, 20}, Plan{0.5, 30}, Plan{2, 2}, Plan{0.033, 1}, Plan{5, 10}}) {
    SteadyTime now{};
    RateBudget budget(plan.rate, plan.burst, now);
    ProviderBucket provider(plan.rate, plan.burst);
    SteadyTime end = now + std::chrono::microseconds(static_cast<int64_t>(400 / plan.rate * 1e6));
    int sent = 0, throttled = 0;
    while (now < end) {
      if (Duration wait = budget.wait(now); wait > Duration::zero()) {
        now += wait;
        continue;
      }
      REQUIRE(budget.try_take(now));
      ++sent;
      // Latency swings between 0 and 80 ms, but never lets requests overtake each other.
      SteadyTime arrives = std::max(provider.at, now + std::chrono::milliseconds(sent % 3 * 40));
      if (!provider.accept(arrives)) ++throttled;
    }
    double allowed = plan.burst + 400;
    INFO("rate " << plan.rate << " burst " << plan.burst << " sent " << sent << " of " << allowed);
    CHECK(sent >= allowed * 0.95);
    CHECK(throttled <= sent * 0.005);
  }
}

TEST_CASE("the provider's own rate replaces the declared one") {
  SteadyTime now{};
  RateBudget budget(0.0056, 2, now);
  REQUIRE(budget.try_take(now));
  budget.correct_rate(5, now);
  CHECK(budget.wait(now) == 200ms);
  budget.correct_rate(0, now);
  budget.correct_rate(-1, now);
  CHECK(budget.rate_per_s() == 5);
}

TEST_CASE("after a 429 nothing is sent before the pause is over and a token is refilled") {
  SteadyTime now{};
  RateBudget budget(1, 20, now);
  CHECK(budget.on_throttled(now, now) == 1);
  budget.hold_back(10s, now);
  CHECK(budget.wait(now) == 10s);
  CHECK(budget.held_back_for(now + 4s) == 6s);
  CHECK(budget.held_back_for(now + 10s) == Duration::zero());
  CHECK_FALSE(budget.try_take(now + 9s));
  CHECK(budget.try_take(now + 10s));
}

TEST_CASE("after a 429 one call tries, and the others wait for its answer") {
  SteadyTime now{};
  RateBudget budget(10, 20, now);
  budget.on_throttled(now, now);
  budget.hold_back(10s, now);
  now += 10s;
  REQUIRE(budget.try_take(now));
  CHECK(budget.wait(now) == limits::kThrottleTrialMax);

  SECTION("it is let through: the others follow at the rate, not in one burst") {
    CHECK(budget.throttled_for(now + 200ms) == 10s + 200ms);
    CHECK(budget.on_passed(now, now + 200ms));
    CHECK(budget.throttled_for(now + 200ms) == Duration::zero());
    CHECK(budget.held_back_for(now + 200ms) == Duration::zero());
    CHECK(budget.try_take(now + 200ms));
    CHECK(budget.wait(now + 200ms) == 100ms);
  }
  SECTION("it is put off again") {
    CHECK(budget.on_throttled(now, now + 200ms) == 2);
    budget.hold_back(4s, now + 200ms);
    CHECK(budget.wait(now + 200ms) == 4s);
    CHECK(budget.throttled_for(now + 200ms) == 10s + 200ms);
  }
  SECTION("no answer ever comes: another one tries") {
    CHECK(budget.try_take(now + limits::kThrottleTrialMax));
  }
}

TEST_CASE(
    "answers to calls that were under way together count as one, and a good one among them proves nothing") {
  SteadyTime now{};
  RateBudget budget(10, 20, now);
  CHECK(budget.on_throttled(now, now + 100ms) == 1);
  CHECK(budget.on_throttled(now + 50ms, now + 120ms) == 1);
  CHECK_FALSE(budget.on_passed(now + 60ms, now + 130ms));
  CHECK(budget.is_throttled());
}

TEST_CASE("a 429 of long ago does not count for how long it has been so") {
  SteadyTime now{std::chrono::hours{24}};
  RateBudget budget(10, 20, now);
  budget.on_throttled(now, now);
  budget.hold_back(50min, now);
  CHECK(budget.on_throttled(now + 100min, now + 100min) == 2);  // as soon as somebody could
  CHECK(budget.throttled_for(now + 100min) == 100min);
  CHECK(budget.on_throttled(now + 13h, now + 13h) == 1);
  CHECK(budget.throttled_for(now + 13h) == 0s);
}

TEST_CASE("a clock that stands still or steps back gives no tokens") {
  SteadyTime now{std::chrono::hours{1}};
  RateBudget budget(1, 2, now);
  REQUIRE(budget.try_take(now));
  CHECK_FALSE(budget.try_take(now - 30min));
  CHECK_FALSE(budget.try_take(now));
}
