#include "store/record_personal.hpp"

#include <catch2/catch.hpp>

#include "record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

RecordTable people_table() {
  RecordTable table;
  table.channel = "shop";
  table.stream = "people";
  table.fields = {{.name = "order_id"},
                  {.name = "total", .type = FieldType::decimal},
                  {.name = "buyer", .pii = true},
                  {.name = "address", .type = FieldType::json, .pii = true}};
  table.primary_key = {"order_id"};
  table.personal_raw = {"buyer", "recipient"};
  return table;
}

struct Fixture : RecordFixture {
  RecordTable table = people_table();
  Fixture() {
    write([&](Session& s) {
      must(ensure_record_table(s, table));
      must(ensure_personal_index(s, table));
    });
  }
  void hold(
      const std::string& id, int64_t second, bool with_people = true, const std::string& connection = "con_1",
      const std::string& raw = R"({"orderId":"1","buyer":{"name":"Ann"},"recipient":{"city":"Kiel"}})") {
    BatchBuilder builder(table);
    builder.text(id).text("10.50");
    with_people ? builder.text("Ann").text(R"({"city":"Kiel"})") : builder.null().null();
    builder.raw(raw).marketplace("DE");
    auto batch = builder.take();
    write([&](Session& s) {
      if (auto done = writer.upsert(s, table, connection, "run_1", at_second(second), batch); !done)
        throw std::runtime_error(describe(done.error()));
    });
  }
  int64_t clean(int64_t before_second, int64_t at_most = 1000, const std::string& connection = "con_1") {
    int64_t cleaned = 0;
    write([&](Session& s) {
      cleaned = *remove_personal_data(s, table, connection, at_second(before_second), at_most);
    });
    return cleaned;
  }
  int64_t people() {
    return number("SELECT count(*) FROM shop_people WHERE buyer IS NOT NULL OR address IS NOT NULL");
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "personal data goes when it was held for too long; the rest of the row stays") {
  hold("old", 100);
  hold("young", 200);
  CHECK(clean(150) == 1);
  CHECK(people() == 1);
  CHECK(text("SELECT order_id || ' ' || total || ' ' || _raw FROM shop_people WHERE buyer IS NULL") ==
        R"(old 10.50 {"orderId":"1"})");
  CHECK(text("SELECT buyer || address FROM shop_people WHERE order_id = 'young'") == R"(Ann{"city":"Kiel"})");
  CHECK(clean(150) == 0);
}

TEST_CASE_METHOD(Fixture, "the age is that of the first time, however often the row is read again") {
  hold("1", 100);
  hold("1", 900);
  CHECK(clean(150) == 1);
  CHECK(people() == 0);
}

TEST_CASE_METHOD(Fixture, "a raw record without known members goes as a whole, and so does what is no JSON") {
  hold("broken", 100, true, "con_1", "{\"buyer\":\"Ann\"");
  CHECK(clean(150) == 1);
  CHECK(number("SELECT count(*) FROM shop_people WHERE _raw IS NULL") == 1);
  table.personal_raw.clear();
  hold("other", 100);
  CHECK(clean(150) == 1);
  CHECK(number("SELECT count(*) FROM shop_people WHERE _raw IS NULL") == 2);
}

TEST_CASE_METHOD(Fixture,
                 "readers that follow the changes see each removal once, and rows without people never") {
  hold("1", 100);
  hold("2", 100);
  hold("none", 100, false);
  const int64_t before = number("SELECT max(_change_seq) FROM shop_people");
  CHECK(clean(150) == 2);
  CHECK(number("SELECT count(DISTINCT _change_seq) FROM shop_people WHERE _change_seq > " +
               std::to_string(before)) == 2);
  CHECK(number("SELECT last_seq FROM change_counter") == before + 2);
}

TEST_CASE_METHOD(Fixture, "members may be called as the columns of a report are") {
  table.personal_raw = {"customer-comments", "buyer"};
  hold("1", 100, true, "con_1", R"({"sku":"A","customer-comments":"from Ann","buyer":"Ann"})");
  CHECK(clean(150) == 1);
  CHECK(text("SELECT _raw FROM shop_people") == R"({"sku":"A"})");
}

TEST_CASE_METHOD(Fixture, "only the connection's rows, and only so many at once") {
  for (const char* id : {"1", "2", "3"})
    hold(id, 100);
  hold("4", 100, true, "con_2");
  CHECK(clean(150, 2) == 2);
  CHECK(clean(150, 2) == 1);
  CHECK(people() == 1);
  CHECK(clean(150, 2, "con_2") == 1);
}

TEST_CASE_METHOD(Fixture, "looking costs what there is to remove: the partial index serves it") {
  std::string used;
  write([&](Session& s) {
    auto statement = sqlite::prepare(
        sqlite::handle(s),
        "EXPLAIN QUERY PLAN SELECT rowid FROM shop_people WHERE _connection_id = 'con_1' AND "
        "_first_seen_at < '2026' AND (\"buyer\" IS NOT NULL OR \"address\" IS NOT NULL) LIMIT 5");
    REQUIRE(statement);
    while (sqlite3_step(statement->get()) == SQLITE_ROW)
      used += reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 3));
  });
  CHECK(used.find("shop_people_personal") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "another field that is marked makes the index anew") {
  hold("1", 100);
  table.fields.push_back({.name = "phone", .pii = true});
  write([&](Session& s) {
    must(ensure_record_table(s, table));
    must(ensure_personal_index(s, table));
  });
  CHECK(text("SELECT sql FROM sqlite_schema WHERE name = 'shop_people_personal'").find("phone") !=
        std::string::npos);
  CHECK(clean(150) == 1);
}
