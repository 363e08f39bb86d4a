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
  // The provider answered 429 to what was sent at `sent_at`: its bucket is empty, whatever ours says. Returns how many such
  // answers came in a row; those to calls that were under way together count as one.
  int on_throttled(SteadyTime sent_at, SteadyTime now);
  // Nothing before the pause is over. Then one call tries it, and the others wait for its answer.
  void hold_back(Duration pause, SteadyTime now);
  // It answered otherwise, to a call that was sent after the last 429. True: who waits need not wait any more.
  bool on_passed(SteadyTime sent_at, SteadyTime now);
  // For how long it has let nothing through; zero: it does.
  Duration throttled_for(SteadyTime now) const;
  // How long until it may be tried again; zero: it is not held back.
  Duration held_back_for(SteadyTime now) const;
  bool is_throttled() const { return throttles_ > 0; }

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
  int throttles_ = 0;  // in a row; 0: it lets calls through
  SteadyTime throttled_since_{}, last_throttled_at_{}, trial_until_{};
};

}  // namespace mooring::host
