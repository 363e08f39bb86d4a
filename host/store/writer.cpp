#include "store/writer.hpp"

#include <pthread.h>

#include <cerrno>
#include <future>

#include "base/limits.hpp"
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

void Writer::post(WriteWork work, Done done) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back({std::move(work), std::move(done)});
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
  if (std::this_thread::get_id() != thread_.get_id() || !in_work_) {
    logger_.error("after_commit was called outside a write; the call is dropped");
    return;
  }
  hooks_.push_back(std::move(work));
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
  Job job;
  while (next(job)) {
    auto outcome = commit(job.work);
    note_outcome(outcome);
    if (outcome) run_hooks();
    hooks_.clear();
    try {
      if (job.done) job.done(std::move(outcome));
    } catch (...) {
      auto error = sqlite::current_exception_error(nullptr, "telling the outcome of a write");
      logger_.error("a function called after a write failed", {{"error", describe(error)}});
    }
    job = Job{};  // frees the work's captures before the wait
  }
  if (untidy_) tidy();
}

bool Writer::next(Job& job) {
  std::unique_lock lock(mutex_);
  working_ = false;
  auto ready = [&] { return !queue_.empty() || stopping_; };
  if (untidy_ && !wake_.wait_for(lock, tidy_after_, ready)) {
    lock.unlock();
    tidy();
    lock.lock();
  }
  wake_.wait(lock, ready);
  if (queue_.empty()) return false;
  job = std::move(queue_.front());
  queue_.pop_front();
  working_ = true;
  return true;
}

Status Writer::commit(const WriteWork& work) {
  if (sync_failed_) return fail(sync_failed_error());
  sqlite3* database = sqlite::handle(session_);
  if (auto begun = sqlite::exec(database, "BEGIN IMMEDIATE", kWriting); !begun) return begun;
  untidy_ = true;
  auto outcome = run_work(work);
  // SQLite ends the transaction itself on some errors; going on would commit the rest of the work on its own.
  if (outcome && sqlite3_get_autocommit(database) != 0)
    outcome = fail("store_failed", "the transaction ended before its work was done",
                   "this is a defect: the work of a write must not begin or end transactions");
  if (outcome) {
    outcome = sqlite::exec(database, "COMMIT", kWriting);
    if (!outcome && is_sync_failure(sqlite3_extended_errcode(database))) lose_disk();
  }
  if (!outcome) roll_back();
  return outcome;
}

// The kernel may have dropped what it could not write, and answers the next sync with success: only opening the database
// anew tells what is there.
void Writer::lose_disk() {
  sync_failed_ = true;
  logger_.error("the disk failed to keep a write", {{"error", describe(sync_failed_error())}});
  if (on_disk_lost_) on_disk_lost_();
}

Status Writer::run_work(const WriteWork& work) {
  in_work_ = true;
  errno = 0;
  Status outcome;
  try {
    outcome = work(session_);
  } catch (...) {
    outcome = fail(sqlite::current_exception_error(sqlite::handle(session_), kWriting));
  }
  in_work_ = false;
  return outcome;
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
  if (outcome) last_error_.clear();
  if (store_failed) last_error_ = describe(outcome.error());
}

void Writer::run_hooks() {
  for (auto& hook : hooks_) {
    try {
      hook();
    } catch (...) {
      auto error = sqlite::current_exception_error(nullptr, "after a commit");
      logger_.error("a function called after a commit failed", {{"error", describe(error)}});
    }
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
