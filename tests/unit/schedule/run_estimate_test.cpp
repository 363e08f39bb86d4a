#include "schedule/run_estimate.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE("a run that has done nothing yet promises nothing") {
  CHECK_FALSE(time_left({0, 10s, {}}));
  CHECK_FALSE(time_left({-1, 10s, {}}));
  CHECK(time_left({1, 10s, {}}) == Duration::zero());
}

TEST_CASE("without a budget the rest takes as long as what is done, in proportion") {
  CHECK(time_left({0.25, 10min, {}}) == 30min);
}

TEST_CASE("a burst of calls does not make the rest as fast") {
  // 20 of 200 calls went out at once; 180 more at one in 100 seconds.
  const RunPace pace{0.1, 10s, {{{"orders", 0.01, 0}, 20}}};
  CHECK(time_left(pace) == 18'000s + 90s);
}

TEST_CASE("tokens that are left are spent first") {
  CHECK(time_left({0.5, 0s, {{{"orders", 0.01, 4}, 10}}}) == 600s);
  CHECK(time_left({0.5, 0s, {{{"orders", 0.01, 40}, 10}}}) == 0s);
}

TEST_CASE("the slowest budget counts, and whoever waits for it takes a share") {
  RunPace pace{0.5, 0s, {{{"reports", 0.1, 0}, 10}, {{"orders", 0.01, 0}, 10}}};
  CHECK(time_left(pace) == 1000s);
  pace.budgets[1].state.waiting = 2;
  CHECK(time_left(pace) == 3000s);
}

TEST_CASE("nonsense is not an estimate") {
  CHECK_FALSE(time_left({0.001, 0s, {{{"orders", 1e-9, 0}, 1000}}}));
  CHECK(time_left({0.5, -10s, {}}) == 0s);
  CHECK(time_left({2, 10s, {}}) == 0s);
}
