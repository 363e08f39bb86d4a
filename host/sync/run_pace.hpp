// What a run's estimate is made of: its calls by budget, how long it waited for them, and how far it was when it first told.
// Owned by the run; core executor.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "schedule/run_estimate.hpp"

namespace mooring::host {

class RunPaceMeter {
 public:
  void begin(Timestamp now) { began_at_ = now; }
  void called(const std::string& budget) {
    if (!budget.empty()) ++calls_[budget];
  }
  void waits(bool for_budget, Timestamp now);

  using BudgetOf = std::function<std::optional<BudgetState>(const std::string& budget)>;
  // As the plugin counts: `done` of `total`. Nothing: it is too early to tell.
  std::optional<Duration> time_left(int64_t done, int64_t total, Timestamp now, const BudgetOf& budget_of);

 private:
  Timestamp began_at_{};
  std::optional<Timestamp> waits_since_;
  Duration waited_{};
  std::map<std::string, int64_t> calls_;
  std::optional<int64_t> first_done_;  // a run that continues begins further on
};

}  // namespace mooring::host
