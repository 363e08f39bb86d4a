#include "schedule/backfill_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace mooring::host {
namespace {

constexpr double kSecondsPerCall = 1;

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

double chunks_of(const BackfillCost& part) {
  return std::max(1.0, std::ceil(part.days / std::max(1, part.chunk_days)));
}

double calls_of(const BackfillCost& part) {
  // A chunk that is shorter than usual costs as much: one report, one page at least.
  const double chunks = chunks_of(part);
  if (part.calls_per_day > 0) return std::max(chunks, part.calls_per_day * part.days);
  return chunks * std::max(1.0, part.calls_per_chunk);
}

double seconds_alone(const BackfillCost& part, double calls) {
  if (part.time_per_day > Duration::zero()) return seconds(part.time_per_day) * part.days;
  return chunks_of(part) * seconds(part.wait_per_chunk) + calls * kSecondsPerCall;
}

double seconds_of_budget(const BudgetState& budget, double calls) {
  const double waiting = std::max(0.0, calls - std::max(0.0, budget.tokens));
  return budget.rate_per_s > 0 ? waiting / budget.rate_per_s : 0;
}

}  // namespace

BackfillEstimate estimate_backfill(const std::vector<BackfillCost>& parts,
                                   const std::vector<BudgetState>& budgets, size_t at_once) {
  BackfillEstimate estimate;
  std::map<std::string, double> by_budget;
  double calls = 0, all = 0, longest = 0;
  estimate.measured = !parts.empty();
  for (const BackfillCost& part : parts) {
    if (part.days <= 0) continue;
    const double own = calls_of(part), alone = seconds_alone(part, own);
    calls += own;
    all += alone;
    longest = std::max(longest, alone);
    by_budget[part.budget] += own;
    if (part.calls_per_day <= 0) estimate.measured = false;
  }
  double time = std::max(longest, all / static_cast<double>(std::max<size_t>(1, at_once)));
  for (const BudgetState& budget : budgets)
    if (auto used = by_budget.find(budget.id); used != by_budget.end())
      time = std::max(time, seconds_of_budget(budget, used->second));
  estimate.calls = static_cast<int64_t>(std::ceil(calls));
  estimate.time = Duration{static_cast<int64_t>(std::ceil(time) * 1e6)};
  return estimate;
}

}  // namespace mooring::host
