#include "sync/run_pace.hpp"

#include <algorithm>

namespace mooring::host {

void RunPaceMeter::waits(bool for_budget, Timestamp now) {
  if (waits_since_) waited_ += std::max(Duration::zero(), Duration(now - *waits_since_));
  waits_since_ = for_budget ? std::optional(now) : std::nullopt;
}

std::optional<Duration> RunPaceMeter::time_left(int64_t done, int64_t total, Timestamp now,
                                                const BudgetOf& budget_of) {
  first_done_ = std::min(first_done_.value_or(done), done);
  if (total <= *first_done_) return std::nullopt;
  RunPace pace;
  pace.share = static_cast<double>(done - *first_done_) / static_cast<double>(total - *first_done_);
  const Duration waits =
      waits_since_ ? std::max(Duration::zero(), Duration(now - *waits_since_)) : Duration::zero();
  pace.active = now - began_at_ - waited_ - waits;
  for (const auto& [budget, calls] : calls_)
    if (auto state = budget_of(budget)) pace.budgets.push_back({*state, calls});
  return host::time_left(pace);
}

}  // namespace mooring::host
