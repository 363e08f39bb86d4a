// Time as the host sees it. Everything that needs the time takes a Clock&; nothing else asks the system.
// Thread-safe. The composition root owns the one SystemClock; tests own a VirtualClock.
#pragma once
#include <atomic>
#include <chrono>

namespace mooring::host {

using Duration = std::chrono::microseconds;
using Timestamp = std::chrono::sys_time<Duration>;  // wall clock, UTC
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;          // may jump: only for records and calendar decisions
  virtual SteadyTime steady_now() const = 0;  // never jumps back: timers, deadlines, budgets
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  SteadyTime steady_now() const override;
};

// Moves only when told to; both clocks advance together.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Timestamp start);
  Timestamp now() const override { return Timestamp{Duration{wall_us_.load()}}; }
  SteadyTime steady_now() const override { return SteadyTime{Duration{steady_us_.load()}}; }
  void advance(Duration by);
  void jump_wall(Duration by) { wall_us_ += by.count(); }  // an operator or NTP moves the wall clock

 private:
  std::atomic<int64_t> wall_us_;
  std::atomic<int64_t> steady_us_{0};
};

inline int64_t to_unix_us(Timestamp t) {
  return t.time_since_epoch().count();
}
inline Timestamp from_unix_us(int64_t us) {
  return Timestamp{Duration{us}};
}

}  // namespace mooring::host
