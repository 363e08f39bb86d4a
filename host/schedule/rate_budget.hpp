// A token bucket as providers count it: `burst` tokens at most, refilled at `rate` per second.
// Pure logic over the times it is given; belongs to one thread.
#pragma once
#include "base/clock.hpp"

namespace mooring::host {

class RateBudget {
 public:
  // One token of the burst stays in reserve: requests that travel faster than those before them then still
  // find a token at the provider. A burst of one has no token to spare, so its rate is held slightly below
  // the provider's.
  RateBudget(double rate_per_s, double burst, SteadyTime now);

  // Takes a token when there is one.
  bool try_take(SteadyTime now);
  // How long until there is one; zero when there is one now.
  Duration wait(SteadyTime now);
  // The provider told the rate that it really applies.
  void correct_rate(double rate_per_s, SteadyTime now);
  // The provider answered 429: its bucket is empty, whatever ours says; nothing before `pause` is over.
  void on_throttled(Duration pause, SteadyTime now);

  double rate_per_s() const { return rate_per_s_; }
  double tokens(SteadyTime now);

 private:
  void refill(SteadyTime now);
  double effective_rate() const;
  double rate_per_s_;
  double capacity_;
  bool has_reserve_;
  double tokens_;
  SteadyTime refilled_at_;
  SteadyTime blocked_until_{};
};

}  // namespace mooring::host
