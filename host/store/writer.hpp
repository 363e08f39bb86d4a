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
  // alone: a transaction of its own. joined: it may share one, and thereby one sync of the disk, with those that wait next
  // to it; its failure undoes nothing of theirs, unless SQLite undoes the whole transaction (a full disk).
  enum class Sharing { alone, joined };

  // on_disk_lost: once, on the writer thread, when the disk failed to keep a write; may be empty.
  Writer(Poco::Data::Session session, Duration tidy_after, Logger& logger,
         std::function<void()> on_disk_lost = {});
  ~Writer();    // stops, closes the session
  void stop();  // commits what is queued, empties the write-ahead log, joins; idempotent

  void post(WriteWork work, Done done, Sharing sharing = Sharing::alone);
  Status run(const WriteWork& work);
  void after_commit(std::function<void()> work);
  void after_rollback(std::function<void()> work);

  size_t queued() const;
  bool idle() const;  // nothing is queued or under way
  std::string last_error() const;

 private:
  struct Job {
    WriteWork work;
    Done done;
    Sharing sharing = Sharing::alone;
    Status outcome;
    std::vector<std::function<void()>> if_committed, if_undone;
  };
  bool is_in_work(const char* who) const;
  void loop();
  std::vector<Job> next();  // what one transaction takes; empty: stopping and nothing left
  void commit(std::vector<Job>& jobs);
  Status apply(std::vector<Job>& jobs);
  Status apply_in_savepoint(Job& job);
  void run_work(Job& job);
  void roll_back();
  void note_outcome(const Status& outcome);
  void lose_disk();
  void tell(Job& job);
  void call(const std::function<void()>& function, const char* if_it_fails);
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
  Job* in_work_ = nullptr;  // whose work runs
  bool wrote_ = false;      // the last transaction changed something
  bool untidy_ = false;
  bool sync_failed_ = false;

  std::thread thread_;
};

}  // namespace mooring::host
