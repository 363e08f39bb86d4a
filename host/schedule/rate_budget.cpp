#include "schedule/rate_budget.hpp"

#include <algorithm>
#include <cmath>

#include "base/limits_throttle.hpp"

namespace mooring::host {
namespace {

constexpr double kRateWithoutReserve = 0.98;
constexpr double kRateMin = 1.0 / 86'400;  // a provider that says 0 is asked once a day
constexpr double kWholeToken =
    1.0 - 1e-6;  // refilling by fractions must not miss a token by a rounding error

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

RateBudget::RateBudget(double rate_per_s, double burst, SteadyTime now)
    : rate_per_s_(std::max(rate_per_s, kRateMin)),
      capacity_(burst >= 2 ? burst - 1 : 1),
      has_reserve_(burst >= 2),
      tokens_(capacity_),
      refilled_at_(now) {}

bool RateBudget::try_take(SteadyTime now) {
  if (wait(now) > Duration::zero()) return false;
  tokens_ = std::max(0.0, tokens_ - 1);
  if (throttles_ > 0) trial_until_ = now + limits::kThrottleTrialMax;
  return true;
}

Duration RateBudget::wait(SteadyTime now) {
  refill(now);
  Duration blocked = std::max(Duration::zero(), std::max(blocked_until_, trial_until_) - now);
  if (tokens_ >= kWholeToken) return blocked;
  auto missing_us = static_cast<int64_t>(std::ceil((1 - tokens_) / effective_rate() * 1e6));
  return std::max(blocked, Duration{missing_us});
}

void RateBudget::correct_rate(double rate_per_s, SteadyTime now) {
  if (!(rate_per_s > 0) || !std::isfinite(rate_per_s)) return;
  refill(now);
  rate_per_s_ = std::max(rate_per_s, kRateMin);
}

int RateBudget::on_throttled(SteadyTime sent_at, SteadyTime now) {
  refill(now);
  tokens_ = std::min(tokens_, 0.0);
  if (throttles_ > 0 && sent_at < last_throttled_at_) return throttles_;
  // Nobody asked for long: what was then says nothing of what is now.
  if (sent_at - std::max(blocked_until_, last_throttled_at_) > limits::kThrottleForgottenAfter)
    throttles_ = 0;
  if (throttles_ == 0) throttled_since_ = now;
  last_throttled_at_ = now;
  trial_until_ = {};
  return ++throttles_;
}

void RateBudget::hold_back(Duration pause, SteadyTime now) {
  blocked_until_ = std::max(blocked_until_, now + pause);
}

// How much the provider's bucket holds by now is not known, so ours fills anew: else the whole burst would try it at once.
bool RateBudget::on_passed(SteadyTime sent_at, SteadyTime now) {
  if (throttles_ == 0 || sent_at < last_throttled_at_) return false;
  refill(now);
  tokens_ = std::min(tokens_, 1.0);
  throttles_ = 0;
  trial_until_ = {};
  return true;
}

Duration RateBudget::throttled_for(SteadyTime now) const {
  return throttles_ == 0 ? Duration::zero() : std::max(Duration::zero(), now - throttled_since_);
}

Duration RateBudget::held_back_for(SteadyTime now) const {
  return throttles_ == 0 ? Duration::zero() : std::max(Duration::zero(), blocked_until_ - now);
}

double RateBudget::tokens(SteadyTime now) {
  refill(now);
  return tokens_;
}

void RateBudget::refill(SteadyTime now) {
  if (now <= refilled_at_) return;
  tokens_ = std::min(capacity_, tokens_ + seconds(now - refilled_at_) * effective_rate());
  refilled_at_ = now;
}

double RateBudget::effective_rate() const {
  return has_reserve_ ? rate_per_s_ : rate_per_s_ * kRateWithoutReserve;
}

}  // namespace mooring::host
