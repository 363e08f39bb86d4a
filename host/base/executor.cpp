#include "base/executor.hpp"

#include <pthread.h>

namespace mooring::host {
namespace {

void name_thread(std::thread& thread, const std::string& name) {
  pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
}

}  // namespace

TimerId TimerQueue::add(SteadyTime when, Work work) {
  TimerId id = ++last_;
  timers_.emplace(std::pair{when, id}, std::move(work));
  times_.emplace(id, when);
  return id;
}

void TimerQueue::cancel(TimerId timer) {
  auto found = times_.find(timer);
  if (found == times_.end()) return;
  timers_.erase({found->second, timer});
  times_.erase(found);
}

Work TimerQueue::take_due(SteadyTime now) {
  if (timers_.empty() || timers_.begin()->first.first > now) return {};
  auto first = timers_.begin();
  Work work = std::move(first->second);
  times_.erase(first->first.second);
  timers_.erase(first);
  return work;
}

EventLoop::EventLoop(const Clock& clock, std::string thread_name)
    : clock_(clock), thread_([this] { run(); }) {
  name_thread(thread_, thread_name);
}

EventLoop::~EventLoop() {
  stop();
}

void EventLoop::post(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    ready_.push_back(std::move(work));
  }
  wake_.notify_one();
}

TimerId EventLoop::post_after(Duration delay, Work work) {
  TimerId id = 0;
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return id;
    id = timers_.add(clock_.steady_now() + delay, std::move(work));
  }
  wake_.notify_one();
  return id;
}

void EventLoop::cancel(TimerId timer) {
  std::lock_guard lock(mutex_);
  timers_.cancel(timer);
}

void EventLoop::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.get_id() == std::this_thread::get_id()) return;  // the destructor does the rest
  if (thread_.joinable()) thread_.join();
  std::deque<Work> ready;
  TimerQueue timers;
  {
    std::lock_guard lock(mutex_);
    std::swap(ready, ready_);
    std::swap(timers, timers_);
  }
}

void EventLoop::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    Work work = timers_.take_due(clock_.steady_now());
    if (!work && !ready_.empty()) {
      work = std::move(ready_.front());
      ready_.pop_front();
    }
    if (work) {
      lock.unlock();
      work();
      work = nullptr;  // what it captured dies outside the lock
      lock.lock();
    } else if (timers_.empty()) {
      wake_.wait(lock);
    } else {
      wake_.wait_for(lock, timers_.next() - clock_.steady_now());
    }
  }
}

void ManualExecutor::post(Work work) {
  std::lock_guard lock(mutex_);
  ready_.push_back(std::move(work));
}

TimerId ManualExecutor::post_after(Duration delay, Work work) {
  std::lock_guard lock(mutex_);
  return timers_.add(clock_.steady_now() + delay, std::move(work));
}

void ManualExecutor::cancel(TimerId timer) {
  std::lock_guard lock(mutex_);
  timers_.cancel(timer);
}

size_t ManualExecutor::run_ready() {
  size_t ran = 0;
  while (true) {
    Work work;
    {
      std::lock_guard lock(mutex_);
      work = timers_.take_due(clock_.steady_now());
      if (!work && !ready_.empty()) {
        work = std::move(ready_.front());
        ready_.pop_front();
      }
    }
    if (!work) return ran;
    work();
    ++ran;
  }
}

bool ManualExecutor::run_next() {
  if (run_ready() > 0) return true;
  Duration wait{};
  {
    std::lock_guard lock(mutex_);
    if (timers_.empty()) return false;
    wait = timers_.next() - clock_.steady_now();
  }
  clock_.advance(wait);
  return run_ready() > 0;
}

void ManualExecutor::run_for(Duration by) {
  SteadyTime end = clock_.steady_now() + by;
  while (true) {
    run_ready();
    std::unique_lock lock(mutex_);
    if (timers_.empty() || timers_.next() > end) break;
    Duration wait = timers_.next() - clock_.steady_now();
    lock.unlock();
    clock_.advance(wait);
  }
  clock_.advance(end - clock_.steady_now());
  run_ready();
}

bool ManualExecutor::idle() {
  std::lock_guard lock(mutex_);
  return ready_.empty() && timers_.empty();
}

void ManualExecutor::drop() {
  std::deque<Work> ready;
  TimerQueue timers;
  {
    std::lock_guard lock(mutex_);
    std::swap(ready, ready_);
    std::swap(timers, timers_);
  }
}

WorkerPool::WorkerPool(int threads, const std::string& thread_name) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
    name_thread(threads_.back(), thread_name);
  }
}

WorkerPool::~WorkerPool() {
  stop();
}

void WorkerPool::post(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    ready_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void WorkerPool::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
    if (ready_.empty()) return;
    Work work = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace mooring::host
