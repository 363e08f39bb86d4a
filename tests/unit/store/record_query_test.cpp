// The records browser's pages: order, cursors, filters.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "unit/store/record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

RecordPage query(RecordFixture& store, const RecordQuery& wanted, const RecordTable& table = order_table()) {
  return store.read([&](Session& s) { return query_records(s, table, wanted).value(); });
}

std::vector<std::string> ids(const RecordPage& page) {
  std::vector<std::string> out;
  for (const auto& row : page.rows)
    out.push_back(*row[0]);
  return out;
}

// Follows the cursor to the end.
std::vector<std::string> all_ids(RecordFixture& store, RecordQuery wanted,
                                 const RecordTable& table = order_table()) {
  std::vector<std::string> out;
  do {
    auto page = query(store, wanted, table);
    REQUIRE(page.rows.size() <= wanted.limit);
    REQUIRE((page.next.empty() || page.rows.size() == wanted.limit));
    for (auto& id : ids(page))
      out.push_back(id);
    wanted.after = page.next;
  } while (!wanted.after.empty());
  return out;
}

}  // namespace

TEST_CASE("a page has named columns, values and the total") {
  RecordFixture store;
  store.upsert({{.id = "o1", .created_s = 5, .raw = "{\"x\":1}"}, {.id = "o2", .created_s = std::nullopt}});
  auto page = query(store, {.limit = 1});
  CHECK(page.columns == std::vector<std::string>{"order_id", "created_at", "total", "items", "paid",
                                                 "ship_on", "programs", "_connection_id", "_marketplace_id",
                                                 "_run_id", "_first_seen_at", "_synced_at", "_deleted_at",
                                                 "_change_seq", "_missing_since"});
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0][1] == "1970-01-01T00:00:05Z");
  CHECK(page.rows[0][3] == "1");
  CHECK(page.rows[0][4] == "1");
  CHECK_FALSE(page.rows[0][12].has_value());
  CHECK(page.total == 2);
  auto second = query(store, {.after = page.next, .limit = 1, .include_raw = true});
  CHECK(ids(second) == std::vector<std::string>{"o2"});
  CHECK_FALSE(second.rows[0][1].has_value());
  CHECK(second.columns.back() == "_raw");
  CHECK(second.rows[0].back() == "{}");
  CHECK(second.next.empty());
  CHECK(second.total == 2);
}

TEST_CASE("newest first; same times and missing times are neither skipped nor repeated, for any page size") {
  RecordFixture store;
  std::mt19937 random(11);
  std::vector<Order> orders;
  for (int i = 0; i < 60; ++i) {
    Order order{.id = "o" + std::to_string(100 + i)};
    order.created_s = random() % 5 == 0 ? std::nullopt : std::optional<int64_t>(random() % 8);
    orders.push_back(order);
  }
  store.upsert(orders);
  auto expected = orders;
  std::sort(expected.begin(), expected.end(), [](const Order& a, const Order& b) {
    return std::pair(a.created_s.value_or(-1), a.id) > std::pair(b.created_s.value_or(-1), b.id);
  });
  std::vector<std::string> expected_ids;
  for (const auto& order : expected)
    expected_ids.push_back(order.id);
  for (size_t limit : {1, 2, 7, 59, 60, 61})
    CHECK(all_ids(store, {.limit = limit}) == expected_ids);
}

TEST_CASE("rows that arrive between two pages do not disturb the paging") {
  RecordFixture store;
  store.upsert({{.id = "a", .created_s = 1}, {.id = "b", .created_s = 2}, {.id = "c", .created_s = 3}});
  auto first = query(store, {.limit = 2});
  store.upsert({{.id = "new", .created_s = 9}});
  CHECK(ids(first) == std::vector<std::string>{"c", "b"});
  CHECK(ids(query(store, {.after = first.next, .limit = 2})) == std::vector<std::string>{"a"});
}

TEST_CASE("filters by connection, marketplace and text") {
  RecordFixture store;
  store.upsert({{.id = "111-AAA"}, {.id = "50%off", .marketplace = "CA"}, {.id = "a_b"}, {.id = "axb"}},
               "con_1");
  store.upsert({{.id = "111-BBB"}}, "con_2");
  CHECK(all_ids(store, {.connection_id = "con_2"}) == std::vector<std::string>{"111-BBB"});
  CHECK(all_ids(store, {.marketplace = "CA"}) == std::vector<std::string>{"50%off"});
  CHECK(all_ids(store, {.text = "111"}).size() == 2);
  CHECK(all_ids(store, {.text = "aaa"}) == std::vector<std::string>{"111-AAA"});
  CHECK(all_ids(store, {.text = "%"}) == std::vector<std::string>{"50%off"});
  CHECK(all_ids(store, {.text = "a_b"}) == std::vector<std::string>{"a_b"});
  CHECK(all_ids(store, {.text = "' OR 1=1 --"}).empty());
  CHECK(query(store, {.connection_id = "con_1", .text = "111", .limit = 1}).total == 1);
}

TEST_CASE("a table without a time is ordered by its key, also by a key of several types") {
  RecordFixture store;
  RecordTable table;
  table.channel = "shop";
  table.stream = "lines";
  table.fields = {{.name = "name", .type = FieldType::text}, {.name = "number", .type = FieldType::integer}};
  table.primary_key = {"name", "number"};
  store.write([&](Session& s) {
    must(ensure_record_table(s, table));
    BatchBuilder builder(table);
    for (const char* name : {"b", "a:%", "a", ""})
      for (int number : {10, 9, -1})
        builder.text(name).integer(number);
    REQUIRE(store.writer.upsert(s, table, "con_1", "run_1", at_second(1), builder.take()).has_value());
  });
  auto expected = std::vector<std::string>{"", "", "", "a", "a", "a", "a:%", "a:%", "a:%", "b", "b", "b"};
  for (size_t limit : {1, 5, 50})
    CHECK(all_ids(store, {.limit = limit}, table) == expected);
  CHECK(query(store, {.limit = 2}, table).rows[1][1] == "9");
}

TEST_CASE("a cursor that is not ours is refused") {
  RecordFixture store;
  store.upsert({{.id = "o1", .created_s = 1}});
  for (const char* cursor : {"x", "s1", "s1:s2:s3:s4", "s1:n:s3", "i12z:s:s", ":", "s1:s2:", "i"}) {
    CAPTURE(cursor);
    store.read([&](Session& s) {
      auto page = query_records(s, order_table(), {.after = cursor});
      REQUIRE_FALSE(page.has_value());
      CHECK(page.error().code == "cursor_invalid");
      return 0;
    });
  }
}

TEST_CASE("pages and counts use the indexes") {
  RecordFixture store;
  auto plan = [&](const std::string& sql) {
    return store.read([&](Session& s) {
      auto statement = sqlite::prepare(sqlite::handle(s), "EXPLAIN QUERY PLAN " + sql).value();
      std::string text;
      while (sqlite3_step(statement.get()) == SQLITE_ROW)
        text += std::string(sqlite::column_text(statement.get(), 3)) + "; ";
      return text;
    });
  };
  CHECK_THAT(plan("SELECT * FROM shop_orders WHERE created_at IS NOT NULL AND created_at <= 'x' AND "
                  "(created_at < 'x' OR (_connection_id, order_id) < ('c', 'o')) ORDER BY created_at DESC, "
                  "_connection_id DESC, order_id DESC"),
             Catch::Contains("USING INDEX shop_orders_by_time (created_at"));
  CHECK_THAT(plan("SELECT count(*) FROM shop_orders WHERE _connection_id = 'c'"),
             Catch::Contains("COVERING INDEX"));
  CHECK_THAT(plan("SELECT * FROM shop_orders WHERE _change_seq > 5 ORDER BY _change_seq"),
             Catch::Contains("shop_orders_by_change"));
}
