// Where work runs. An Executor runs posted functions one after the other, in order, on one logical thread, so
// what it owns needs no lock. EventLoop is that thread in production; ManualExecutor is stepped by a test.
// post, post_after and cancel may be called from any thread.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"

namespace mooring::host {

using Work = std::function<void()>;
using TimerId = uint64_t;  // 0 is never a timer

class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(Work work) = 0;
  virtual TimerId post_after(Duration delay, Work work) = 0;
  virtual void cancel(TimerId timer) = 0;  // no effect when it already ran
};

// Due timers in order of time, then of registration. Not thread-safe: its owner locks.
class TimerQueue {
 public:
  TimerId add(SteadyTime when, Work work);
  void cancel(TimerId timer);
  bool empty() const { return timers_.empty(); }
  SteadyTime next() const { return timers_.begin()->first.first; }
  Work take_due(SteadyTime now);  // empty function when none is due

 private:
  std::map<std::pair<SteadyTime, TimerId>, Work> timers_;
  std::map<TimerId, SteadyTime> times_;
  TimerId last_ = 0;
};

class EventLoop final : public Executor {
 public:
  EventLoop(const Clock& clock, std::string thread_name);
  ~EventLoop() override;  // stops
  void post(Work work) override;
  TimerId post_after(Duration delay, Work work) override;
  void cancel(TimerId timer) override;
  // Finishes the running function, destroys the rest without running it, joins; idempotent. What is posted
  // later is destroyed at once: nothing posted outlives what it uses because the loop still holds it.
  void stop();

 private:
  void run();
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> ready_;
  TimerQueue timers_;
  bool stopping_ = false;
  std::thread thread_;
};

// Runs on the caller's thread, with virtual time.
class ManualExecutor final : public Executor {
 public:
  explicit ManualExecutor(VirtualClock& clock) : clock_(clock) {}
  void post(Work work) override;
  TimerId post_after(Duration delay, Work work) override;
  void cancel(TimerId timer) override;
  size_t run_ready();  // runs what is due now; returns how many functions ran
  bool run_next();     // runs what is due, else moves time to the next timer; false when nothing is left
  void run_for(Duration by);  // runs everything that falls due within the time span
  bool idle();
  void drop();  // forgets everything that is posted, as a crash does

 private:
  VirtualClock& clock_;
  std::mutex mutex_;
  std::deque<Work> ready_;
  TimerQueue timers_;
};

// A few threads for work that may be done in any order.
class WorkerPool {
 public:
  WorkerPool(int threads, const std::string& thread_name);
  ~WorkerPool();
  void post(Work work);
  void stop();  // finishes what is queued, joins; idempotent

 private:
  void run();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> ready_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mooring::host
