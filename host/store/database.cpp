#include "store/database.hpp"

#include <Poco/Data/SQLite/Connector.h>

#include "base/limits_writer.hpp"
#include "store/migrations.hpp"
#include "store/read_pool.hpp"
#include "store/sqlite_tools.hpp"
#include "store/store_files.hpp"
#include "store/watched_database.hpp"
#include "store/writer.hpp"

namespace mooring::host {
namespace {

uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

// FULL: with NORMAL an acknowledged commit can be lost with the power. secure_delete: what is deleted or replaced, a sealed
// token or somebody's address, is overwritten in the file.
std::string writer_pragmas() {
  return "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA mmap_size=0; "
         "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-" +
         std::to_string(limits::kWriterCacheKib) +
         "; PRAGMA wal_autocheckpoint=" + std::to_string(limits::kCheckpointPages) +
         "; PRAGMA journal_size_limit=" + std::to_string(limits::kWalBytesKept);
}

// Takes effect while the file has no page yet.
std::string page_size_pragma() {
  return "PRAGMA page_size=" + std::to_string(limits::kPageBytes);
}

Status prepare_writer(sqlite3* database, const std::string& file) {
  auto busy_ms = std::chrono::duration_cast<std::chrono::milliseconds>(limits::kBusyTimeout).count();
  sqlite3_busy_timeout(database, static_cast<int>(busy_ms));
  std::string what = "opening " + file;
  // Reading the header comes first: it tells a file that is no database.
  if (auto version = sqlite::query_integer(database, "PRAGMA schema_version"); !version)
    return fail(sqlite::last_error(database, what));
  if (sqlite3_db_readonly(database, "main") == 1)
    return fail(sqlite::make_error(SQLITE_READONLY, 0, "opened read-only", what));
  if (auto sized = sqlite::exec(database, page_size_pragma().c_str(), what); !sized) return sized;
  auto mode = sqlite::query_text(database, "PRAGMA journal_mode=WAL");
  if (!mode) return fail(sqlite::last_error(database, what));
  if (*mode != "wal")
    return fail("store_failed", what + ": this file system does not support the write-ahead log",
                "Keep the database on a local disk, not on a network share");
  return sqlite::exec(database, writer_pragmas().c_str(), what);
}

Error with_file(Error error, const std::string& file) {
  if (error.message.find(file) == std::string::npos) error.message = file + ": " + error.message;
  return error;
}

Result<Session> open_writer(const std::string& file) {
  Poco::Data::SQLite::Connector::registerConnector();
  try {
    Session session(Poco::Data::SQLite::Connector::KEY, file);
    auto ready = prepare_writer(sqlite::handle(session), file).and_then([&] {
      return migrate(sqlite::handle(session), all_migrations());
    });
    if (!ready) return fail(with_file(ready.error(), file));
    return session;
  } catch (...) {
    return fail(sqlite::current_exception_error(nullptr, "opening " + file));
  }
}

}  // namespace

// Order matters: the readers close first and the writer last, because the last to close makes the final
// checkpoint.
struct Database::State {
  State(std::filesystem::path path, HostLock host_lock, Session session, Duration tidy_after, Logger& logger,
        std::function<void()> on_disk_lost)
      : file(std::move(path)),
        lock(std::move(host_lock)),
        writer(std::move(session), tidy_after, logger, std::move(on_disk_lost)),
        readers(file) {}
  std::filesystem::path file;
  HostLock lock;
  Writer writer;
  ReadPool readers;
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() {
  state_->writer.stop();
}  // while queued work can still read

Result<std::unique_ptr<Database>> Database::open(const Options& options, Logger& logger) {
  return open_watched(options, logger, {});
}

Result<std::unique_ptr<Database>> open_watched(const Database::Options& options, Logger& logger,
                                               std::function<void()> on_disk_lost) {
  sqlite::use_one_thread_per_handle();
  std::error_code path_error;
  auto file = std::filesystem::absolute(options.file, path_error).lexically_normal();
  if (options.file.empty() || path_error)
    return fail("store_unreadable", "the path of the database is empty or wrong",
                "Set data_folder in the configuration");
  if (options.create)
    if (auto made = make_data_folder(file.parent_path()); !made) return fail(made.error());
  auto lock = HostLock::take(file);
  if (!lock) return fail(lock.error());
  if (auto usable = check_database_file(file, options.create, logger); !usable) return fail(usable.error());
  auto session = open_writer(file.string());
  if (!session) return fail(session.error());
  return std::make_unique<Database>(std::make_unique<Database::State>(std::move(file), std::move(*lock),
                                                                      std::move(*session), options.tidy_after,
                                                                      logger, std::move(on_disk_lost)));
}

Status Database::write(const WriteWork& work) {
  return state_->writer.run(work);
}

namespace {

std::function<void(Status)> told_on(Executor& executor, std::function<void(Status)> done) {
  if (!done) return {};
  return [&executor, done = std::move(done)](Status outcome) {
    executor.post([done, outcome = std::move(outcome)] { done(outcome); });
  };
}

}  // namespace

void Database::post_write(WriteWork work, Executor& executor, std::function<void(Status)> done) {
  state_->writer.post(std::move(work), told_on(executor, std::move(done)));
}

void Database::post_joined(WriteWork work, Executor& executor, std::function<void(Status)> done) {
  state_->writer.post(std::move(work), told_on(executor, std::move(done)), Writer::Sharing::joined);
}

void Database::post_write(WriteWork work, std::function<void(Status)> done) {
  state_->writer.post(std::move(work), std::move(done));
}

void Database::after_commit(std::function<void()> work) {
  state_->writer.after_commit(std::move(work));
}

void Database::after_rollback(std::function<void()> work) {
  state_->writer.after_rollback(std::move(work));
}

Status Database::read(const std::function<Status(Session&)>& work) const {
  return state_->readers.run(work);
}

bool Database::idle() const {
  return state_->writer.idle();
}

Database::Health Database::health() const {
  auto wal = state_->file;
  wal += "-wal";
  return {.sqlite_version = sqlite3_libversion(),
          .file_bytes = size_of(state_->file),
          .wal_bytes = size_of(wal),
          .queued_writes = state_->writer.queued(),
          .last_error = state_->writer.last_error()};
}

}  // namespace mooring::host
