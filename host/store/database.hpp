// The one database of a host: an SQLite file in WAL mode with synchronous=FULL.
// One connection does ALL writes and ALL checkpoints, on the writer thread (Debian's SQLite 3.40 has the WAL-reset
// bug, which needs a second writer or checkpointer); readers are query_only. Owned by the composition root.
#pragma once
#include <Poco/Data/Session.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "base/executor.hpp"
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
  };
  // Opens, checks and migrates. Errors (code): store_unreadable, store_not_a_database, store_newer (written by a newer
  // version: names both versions), store_readonly, store_full, store_locked (another host runs on it).
  static Result<std::unique_ptr<Database>> open(const Options& options, Logger& logger);
  ~Database();

  // Any thread but the writer's. Runs work in one transaction on the writer thread and waits for the commit. When work returns an error or
  // throws, nothing of it is kept. Poco's exceptions become errors: store_full, store_readonly, store_failed.
  Status write(const WriteWork& work);
  // The same without waiting: done runs on `executor` with the outcome of the commit. Jobs commit in the order posted.
  void post_write(WriteWork work, Executor& executor, std::function<void(Status)> done);
  // Inside write work only: runs after the commit, on the writer thread; dropped when the transaction is not committed.
  void after_commit(std::function<void()> work);
  // Any thread: runs work on a read-only session, in a snapshot of its own.
  Status read(const std::function<Status(Session&)>& work) const;

  // Cheap facts for /healthz and /metrics.
  struct Health {
    std::string sqlite_version;
    uint64_t file_bytes = 0, wal_bytes = 0;
    size_t queued_writes = 0;
    std::string last_error;  // empty after a successful write
  };
  Health health() const;

  explicit Database(struct DatabaseState* state);  // open() is the way in

 private:
  std::unique_ptr<struct DatabaseState> state_;
};

}  // namespace mooring::host
