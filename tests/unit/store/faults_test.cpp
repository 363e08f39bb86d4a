// A full disk and a failing one: errors with names, nothing half-written, and what recovers by itself.
#include <sys/resource.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>

#include "store/sqlite_tools.hpp"
#include "store/watched_database.hpp"
#include "support/fault_vfs.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

Status put_big(Database& database, const std::string& key, size_t bytes) {
  return database.write([&](Session& s) -> Status {
    rows::put_fact(s, key + "-first", "1");
    rows::put_fact(s, key, std::string(bytes, 'x'));
    return {};
  });
}

bool has(StoreFixture& store, const std::string& key) {
  return store.read([&](Session& s) { return rows::get_fact(s, key); }).has_value();
}

std::string integrity(StoreFixture& store) {
  return store.read(
      [](Session& s) { return sqlite::query_text(sqlite::handle(s), "PRAGMA integrity_check").value(); });
}

// No file of this process may grow beyond the limit while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited{bytes, before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limited) == 0);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a database that may not grow is full, and writes again when it may") {
  StoreFixture store;
  auto limit_pages = [&](int pages) {
    store.write([&](Session& s) {
      auto sql = "PRAGMA max_page_count=" + std::to_string(pages);
      must(sqlite::exec(sqlite::handle(s), sql.c_str(), "test"));
    });
  };
  limit_pages(1);  // SQLite takes the present size
  auto status = put_big(store.database(), "big", 1'000'000);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "store_full");
  CHECK_FALSE(status.error().hint.empty());
  CHECK(store.database().health().last_error.find("full") != std::string::npos);
  CHECK_FALSE(has(store, "big-first"));
  limit_pages(100'000);
  REQUIRE(put_big(store.database(), "big", 1'000'000).has_value());
  CHECK(has(store, "big"));
  CHECK(store.database().health().last_error.empty());
  CHECK(integrity(store) == "ok");
}

TEST_CASE("a file size limit or a quota is told as a full disk") {
  StoreFixture store;
  {
    FileSizeLimit limit(500'000);
    auto status = put_big(store.database(), "big", 2'000'000);
    REQUIRE_FALSE(status.has_value());
    CAPTURE(describe(status.error()));
    CHECK(status.error().code == "store_full");
    CHECK_FALSE(has(store, "big-first"));
    store.write([](Session&) {});  // proves nothing about the disk
    CHECK(store.database().health().last_error.find("full") != std::string::npos);
  }
  REQUIRE(put_big(store.database(), "big", 2'000'000).has_value());
  CHECK(integrity(store) == "ok");
}

TEST_CASE("a disk without space refuses the opening of a new database") {
  TempDir folder;
  QuietLogger quiet;
  FileSizeLimit limit(8192);
  auto opened = Database::open({.file = folder / "m.db"}, quiet.get());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code == "store_full");
}

TEST_CASE("whichever write to disk fails, the transaction is kept whole or not at all") {
  FaultVfs disk;
  for (int k = 1; k <= 12; ++k) {
    bool sticky = k % 2 == 0;
    StoreFixture store;
    REQUIRE(put_big(store.database(), "before", 10'000).has_value());
    int failures = disk.failures();
    disk.fail_write(k, k % 3 == 0 ? SQLITE_IOERR_WRITE : SQLITE_FULL, sticky);
    auto status = put_big(store.database(), "during", 10'000);
    bool failed_in_time = disk.failures() > failures;
    disk.heal();
    CAPTURE(k);
    if (!status) CHECK(status.error().code == (k % 3 == 0 ? "store_failed" : "store_full"));
    if (failed_in_time && sticky) CHECK_FALSE(status.has_value());
    CHECK(has(store, "during") == status.has_value());
    CHECK(has(store, "during-first") == status.has_value());
    REQUIRE(put_big(store.database(), "after", 10'000).has_value());
    store.reopen();
    CHECK(has(store, "before"));
    CHECK(has(store, "during") == status.has_value());
    CHECK(has(store, "after"));
    CHECK(integrity(store) == "ok");
  }
  CHECK(disk.failures() > 0);
}

TEST_CASE("after a failed sync nothing more is written until the restart") {
  FaultVfs disk;
  StoreFixture store;
  REQUIRE(put_big(store.database(), "before", 100).has_value());
  disk.fail_sync(1, SQLITE_IOERR_FSYNC, false);
  auto status = put_big(store.database(), "during", 100);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "store_failed");
  auto refused = put_big(store.database(), "later", 100);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("sync") != std::string::npos);
  CHECK(refused.error().hint.find("restart") != std::string::npos);
  CHECK_FALSE(store.database().health().last_error.empty());
  CHECK(has(store, "before"));  // reading goes on
  store.reopen();
  REQUIRE(put_big(store.database(), "later", 100).has_value());
  CHECK(integrity(store) == "ok");
}

TEST_CASE("a failed sync is told once, so that its owner can start anew") {
  FaultVfs disk;
  TempDir folder;
  QuietLogger quiet;
  std::atomic<int> told = 0;
  const Database::Options options{.file = folder / "m.db"};
  auto opened = open_watched(options, quiet.get(), [&] { ++told; });
  REQUIRE(opened);
  Database& database = **opened;
  disk.fail_write(1, SQLITE_FULL, false);  // passes by itself
  REQUIRE_FALSE(put_big(database, "full", 100));
  REQUIRE(put_big(database, "before", 100));
  CHECK(told == 0);
  disk.fail_sync(1, SQLITE_IOERR_FSYNC, false);
  REQUIRE_FALSE(put_big(database, "during", 100));
  REQUIRE_FALSE(put_big(database, "later", 100));
  CHECK(told == 1);
  opened->reset();
  CHECK(told == 1);
  REQUIRE(Database::open(options, quiet.get()));
}
