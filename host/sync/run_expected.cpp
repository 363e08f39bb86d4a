// When a run will have ended, as far as can be told. What is told never lies in the past: a run that takes longer than was
// estimated is estimated again when that time comes, and one that sleeps does not end before it wakes.
#include <algorithm>

#include "base/limits_estimate.hpp"
#include "sync/run.hpp"

namespace mooring::host {

void Run::estimate() {
  row_.expected_at = expected_end();
  expect_not_before_waking();
  d_.core.cancel(std::exchange(estimate_timer_, 0));
  if (!row_.expected_at) return;
  const Duration left = *row_.expected_at - d_.clock.now();
  estimate_timer_ = d_.core.post_after(left - limits::kEstimateAgainBefore, [this] {
    estimate_timer_ = 0;
    estimate();
    on_change_(*this);
  });
}

void Run::expect_not_before_waking() {
  if (row_.expected_at && row_.waiting_until)
    row_.expected_at = std::max(*row_.expected_at, *row_.waiting_until);
}

std::optional<Timestamp> Run::expected_end() {
  const Timestamp now = d_.clock.now();
  const auto left = pace_.time_left(row_.progress_done, row_.progress_total, now,
                                    [this](const std::string& budget) -> std::optional<BudgetState> {
                                      const BudgetRule* rule = plan_.setup.manifest->budget(budget);
                                      if (!rule) return std::nullopt;
                                      return d_.client.budget(plan_.connection.id, *rule, plan_.setup.config);
                                    });
  return left ? std::optional(now + std::max<Duration>(*left, limits::kEstimateLeftMin)) : std::nullopt;
}

}  // namespace mooring::host
