#include "base/clock.hpp"

namespace mooring::host {

Timestamp SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady_now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

VirtualClock::VirtualClock(Timestamp start) : wall_us_(start.time_since_epoch().count()) {}

void VirtualClock::advance(Duration by) {
  wall_us_ += by.count();
  steady_us_ += by.count();
}

}  // namespace mooring::host
