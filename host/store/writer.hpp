// The one writing session of a database and the thread that owns it: every write and every checkpoint happens
// here. Owned by Database. post, run, after_commit and the facts are thread-safe.
#pragma once
#include <Poco/Data/Session.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace mooring::host {

class Writer {
 public:
  using WriteWork = std::function<Status(Poco::Data::Session&)>;
  using Done = std::function<void(Status)>;

  // on_disk_lost: once, on the writer thread, when the disk failed to keep a write; may be empty.
  Writer(Poco::Data::Session session, Duration tidy_after, Logger& logger,
         std::function<void()> on_disk_lost = {});
  ~Writer();    // stops, closes the session
  void stop();  // commits what is queued, empties the write-ahead log, joins; idempotent

  void post(WriteWork work, Done done);
  Status run(const WriteWork& work);
  void after_commit(std::function<void()> work);

  size_t queued() const;
  bool idle() const;  // nothing is queued or under way
  std::string last_error() const;

 private:
  struct Job {
    WriteWork work;
    Done done;
  };
  void loop();
  bool next(Job& job);  // false: stopping and nothing left
  Status commit(const WriteWork& work);
  Status run_work(const WriteWork& work);
  void roll_back();
  void note_outcome(const Status& outcome);
  void lose_disk();
  void run_hooks();
  void tidy();

  Poco::Data::Session session_;
  const Duration tidy_after_;
  Logger& logger_;
  const std::function<void()> on_disk_lost_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  bool working_ = false;
  std::string last_error_;

  // The writer thread's own.
  std::vector<std::function<void()>> hooks_;
  bool in_work_ = false;
  bool untidy_ = false;
  bool sync_failed_ = false;

  std::thread thread_;
};

}  // namespace mooring::host
