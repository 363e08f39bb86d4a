// The one database of a host: an SQLite file in WAL mode with synchronous=FULL.
// One connection does ALL writes and ALL checkpoints, on the writer thread (Debian's SQLite 3.40 has the
// WAL-reset bug, which needs a second writer or checkpointer); readers are query_only. Owned by the
// composition root.
#pragma once
#include <Poco/Data/Session.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "base/executor.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace mooring::host {

using Session = Poco::Data::Session;
using WriteWork = std::function<Status(Session&)>;

class Database {
 public:
  struct Options {
    std::filesystem::path file;
    bool create = true;
    Duration tidy_after = limits::kStoreTidyAfter;  // of idleness: the log is emptied, memory given back
  };
  // Opens, checks and migrates. Errors (code): store_unreadable, store_not_a_database, store_corrupt,
  // store_newer (written by a newer version: names both versions), store_readonly, store_full, store_locked
  // (another host runs on it), store_busy (another program holds it).
  static Result<std::unique_ptr<Database>> open(const Options& options, Logger& logger);
  // Commits what is queued, then closes. Executors given to post_write must outlive it.
  ~Database();

  // Any thread but the writer's (there it answers store_misused instead of waiting for itself). Runs work in
  // one transaction on the writer thread and waits for the commit. When work returns an error or throws,
  // nothing of it is kept. Exceptions become errors: store_full, store_readonly, store_corrupt, store_busy,
  // store_failed. After the disk was full, writing goes on by itself; after a failed sync of the disk every
  // write is refused until the host is restarted, because the kernel may have dropped what it could not
  // write.
  Status write(const WriteWork& work);
  // The same without waiting: done runs on `executor` with the outcome of the commit. Jobs commit in the
  // order posted.
  void post_write(WriteWork work, Executor& executor, std::function<void(Status)> done);
  // The same for work that may share its transaction with others of its kind, and with that one sync of the disk: what many
  // runs commit at the same time. When one fails, nothing of the others is lost; when the commit fails or SQLite undoes the transaction, as
  // on a full disk, all have failed.
  void post_joined(WriteWork work, Executor& executor, std::function<void(Status)> done);
  // The same as post_write, with done on the writer thread: it must be quick and must not call write.
  void post_write(WriteWork work, std::function<void(Status)> done);
  // Inside write work only: runs after the commit, on the writer thread; dropped when the transaction is not
  // committed.
  void after_commit(std::function<void()> work);
  // The opposite: runs when the work succeeded, or not, but what it did was not committed.
  void after_rollback(std::function<void()> work);
  // Any thread: runs work on a read-only session, in a snapshot of its own.
  Status read(const std::function<Status(Session&)>& work) const;
  // Any thread: no write is queued or under way.
  bool idle() const;

  // Cheap facts for /healthz and /metrics.
  struct Health {
    std::string sqlite_version;
    uint64_t file_bytes = 0, wal_bytes = 0;
    size_t queued_writes = 0;
    std::string last_error;  // empty after a successful write
  };
  Health health() const;

  struct State;
  explicit Database(std::unique_ptr<State> state);  // open() is the way in

 private:
  std::unique_ptr<State> state_;
};

}  // namespace mooring::host
