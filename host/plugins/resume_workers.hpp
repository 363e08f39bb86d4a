// The threads on which plugins are resumed. What a plugin does there cannot be ended from outside: a thread that does not come
// back gets another one in its place, and when it does come back it rests until it is needed. Thread-safe; owned by the
// composition root.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/executor.hpp"

namespace mooring::host {

class ResumeWorkers {
 public:
  ResumeWorkers(size_t threads, std::string thread_name);
  ~ResumeWorkers();  // stops
  ResumeWorkers(const ResumeWorkers&) = delete;
  ResumeWorkers& operator=(const ResumeWorkers&) = delete;

  void post(Work work);
  // Finishes what is queued, joins; idempotent. As long as a thread is stuck it does not return.
  void stop();

  bool add_spare();   // one thread is stuck: false when there are as many as there may be
  void drop_spare();  // it came back

 private:
  void serve(WorkerPool* thread);
  void begin(std::unique_lock<std::mutex> lock, WorkerPool* thread);

  const size_t threads_wanted_;
  const std::string thread_name_;
  std::mutex mutex_;
  std::deque<Work> ready_;
  std::vector<std::unique_ptr<WorkerPool>> threads_;  // of one thread each
  std::vector<WorkerPool*> idle_, resting_;
  size_t serving_ = 0;  // neither idle nor resting; the stuck ones too
  size_t spares_ = 0;
  bool stopping_ = false;
};

}  // namespace mooring::host
