// Transactions, ordering, snapshots, hooks, housekeeping.
#include <catch2/catch.hpp>
#include <thread>

#include "store/sqlite_tools.hpp"
#include "support/child_test.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

void put(Session& session, const std::string& key, const std::string& value = "1") {
  rows::put_fact(session, key, value);
}

std::string get(StoreFixture& store, const std::string& key) {
  return store.read([&](Session& s) { return rows::get_fact(s, key); }).value_or("(none)");
}

int64_t pragma(Session& session, const std::string& name) {
  return sqlite::query_integer(sqlite::handle(session), "PRAGMA " + name).value();
}

}  // namespace

TEST_CASE("the writing session is durable, the reading ones cannot write or checkpoint") {
  StoreFixture store;
  store.write([](Session& s) {
    CHECK(pragma(s, "synchronous") == 2);
    CHECK(pragma(s, "foreign_keys") == 1);
    CHECK(pragma(s, "secure_delete") == 1);
    CHECK(pragma(s, "mmap_size") == 0);
    CHECK(sqlite::query_text(sqlite::handle(s), "PRAGMA journal_mode").value() == "wal");
  });
  store.read([](Session& s) {
    CHECK(pragma(s, "query_only") == 1);
    CHECK(pragma(s, "wal_autocheckpoint") == 0);
    CHECK(pragma(s, "mmap_size") == 0);
    return 0;
  });
  auto status = store.database().read([](Session& s) -> Status {
    put(s, "k");
    return {};
  });
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "store_readonly");
}

TEST_CASE("work that fails leaves nothing behind, and the next write works") {
  StoreFixture store;
  auto& database = store.database();
  auto returned = database.write([](Session& s) -> Status {
    put(s, "a");
    return fail("not_today", "no");
  });
  REQUIRE_FALSE(returned.has_value());
  CHECK(returned.error().code == "not_today");
  CHECK(database.health().last_error.empty());  // the work's own error is not the store's

  auto thrown = database.write([](Session& s) -> Status {
    put(s, "b");
    throw std::runtime_error("boom");
  });
  REQUIRE_FALSE(thrown.has_value());
  CHECK(thrown.error().message.find("boom") != std::string::npos);

  auto bad_sql = database.write([](Session& s) -> Status {
    put(s, "c");
    s << "INSERT INTO no_such_table VALUES (1)", Poco::Data::Keywords::now;
    return {};
  });
  REQUIRE_FALSE(bad_sql.has_value());
  CHECK(bad_sql.error().code == "store_failed");
  CHECK(bad_sql.error().message.find("no_such_table") != std::string::npos);
  CHECK_FALSE(database.health().last_error.empty());

  store.write([](Session& s) { put(s, "d"); });
  CHECK(database.health().last_error.empty());
  CHECK(get(store, "a") == "(none)");
  CHECK(get(store, "b") == "(none)");
  CHECK(get(store, "c") == "(none)");
  CHECK(get(store, "d") == "1");
}

TEST_CASE("work that ends the transaction itself is reported") {
  StoreFixture store;
  auto status = store.database().write([](Session& s) -> Status {
    put(s, "a");
    return sqlite::exec(sqlite::handle(s), "COMMIT", "test");
  });
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "store_failed");
  store.write([](Session& s) { put(s, "b"); });
  CHECK(get(store, "b") == "1");
}

TEST_CASE("posted writes commit in order and tell their outcome on the executor") {
  StoreFixture store;
  VirtualClock clock(at_second(0));
  ManualExecutor executor(clock);
  std::vector<std::string> told;
  for (int i = 0; i < 20; ++i)
    store.database().post_write(
        [i](Session& s) -> Status {
          put(s, "last", std::to_string(i));
          if (i == 7) return fail("seven", "no");
          return {};
        },
        executor, [&told, i](Status status) { told.push_back(std::to_string(i) + (status ? "" : "!")); });
  store.write([](Session&) {});  // stands behind them in the queue
  CHECK(told.empty());
  executor.run_ready();
  REQUIRE(told.size() == 20);
  for (int i = 0; i < 20; ++i)
    CHECK(told[static_cast<size_t>(i)] == std::to_string(i) + (i == 7 ? "!" : ""));
  CHECK(get(store, "last") == "19");
}

TEST_CASE("a write from within a write is refused instead of waiting for itself") {
  StoreFixture store;
  Status inner;
  store.write([&](Session&) { inner = store.database().write([](Session&) -> Status { return {}; }); });
  REQUIRE_FALSE(inner.has_value());
  CHECK(inner.error().code == "store_misused");
}

TEST_CASE("hooks run after the commit, in order, and never without it") {
  StoreFixture store;
  auto& database = store.database();
  std::string order;
  auto failed = database.write([&](Session&) -> Status {
    database.after_commit([&] { order += "x"; });
    return fail("no", "no");
  });
  CHECK_FALSE(failed.has_value());
  store.write([&](Session& s) {
    put(s, "k", "seen");
    database.after_commit([&] { order += get(store, "k") + " "; });
    database.after_commit([] { throw std::runtime_error("a hook must not end the writer"); });
    database.after_commit([&] { order += "last"; });
  });
  CHECK(order == "seen last");
  database.after_commit([&] { order += "outside"; });
  store.write([](Session&) {});
  CHECK(order == "seen last");
}

TEST_CASE("a read is a snapshot") {
  StoreFixture store;
  store.write([](Session& s) { put(s, "k", "before"); });
  auto status = store.database().read([&](Session& s) -> Status {
    CHECK(rows::get_fact(s, "k") == "before");
    store.write([](Session& w) { put(w, "k", "after"); });
    CHECK(rows::get_fact(s, "k") == "before");
    return {};
  });
  CHECK(status.has_value());
  CHECK(get(store, "k") == "after");
}

TEST_CASE("more readers than sessions take turns, also when a read fails") {
  StoreFixture store;
  store.write([](Session& s) { put(s, "k", "v"); });
  std::atomic<int> good = 0, bad = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        auto status = store.database().read([&](Session& s) -> Status {
          if (t % 3 == 0) throw std::runtime_error("no");
          return rows::get_fact(s, "k") == "v" ? Status{} : fail("wrong", "value");
        });
        ++(status ? good : bad);
      }
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(good == 8 * 20);
  CHECK(bad == 4 * 20);
}

TEST_CASE("closing commits what is queued") {
  StoreFixture store;
  for (int i = 0; i < 50; ++i)
    store.database().post_write(
        [i](Session& s) -> Status {
          put(s, "k" + std::to_string(i));
          return {};
        },
        [](Status) {});
  store.close();
  CHECK(std::filesystem::file_size(store.file()) > 0);
  auto wal = store.file();
  wal += "-wal";
  CHECK_FALSE(std::filesystem::exists(wal));  // the last session moved everything into the database
  store.reopen();
  for (int i = 0; i < 50; ++i)
    CHECK(get(store, "k" + std::to_string(i)) == "1");
}

TEST_CASE("an idle writer empties the write-ahead log") {
  TempDir folder;
  QuietLogger quiet;
  auto database = Database::open({.file = folder / "m.db", .tidy_after = Duration{0}}, quiet.get());
  REQUIRE(database.has_value());
  auto status = (*database)->write([](Session& s) -> Status {
    put(s, "k", std::string(100'000, 'x'));
    return {};
  });
  REQUIRE(status.has_value());
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while ((*database)->health().wal_bytes > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  auto health = (*database)->health();
  CHECK(health.wal_bytes == 0);
  CHECK(health.file_bytes > 100'000);
  CHECK(health.queued_writes == 0);
  CHECK(health.last_error.empty());
  CHECK(health.sqlite_version == sqlite3_libversion());
}

TEST_CASE("child: dies inside a write", "[.]") {
  QuietLogger quiet;
  auto database = Database::open({.file = child_value("STORE_TEST_FILE")}, quiet.get());
  auto committed = (*database)->write([](Session& s) -> Status {
    put(s, "committed");
    return {};
  });
  if (!committed) std::_Exit(3);
  auto status = (*database)->write([](Session& s) -> Status {
    // More than the cache holds, so that pages of the open transaction are in the log on disk.
    for (int i = 0; i < 2000; ++i)
      put(s, "lost" + std::to_string(i), std::string(8000, 'x'));
    kill(getpid(), SIGKILL);
    return {};
  });
  std::_Exit(4);
}

TEST_CASE("a kill inside a write loses that write only") {
  StoreFixture store;
  store.close();
  int status = run_child_test("child: dies inside a write", "STORE_TEST_FILE", store.file().string());
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  store.reopen();  // the dead process's lock is gone
  CHECK(get(store, "committed") == "1");
  CHECK(get(store, "lost0") == "(none)");
  CHECK(store.read([](Session& s) {
    return sqlite::query_text(sqlite::handle(s), "PRAGMA integrity_check").value();
  }) == "ok");
}
