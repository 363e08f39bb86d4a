#include "plugins/resume_workers.hpp"

#include <utility>

#include "base/limits_stuck.hpp"

namespace mooring::host {

ResumeWorkers::ResumeWorkers(size_t threads, std::string thread_name)
    : threads_wanted_(threads), thread_name_(std::move(thread_name)) {
  for (size_t i = 0; i < threads_wanted_; ++i) {
    threads_.push_back(std::make_unique<WorkerPool>(1, thread_name_));
    idle_.push_back(threads_.back().get());
  }
}

ResumeWorkers::~ResumeWorkers() {
  stop();
}

void ResumeWorkers::post(Work work) {
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  ready_.push_back(std::move(work));
  if (idle_.empty()) return;
  WorkerPool* const thread = idle_.back();
  idle_.pop_back();
  begin(std::move(lock), thread);
}

void ResumeWorkers::begin(std::unique_lock<std::mutex> lock, WorkerPool* thread) {
  ++serving_;
  lock.unlock();
  thread->post([this, thread] { serve(thread); });
}

void ResumeWorkers::serve(WorkerPool* thread) {
  std::unique_lock lock(mutex_);
  while (!ready_.empty() && serving_ <= threads_wanted_ + spares_) {
    Work work = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // destroyed before the next one runs, and without the lock
    lock.lock();
  }
  const bool too_many = serving_ + idle_.size() > threads_wanted_ + spares_;
  --serving_;
  (too_many ? resting_ : idle_).push_back(thread);
}

bool ResumeWorkers::add_spare() {
  std::unique_lock lock(mutex_);
  if (stopping_ || spares_ == limits::kSpareWorkersMax) return false;
  try {
    if (resting_.empty()) {
      threads_.push_back(std::make_unique<WorkerPool>(1, thread_name_));
      resting_.push_back(threads_.back().get());
    }
  } catch (const std::system_error&) {
    return false;  // the machine has no thread left
  }
  ++spares_;
  WorkerPool* const thread = resting_.back();
  resting_.pop_back();
  begin(std::move(lock), thread);
  return true;
}

void ResumeWorkers::drop_spare() {
  std::lock_guard lock(mutex_);
  --spares_;
  // One that waits for work rests; otherwise the next that is done with its work does.
  if (idle_.empty() || serving_ + idle_.size() <= threads_wanted_ + spares_) return;
  resting_.push_back(idle_.back());
  idle_.pop_back();
}

void ResumeWorkers::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (const auto& thread : threads_)  // nobody adds one any more
    thread->stop();
}

}  // namespace mooring::host
