#include "sync/budget_gate.hpp"

#include <algorithm>

#include "schedule/planner.hpp"

namespace mooring::host {

BudgetGate::~BudgetGate() {
  for (auto& [key, bucket] : buckets_)
    core_.cancel(bucket.timer);
}

BudgetGate::Ticket BudgetGate::enter(const std::string& key, double rate_per_s, double burst, Lane lane,
                                     std::function<void()> go, WaitsUntil waits_until) {
  auto bucket =
      buckets_.try_emplace(key, Bucket{RateBudget(rate_per_s, burst, clock_.steady_now()), {}, 0}).first;
  Ticket ticket = ++last_ticket_;
  bucket->second.waiting.emplace(lane, Waiting{ticket, std::move(go), std::move(waits_until)});
  keys_.emplace(ticket, key);
  serve(key);
  return ticket;
}

void BudgetGate::leave(Ticket ticket) {
  auto key = keys_.find(ticket);
  if (key == keys_.end()) return;
  std::erase_if(buckets_.at(key->second).waiting,
                [&](const auto& entry) { return entry.second.ticket == ticket; });
  keys_.erase(key);
}

std::optional<BudgetGate::Look> BudgetGate::look(const std::string& key) {
  auto bucket = buckets_.find(key);
  if (bucket == buckets_.end()) return std::nullopt;
  RateBudget& budget = bucket->second.budget;
  const SteadyTime now = clock_.steady_now();
  Look look{budget.rate_per_s(), budget.tokens(now), bucket->second.waiting.size()};
  if (const Duration held = budget.held_back_for(now); held > Duration::zero())
    look.blocked_until = clock_.now() + held;
  return look;
}

void BudgetGate::correct_rate(const std::string& key, double rate_per_s) {
  auto bucket = buckets_.find(key);
  if (bucket == buckets_.end() || bucket->second.budget.rate_per_s() == rate_per_s) return;
  bucket->second.budget.correct_rate(rate_per_s, clock_.steady_now());
  serve(key);
}

BudgetGate::Throttle BudgetGate::on_throttled(const std::string& key, Duration asked_pause,
                                              SteadyTime sent_at, Random& random) {
  auto bucket = buckets_.find(key);
  if (bucket == buckets_.end()) return {asked_pause, {}};
  const SteadyTime now = clock_.steady_now();
  RateBudget& budget = bucket->second.budget;
  const Duration pause = asked_pause + throttle_pause(budget.on_throttled(sent_at, now), random);
  budget.hold_back(pause, now);
  serve(key);
  return {pause, budget.throttled_for(now)};
}

void BudgetGate::on_passed(const std::string& key, SteadyTime sent_at) {
  auto bucket = buckets_.find(key);
  if (bucket != buckets_.end() && bucket->second.budget.on_passed(sent_at, clock_.steady_now())) serve(key);
}

void BudgetGate::serve(const std::string& key) {
  Bucket& bucket = buckets_.at(key);
  core_.cancel(bucket.timer);
  bucket.timer = 0;
  std::vector<std::function<void()>> granted;
  while (!bucket.waiting.empty() && bucket.budget.try_take(clock_.steady_now())) {
    auto first = bucket.waiting.begin();
    granted.push_back(std::move(first->second.go));
    keys_.erase(first->second.ticket);
    bucket.waiting.erase(first);
  }
  if (!bucket.waiting.empty()) {
    Duration wait = bucket.budget.wait(clock_.steady_now());
    bucket.timer = core_.post_after(wait, [this, key] { serve(key); });
    tell_who_waits(bucket, wait);
  }
  // Posted, not called: who enters gets its ticket before it is let through.
  for (auto& go : granted)
    core_.post(std::move(go));
}

void BudgetGate::tell_who_waits(Bucket& bucket, Duration first_wait) {
  Timestamp until = clock_.now() + first_wait;
  auto per_token =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / bucket.budget.rate_per_s()));
  const bool throttled = bucket.budget.is_throttled();
  for (const auto& [lane, waiting] : bucket.waiting) {
    if (waiting.waits_until) waiting.waits_until(until, throttled);
    until += per_token;
  }
}

}  // namespace mooring::host
