// How long a run still takes, from how far it says that it is and what that cost so far. Pure.
//
// What is left is: the time that it worked or slept, in proportion; and the slowest of its rate budgets - its calls in proportion,
// less the tokens that are there, at the rate that the provider really applies, shared with whoever else waits for the same
// budget. So a run whose first calls went out in a burst does not promise to be that fast for ever.
#pragma once
#include <optional>
#include <vector>

#include "schedule/backfill_estimate.hpp"

namespace mooring::host {

struct BudgetUse {
  BudgetState state;
  int64_t calls = 0;  // of the run, so far
};

struct RunPace {
  double share = 0;   // done of all, 0 to 1
  Duration active{};  // since it began, without what it waited for budgets
  std::vector<BudgetUse> budgets{};
};

// Nothing: there is no ground to say anything yet.
std::optional<Duration> time_left(const RunPace& pace);

}  // namespace mooring::host
