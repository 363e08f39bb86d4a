#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "store/migrations.hpp"
#include "store/sqlite_tools.hpp"
#include "support/child_test.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct Handle {
  explicit Handle(const std::string& file) { REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK); }
  ~Handle() { sqlite3_close(database); }
  int64_t number(const std::string& sql) { return sqlite::query_integer(database, sql).value(); }
  sqlite3* database = nullptr;
};

constexpr Migration kFirst{"first", "CREATE TABLE a (x); INSERT INTO a VALUES (1)"};
constexpr Migration kSecond{"second", "CREATE TABLE b (x); UPDATE a SET x = 2"};
constexpr Migration kBroken{"broken",
                            "CREATE TABLE b (x); UPDATE a SET x = 2; INSERT INTO missing VALUES (1)"};
constexpr Migration kDying{"dying", "CREATE TABLE b (x); UPDATE a SET x = 2; SELECT die_now()"};

int64_t tables(Handle& handle) {
  return handle.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
}

}  // namespace

TEST_CASE("migrations run once, in order") {
  TempDir folder;
  Handle handle(folder / "m.db");
  Migration one[] = {kFirst}, two[] = {kFirst, kSecond};
  REQUIRE(migrate(handle.database, one).has_value());
  CHECK(handle.number("PRAGMA user_version") == 1);
  CHECK(handle.number("PRAGMA application_id") == kApplicationId);
  REQUIRE(migrate(handle.database, two).has_value());
  CHECK(handle.number("PRAGMA user_version") == 2);
  CHECK(handle.number("SELECT x FROM a") == 2);
  REQUIRE(migrate(handle.database, two).has_value());
  CHECK(handle.number("SELECT count(*) FROM a") == 1);
}

TEST_CASE("a migration that fails leaves the version before it") {
  TempDir folder;
  Handle handle(folder / "m.db");
  Migration list[] = {kFirst, kBroken};
  auto status = migrate(handle.database, list);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().message.find("version 2 (broken)") != std::string::npos);
  CHECK(handle.number("PRAGMA user_version") == 1);
  CHECK(handle.number("SELECT x FROM a") == 1);
  CHECK(tables(handle) == 1);
  Migration repaired[] = {kFirst, kSecond};
  CHECK(migrate(handle.database, repaired).has_value());
}

TEST_CASE("child: dies inside a migration", "[.]") {
  Handle handle(child_value("STORE_TEST_FILE"));
  auto die = [](sqlite3_context*, int, sqlite3_value**) { kill(getpid(), SIGKILL); };
  sqlite3_create_function(handle.database, "die_now", 0, SQLITE_UTF8, nullptr, die, nullptr, nullptr);
  must(sqlite::exec(handle.database, "PRAGMA journal_mode=WAL; PRAGMA cache_size=1", "test"));
  Migration list[] = {kFirst, kDying};
  must(migrate(handle.database, list));
  std::_Exit(4);
}

TEST_CASE("a kill inside a migration leaves the version before it") {
  TempDir folder;
  int status = run_child_test("child: dies inside a migration", "STORE_TEST_FILE", folder / "m.db");
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  Handle handle(folder / "m.db");
  CHECK(handle.number("PRAGMA user_version") == 1);
  CHECK(handle.number("SELECT x FROM a") == 1);
  CHECK(tables(handle) == 1);
  Migration list[] = {kFirst, kSecond};
  CHECK(migrate(handle.database, list).has_value());
  CHECK(handle.number("SELECT x FROM a") == 2);
}
