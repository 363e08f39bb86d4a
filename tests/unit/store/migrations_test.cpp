#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "store/migrations.hpp"
#include "store/sqlite_tools.hpp"
#include "support/batch_builder.hpp"
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

// What version 1 of the host left behind: a file with every table that version 2 changes, and a record table.
constexpr char kRowsOfVersion1[] = R"sql(
INSERT INTO connections VALUES ('con_1', 'default', 'shop', 'NA', 'Shop', 0, 'console', '', 'A1', 'Name', '{}', 1, 2, 3);
INSERT INTO streams VALUES ('con_1', 'orders', 'cursor-1', 10, 11, 'run_1', 1, 4);
INSERT INTO streams VALUES ('con_1', 'items', '', NULL, NULL, '', 0, 0);
INSERT INTO runs VALUES ('run_1', 'con_1', 'orders', 'schedule', 'scheduler', 'failed', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 'note',
                         'server', 'GET /x', 'r-1', 'HTTP 503', 503);
INSERT INTO coverage VALUES ('con_1', 'orders', 'US', 100, 200);
INSERT INTO coverage VALUES ('con_1', 'orders', '', 300, 400);
CREATE TABLE "shop_orders" (
  "order_id" TEXT NOT NULL,
  "created_at" TIMESTAMP TEXT,
  _connection_id TEXT NOT NULL,
  _marketplace_id TEXT,
  _run_id TEXT NOT NULL,
  _first_seen_at TIMESTAMP TEXT NOT NULL,
  _synced_at TIMESTAMP TEXT NOT NULL,
  _deleted_at TIMESTAMP TEXT,
  _change_seq INTEGER NOT NULL,
  _raw JSON TEXT,
  PRIMARY KEY (_connection_id, "order_id")
);
CREATE INDEX "shop_orders_by_change" ON "shop_orders" (_change_seq);
INSERT INTO record_tables VALUES ('shop_orders', 'shop', 'orders', 'order_id', '');
INSERT INTO shop_orders VALUES ('o1', NULL, 'con_1', 'US', 'run_1', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', NULL, 1, '{}');
UPDATE change_counter SET last_seq = 1;
)sql";

void write_version_1(const std::filesystem::path& file) {
  Handle handle(file);
  REQUIRE(migrate(handle.database, all_migrations().first(1)).has_value());
  must(sqlite::exec(handle.database, kRowsOfVersion1, "filling a file of version 1"));
}

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

TEST_CASE("a file of version 1 keeps everything: streams, runs and coverage without a marketplace or part") {
  StoreFixture store;
  store.close();
  std::filesystem::remove(store.file());
  write_version_1(store.file());
  store.reopen();

  auto streams = store.read([](Session& s) { return rows::list_streams(s, "con_1"); });
  REQUIRE(streams.size() == 2);
  auto orders = store.read([](Session& s) { return rows::find_stream(s, "con_1", "orders"); });
  REQUIRE(orders);
  CHECK(orders->cursor == "cursor-1");
  CHECK(orders->last_success_at == from_unix_us(10));
  CHECK(orders->last_attempt_at == from_unix_us(11));
  CHECK(orders->last_run_id == "run_1");
  CHECK(orders->last_run_failed);
  CHECK(orders->consecutive_failures == 4);
  CHECK(orders->marketplace.empty());
  CHECK(orders->notice.empty());

  auto run = store.read([](Session& s) { return rows::find_run(s, "run_1"); });
  REQUIRE(run);
  CHECK(run->marketplace.empty());
  CHECK(run->failure_status == 503);
  CHECK(run->rows_changed == 8);

  auto coverage = store.read([](Session& s) { return rows::list_coverage(s, "con_1"); });
  REQUIRE(coverage.size() == 2);
  CHECK(coverage[0].marketplace.empty());
  CHECK(coverage[0].from == from_unix_us(300));
  CHECK(coverage[1].marketplace == "US");
  CHECK(coverage[1].to == from_unix_us(200));
  CHECK(coverage[1].part.empty());
  CHECK_FALSE(coverage[1].lost);
}

TEST_CASE("a record table of version 1 is given the column that listings need, and goes on") {
  StoreFixture store;
  store.close();
  std::filesystem::remove(store.file());
  write_version_1(store.file());
  store.reopen();
  RecordTable table;
  table.channel = "shop";
  table.stream = "orders";
  table.fields = {{.name = "order_id"}, {.name = "created_at", .type = FieldType::timestamp}};
  table.primary_key = {"order_id"};
  table.by_marketplace = true;
  for (int start = 0; start < 2; ++start)  // every start of the host makes sure of its tables
    store.write([&](Session& s) { must(ensure_record_table(s, table)); });
  RecordWriter writer;
  BatchBuilder builder(table);
  builder.text("o1").time(at_second(1)).raw("{}").marketplace("US");
  auto batch = builder.take();
  store.write([&](Session& s) {
    auto counts = writer.upsert(s, table, "con_1", "run_2", at_second(5), batch);
    if (!counts) throw std::runtime_error(describe(counts.error()));
    CHECK(counts->rows_changed == 1);
  });
  auto page = store.read([&](Session& s) { return query_records(s, table, {}); });
  REQUIRE(page);
  CHECK(page->total == 1);
  CHECK(page->columns.back() == "_missing_since");
  CHECK_FALSE(page->rows[0].back().has_value());
  store.close();
  Handle handle(store.file());
  CHECK(handle.number(
            "SELECT count(*) FROM pragma_index_list('shop_orders') WHERE name LIKE '%_by_marketplace'") == 1);
  CHECK(handle.number(
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('objects', 'object_tags', 'object_notes', "
            "'saved_views')") == 4);
  CHECK(handle.number("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_of_2'") == 0);
  CHECK(handle.number("SELECT count(*) FROM pragma_foreign_key_check") == 0);
}

TEST_CASE("a connection whose name was blank is given the name of its account, or an id") {
  StoreFixture store;
  store.close();
  std::filesystem::remove(store.file());
  {
    Handle handle(store.file());
    REQUIRE(migrate(handle.database, all_migrations().first(16)).has_value());
    must(sqlite::exec(
        handle.database,
        "INSERT INTO connections (id, workspace_id, channel, region, label, disconnected, managed_by, "
        "config_key, account_id, account_name, settings_json, version, created_at, updated_at) VALUES "
        "('con_1', 'default', 'shop', 'NA', '', 0, 'console', '', 'A1', 'Harbor Supply', '{}', 1, 2, 3), "
        "('con_2', 'default', 'shop', 'NA', '   ', 0, 'console', '', 'A2', '', '{}', 1, 2, 3), "
        "('con_3', 'default', 'shop', 'NA', char(160, 8203), 0, 'console', '', '', '', '{}', 1, 2, 3), "
        "('con_4', 'default', 'shop', 'NA', ' Kept ', 0, 'console', '', 'A4', '', '{}', 1, 2, 3)",
        "filling a file of version 16"));
  }
  store.reopen();
  auto label = [&](const char* id) {
    return store.read([&](Session& s) { return rows::find_connection(s, id)->label; });
  };
  CHECK(label("con_1") == "Harbor Supply");
  CHECK(label("con_2") == "A2");
  CHECK(label("con_3") == "con_3");
  CHECK(label("con_4") == " Kept ");
}

TEST_CASE("a connection whose name nobody can see is given one, too") {
  StoreFixture store;
  store.close();
  std::filesystem::remove(store.file());
  {
    Handle handle(store.file());
    REQUIRE(migrate(handle.database, all_migrations().first(17)).has_value());
    must(sqlite::exec(
        handle.database,
        "INSERT INTO connections (id, workspace_id, channel, region, label, disconnected, managed_by, "
        "config_key, account_id, account_name, settings_json, version, created_at, updated_at) VALUES "
        "('con_1', 'default', 'shop', 'NA', char(65440), 0, 'console', '', 'A1', 'Harbor', '{}', 1, 2, 3), "
        "('con_2', 'default', 'shop', 'NA', char(847, 6158), 0, 'console', '', 'A2', '', '{}', 1, 2, 3), "
        "('con_3', 'default', 'shop', 'NA', char(65440, 45), 0, 'console', '', 'A3', '', '{}', 1, 2, 3), "
        "('con_4', 'default', 'shop', 'NA', char(24215), 0, 'console', '', 'A4', '', '{}', 1, 2, 3)",
        "filling a file of version 17"));
  }
  store.reopen();
  auto label = [&](const char* id) {
    return store.read([&](Session& s) { return rows::find_connection(s, id)->label; });
  };
  CHECK(label("con_1") == "Harbor");
  CHECK(label("con_2") == "A2");
  CHECK(label("con_3") == "\uFFA0-");
  CHECK(label("con_4") == "\u5E97");
}
