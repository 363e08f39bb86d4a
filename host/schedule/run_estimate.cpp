#include "schedule/run_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace mooring::host {
namespace {

constexpr double kShareMin = 1e-4;   // less than that is no ground for a proportion
constexpr double kSecondsMax = 3e8;  // ten years: what is beyond is no estimate

double seconds_of(const BudgetUse& use, double left_for_each_done) {
  const double calls = static_cast<double>(use.calls) * left_for_each_done;
  const double tokens = std::max(0.0, use.state.tokens);
  if (use.state.rate_per_s <= 0 || calls <= tokens) return 0;
  return (calls - tokens) / use.state.rate_per_s * static_cast<double>(1 + use.state.waiting);
}

}  // namespace

std::optional<Duration> time_left(const RunPace& pace) {
  if (!(pace.share >= kShareMin)) return std::nullopt;
  const double left_for_each_done = std::max(0.0, 1 - pace.share) / pace.share;
  double budgets = 0;
  for (const BudgetUse& use : pace.budgets)
    budgets = std::max(budgets, seconds_of(use, left_for_each_done));
  const double active = std::max(0.0, std::chrono::duration<double>(pace.active).count());
  const double seconds = active * left_for_each_done + budgets;
  if (!(seconds <= kSecondsMax)) return std::nullopt;
  return Duration{static_cast<int64_t>(std::ceil(seconds)) * 1'000'000};
}

}  // namespace mooring::host
