#include "store/read_pool.hpp"

#include <Poco/Data/SQLite/Connector.h>

#include "base/limits.hpp"
#include "store/decimal_sum.hpp"
#include "store/record_key.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

// wal_autocheckpoint=0: only the writer may checkpoint (see database.hpp).
Status prepare_reader(sqlite3* database) {
  std::string pragmas =
      "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0; PRAGMA cache_size=-" +
      std::to_string(limits::kReaderCacheKib);
  return sqlite::exec(database, pragmas.c_str(), "preparing a read session")
      .and_then([&] { return register_decimal_functions(database); })
      .and_then([&] { return register_key_function(database); });
}

Result<Poco::Data::Session> open_reader(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  try {
    Poco::Data::Session session(Poco::Data::SQLite::Connector::KEY, file.string());
    database = sqlite::handle(session);
    auto busy_ms = std::chrono::duration_cast<std::chrono::milliseconds>(limits::kBusyTimeout).count();
    sqlite3_busy_timeout(database, static_cast<int>(busy_ms));
    if (auto ready = prepare_reader(database); !ready) return fail(ready.error());
    return session;
  } catch (...) {
    return fail(sqlite::current_exception_error(nullptr, "opening " + file.string() + " for reading"));
  }
}

Status run_in_snapshot(Poco::Data::Session& session,
                       const std::function<Status(Poco::Data::Session&)>& work) {
  sqlite3* database = sqlite::handle(session);
  if (auto begun = sqlite::exec(database, "BEGIN", "reading the database"); !begun) return begun;
  Status outcome;
  try {
    outcome = work(session);
  } catch (...) {
    outcome = fail(sqlite::current_exception_error(database, "reading the database"));
  }
  if (sqlite3_get_autocommit(database) == 0) {
    auto ended = sqlite::exec(database, "ROLLBACK", "ending a read");
    if (outcome && !ended) outcome = ended;
  }
  return outcome;
}

}  // namespace

Status ReadPool::run(const std::function<Status(Poco::Data::Session&)>& work) {
  auto session = take();
  if (!session) return fail(session.error());
  auto outcome = run_in_snapshot(*session, work);
  // A session that could not leave its transaction would show old data for ever.
  if (sqlite3_get_autocommit(sqlite::handle(*session)) == 0)
    forget();
  else
    give_back(std::move(*session));
  return outcome;
}

Result<Poco::Data::Session> ReadPool::take() {
  {
    std::unique_lock lock(mutex_);
    bool ready = returned_.wait_for(lock, limits::kReadSessionWait,
                                    [&] { return !idle_.empty() || open_ < limits::kReadSessionsMax; });
    if (!ready)
      return fail("store_busy", "every read session of the database has been in use for too long",
                  "try again; when it stays so, look for a slow query or disk in the log");
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
    ++open_;
  }
  auto session = open_reader(file_);
  if (!session) forget();
  return session;
}

void ReadPool::give_back(Poco::Data::Session session) {
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
  returned_.notify_one();
}

void ReadPool::forget() {
  std::lock_guard lock(mutex_);
  --open_;
  returned_.notify_one();
}

void ReadPool::close() {
  std::lock_guard lock(mutex_);
  idle_.clear();
}

}  // namespace mooring::host
