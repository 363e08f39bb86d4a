// A clock that moves only when told. One per test; not thread-safe.
#pragma once
#include <algorithm>

#include "mooring/time.hpp"

namespace mooring::testing {

class VirtualClock {
 public:
  // 2026-01-01T00:00:00Z unless told otherwise.
  explicit VirtualClock(Time start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)) : now_(start) {}

  Time now() const { return now_; }
  void advance(Duration by) { now_ += by; }
  void advance_to(Time time) { now_ = std::max(now_, time); }  // never back

 private:
  Time now_;
};

}  // namespace mooring::testing
