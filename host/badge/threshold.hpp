// How old the last success of a stream may be, from how often it runs. Pure.
#pragma once
#include "base/clock.hpp"

namespace mooring::host {

struct ThresholdRule {
  static constexpr int kRunsMissed = 6;  // of a stream that runs often
  static constexpr Duration kLeast = std::chrono::hours{6};
  static constexpr int kRunsMissedOfSlow = 2;  // of one that runs seldom
};

// Six runs missed, but not less than 6 hours (a provider's maintenance is no reason to look), and not more than `usual`
// (schedule.stale_after, a day); a stream that runs so seldom that two runs take longer is late after these two.
Duration stale_after_of_interval(Duration interval, Duration usual);

}  // namespace mooring::host
