#include "budgets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "seller/operations.hpp"

namespace mooring::amazon_simulator {

UsagePlan default_plan(std::string_view operation) {
  const auto* known = seller::operation_named(operation);
  return known ? known->plan : UsagePlan{0.016, 15};
}

bool Budgets::take(const std::string& seller, const std::string& client, std::string_view operation,
                   host::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  UsagePlan plan = default_plan(operation);
  plan.rate_per_s *= scale_;
  plan.burst = std::max(1.0, plan.burst * scale_);
  const auto [entry, is_new] =
      buckets_.try_emplace(seller + '\n' + client + '\n' + std::string(operation), Bucket{plan.burst, now});
  Bucket& bucket = entry->second;
  const double waited_s = std::chrono::duration<double>(now - bucket.filled_at).count();
  bucket.tokens = std::min(plan.burst, bucket.tokens + std::max(0.0, waited_s) * plan.rate_per_s);
  bucket.filled_at = now;
  // A client that waits exactly 1/rate must not fail on the last binary digit.
  if (bucket.tokens < 1 - 1e-9) return false;
  bucket.tokens -= 1;
  return true;
}

std::string Budgets::rate_text(std::string_view operation) const {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.10g", default_plan(operation).rate_per_s * scale());
  return text.data();
}

double Budgets::scale() const {
  const std::lock_guard lock(mutex_);
  return scale_;
}

void Budgets::set_scale(double scale) {
  const std::lock_guard lock(mutex_);
  scale_ = scale;
  buckets_.clear();
}

void Budgets::reset() {
  const std::lock_guard lock(mutex_);
  buckets_.clear();
}

}  // namespace mooring::amazon_simulator
