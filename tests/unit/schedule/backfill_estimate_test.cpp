#include "schedule/backfill_estimate.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

BackfillCost reports(double days) {
  BackfillCost part;
  part.days = days;
  part.calls_per_chunk = 6;
  part.wait_per_chunk = 5min;
  part.budget = "reports";
  return part;
}

}  // namespace

TEST_CASE("nothing left costs nothing") {
  CHECK(estimate_backfill({}, {}, 2).calls == 0);
  CHECK(estimate_backfill({}, {}, 2).time == Duration::zero());
  CHECK_FALSE(estimate_backfill({}, {}, 2).measured);
  CHECK(estimate_backfill({reports(0)}, {}, 2).calls == 0);
}

TEST_CASE("without history the manifest's words count, chunk by chunk") {
  const auto estimate = estimate_backfill({reports(62)}, {}, 2);
  CHECK(estimate.calls == 12);
  CHECK(estimate.time == 2 * 5min + 12s);
  CHECK_FALSE(estimate.measured);
  CHECK(estimate_backfill({reports(63)}, {}, 2).calls == 18);  // a day more is a chunk more
  CHECK(estimate_backfill({reports(1)}, {}, 2).calls == 6);
}

TEST_CASE("what was measured counts more than what was declared") {
  BackfillCost part = reports(100);
  part.calls_per_day = 2;
  part.time_per_day = 30s;
  const auto estimate = estimate_backfill({part}, {}, 2);
  CHECK(estimate.calls == 200);
  CHECK(estimate.time == 3000s);
  CHECK(estimate.measured);
  CHECK_FALSE(estimate_backfill({part, reports(1)}, {}, 2).measured);
}

TEST_CASE("a chunk costs a call at least, whatever was measured") {
  BackfillCost part = reports(62);
  part.calls_per_day = 0.001;
  CHECK(estimate_backfill({part}, {}, 2).calls == 2);
}

TEST_CASE("the budget's rate bounds the time: tokens first, then one by one") {
  BackfillCost pages;
  pages.days = 31;
  pages.calls_per_day = 10;  // 310 calls
  pages.budget = "orders";
  const BudgetState budget{"orders", 0.5, 10};
  CHECK(estimate_backfill({pages}, {budget}, 2).time == 600s);
  // The provider corrected the rate: a tenth.
  CHECK(estimate_backfill({pages}, {{"orders", 0.05, 10}}, 2).time == 6000s);
  // Tokens for all: then a call takes its second.
  CHECK(estimate_backfill({pages}, {{"orders", 0.5, 1000}}, 2).time == 310s);
  CHECK(estimate_backfill({pages}, {{"another", 0.0001, 0}}, 2).time == 310s);
}

TEST_CASE("parts share budgets, and run as many at a time as may") {
  std::vector<BackfillCost> ten(10, reports(31));
  CHECK(estimate_backfill(ten, {}, 2).calls == 60);
  CHECK(estimate_backfill(ten, {}, 2).time == 5 * (5min + 6s));
  CHECK(estimate_backfill(ten, {}, 1).time == 10 * (5min + 6s));
  CHECK(estimate_backfill(ten, {}, 100).time == 5min + 6s);  // no faster than the longest
  CHECK(estimate_backfill(ten, {{"reports", 0.01, 0}}, 2).time == 6000s);
}
