#include "store/writer.hpp"

#include <pthread.h>

#include <algorithm>
#include <cerrno>
#include <future>

#include "base/limits.hpp"
#include "base/limits_writer.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

constexpr char kWriting[] = "writing to the database";

Error sync_failed_error() {
  return {"store_failed", "the disk failed to keep a write (sync error), so nothing more is written",
          "Check the disk, then restart the host; it continues from the last commit"};
}

bool is_sync_failure(int extended_code) {
  return extended_code == SQLITE_IOERR_FSYNC || extended_code == SQLITE_IOERR_DIR_FSYNC;
}

}  // namespace

Writer::Writer(Poco::Data::Session session, Duration tidy_after, Logger& logger,
               std::function<void()> on_disk_lost)
    : session_(std::move(session)),
      tidy_after_(tidy_after),
      logger_(logger),
      on_disk_lost_(std::move(on_disk_lost)),
      thread_([this] { loop(); }) {
  pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  stop();
}

void Writer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::post(WriteWork work, Done done, Sharing sharing) {
  {
    std::lock_guard lock(mutex_);
    Job& job = queue_.emplace_back();
    job.work = std::move(work);
    job.done = std::move(done);
    job.sharing = sharing;
  }
  wake_.notify_one();
}

Status Writer::run(const WriteWork& work) {
  if (std::this_thread::get_id() == thread_.get_id())
    return fail("store_misused", "a write was started from within a write, where it would wait for itself",
                "Use the session at hand, or post_write");
  std::promise<Status> committed;
  auto outcome = committed.get_future();
  post([&work](Poco::Data::Session& session) { return work(session); },
       [&committed](Status status) { committed.set_value(std::move(status)); });
  return outcome.get();
}

void Writer::after_commit(std::function<void()> work) {
  if (is_in_work("after_commit")) in_work_->if_committed.push_back(std::move(work));
}

void Writer::after_rollback(std::function<void()> work) {
  if (is_in_work("after_rollback")) in_work_->if_undone.push_back(std::move(work));
}

bool Writer::is_in_work(const char* who) const {
  if (std::this_thread::get_id() == thread_.get_id() && in_work_) return true;
  logger_.error(std::string(who) + " was called outside a write; the call is dropped");
  return false;
}

size_t Writer::queued() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

bool Writer::idle() const {
  std::lock_guard lock(mutex_);
  return queue_.empty() && !working_;
}

std::string Writer::last_error() const {
  std::lock_guard lock(mutex_);
  return last_error_;
}

void Writer::loop() {
  for (auto jobs = next(); !jobs.empty(); jobs = next()) {
    commit(jobs);
    for (Job& job : jobs) {
      tell(job);
      job = Job{};  // what the work holds is freed as soon as its poster knows
    }
  }
  if (untidy_) tidy();
}

std::vector<Writer::Job> Writer::next() {
  std::unique_lock lock(mutex_);
  working_ = false;
  auto ready = [&] { return !queue_.empty() || stopping_; };
  if (untidy_ && !wake_.wait_for(lock, tidy_after_, ready)) {
    lock.unlock();
    tidy();
    lock.lock();
  }
  wake_.wait(lock, ready);
  std::vector<Job> jobs;
  const auto fits = [&] {
    if (queue_.empty() || jobs.size() == limits::kWritesPerTransaction) return false;
    return jobs.empty() ||
           (jobs.front().sharing == Sharing::joined && queue_.front().sharing == Sharing::joined);
  };
  while (fits()) {
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  working_ = !jobs.empty();
  return jobs;
}

void Writer::commit(std::vector<Job>& jobs) {
  const auto fail_all = [&](const Error& error) {
    for (Job& job : jobs)
      if (job.outcome) job.outcome = fail(error);
  };
  if (sync_failed_) return fail_all(sync_failed_error());
  sqlite3* database = sqlite::handle(session_);
  if (auto begun = sqlite::exec(database, "BEGIN IMMEDIATE", kWriting); !begun)
    return fail_all(begun.error());
  untidy_ = true;
  const int64_t changes = sqlite3_total_changes64(database);
  if (auto applied = apply(jobs); !applied) fail_all(applied.error());
  if (std::any_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.outcome.has_value(); })) {
    if (auto committed = sqlite::exec(database, "COMMIT", kWriting); !committed) {
      if (is_sync_failure(sqlite3_extended_errcode(database))) lose_disk();
      fail_all(committed.error());
    }
  }
  wrote_ = sqlite3_total_changes64(database) != changes;
  roll_back();
}

// One that fails takes back its own changes only. An error: the transaction is gone, with what all of them did.
Status Writer::apply(std::vector<Job>& jobs) {
  for (Job& job : jobs) {
    if (jobs.size() == 1)
      run_work(job);
    else if (auto applied = apply_in_savepoint(job); !applied)
      return applied;
    // SQLite ends the transaction itself on some errors; going on would commit the rest of the work on its own.
    if (sqlite3_get_autocommit(sqlite::handle(session_)) == 0) continue;
    if (!job.outcome) return job.outcome;
    return fail("store_failed", "the transaction ended before its work was done",
                "this is a defect: the work of a write must not begin or end transactions");
  }
  return {};
}

Status Writer::apply_in_savepoint(Job& job) {
  sqlite3* database = sqlite::handle(session_);
  if (auto begun = sqlite::exec(database, "SAVEPOINT work", kWriting); !begun) return begun;
  run_work(job);
  if (sqlite3_get_autocommit(database) != 0) return {};
  return sqlite::exec(database, job.outcome ? "RELEASE work" : "ROLLBACK TO work; RELEASE work", kWriting);
}

// The kernel may have dropped what it could not write, and answers the next sync with success: only opening the database
// anew tells what is there.
void Writer::lose_disk() {
  sync_failed_ = true;
  logger_.error("the disk failed to keep a write", {{"error", describe(sync_failed_error())}});
  if (on_disk_lost_) on_disk_lost_();
}

void Writer::run_work(Job& job) {
  in_work_ = &job;
  errno = 0;
  try {
    job.outcome = job.work(session_);
  } catch (...) {
    job.outcome = fail(sqlite::current_exception_error(sqlite::handle(session_), kWriting));
  }
  in_work_ = nullptr;
}

void Writer::roll_back() {
  sqlite3* database = sqlite::handle(session_);
  if (sqlite3_get_autocommit(database) != 0) return;
  if (auto done = sqlite::exec(database, "ROLLBACK", "undoing a write"); !done)
    logger_.error("undoing a failed write failed", {{"error", describe(done.error())}});
}

// Only failures of the store itself are its health; an error that the work chose to return is its caller's
// business.
void Writer::note_outcome(const Status& outcome) {
  bool store_failed = !outcome && outcome.error().code.starts_with("store_");
  std::lock_guard lock(mutex_);
  if (outcome && wrote_) last_error_.clear();  // what wrote nothing proves nothing about the disk
  if (store_failed) last_error_ = describe(outcome.error());
}

void Writer::tell(Job& job) {
  note_outcome(job.outcome);
  for (auto& hook : job.outcome ? job.if_committed : job.if_undone)
    call(hook, "a function called after a commit failed");
  if (job.done) call([&] { job.done(std::move(job.outcome)); }, "a function called after a write failed");
}

void Writer::call(const std::function<void()>& function, const char* if_it_fails) {
  try {
    function();
  } catch (...) {
    auto error = sqlite::current_exception_error(nullptr, "telling the outcome of a write");
    logger_.error(if_it_fails, {{"error", describe(error)}});
  }
}

// Empties the write-ahead log and gives memory back. A reader that stands in the way is not waited for: the
// log is emptied the next time.
void Writer::tidy() {
  untidy_ = false;
  if (sync_failed_) return;
  sqlite3* database = sqlite::handle(session_);
  sqlite3_busy_timeout(database, 0);
  int code = sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED) {
    auto error = sqlite::last_error(database, "moving the write-ahead log into the database");
    logger_.error("a checkpoint failed", {{"error", describe(error)}});
    note_outcome(fail(std::move(error)));
    if (is_sync_failure(sqlite3_extended_errcode(database))) lose_disk();
  }
  auto busy_ms = std::chrono::duration_cast<std::chrono::milliseconds>(limits::kBusyTimeout).count();
  sqlite3_busy_timeout(database, static_cast<int>(busy_ms));
  sqlite3_db_release_memory(database);
}

}  // namespace mooring::host
