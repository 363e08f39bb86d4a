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
  // Rows that were first held before that second may hold no personal data.
  int64_t personal_before = 0;
  int64_t hold(
      const std::string& id, int64_t second, bool with_people = true, const std::string& connection = "con_1",
      const std::string& raw = R"({"orderId":"1","buyer":{"name":"Ann"},"recipient":{"city":"Kiel"}})") {
    int64_t changed = 0;
    BatchBuilder builder(table);
    builder.text(id).text("10.50");
    with_people ? builder.text("Ann").text(R"({"city":"Kiel"})") : builder.null().null();
    builder.raw(raw).marketplace("DE");
    auto batch = builder.take();
    write([&](Session& s) {
      auto done = writer.upsert(s, table, connection, "run_1", at_second(second), batch,
                                personal_before < 0 ? kEndOfTime : at_second(personal_before));
      if (!done) throw std::runtime_error(describe(done.error()));
      changed = done->rows_changed;
    });
    return changed;
  }
  int64_t last_seq() { return number("SELECT last_seq FROM change_counter"); }
  std::string raw_of(const std::string& id) {
    return text("SELECT coalesce(_raw, 'none') FROM shop_people WHERE order_id = '" + id + "'");
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
  hold("none", 100, false, "con_1", R"({"orderId":"1","buyer":null,"recipient":""})");
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

TEST_CASE_METHOD(Fixture,
                 "a row that is too old is read again without a change, and what was removed stays removed") {
  hold("1", 100);
  CHECK(clean(150) == 1);
  const int64_t before = last_seq();
  const std::string held = raw_of("1");
  personal_before = 150;
  for (int64_t second = 200; second < 210; ++second) {
    CHECK(hold("1", second) == 0);
    CHECK(clean(150) == 0);
  }
  CHECK(last_seq() == before);
  CHECK(raw_of("1") == held);
  CHECK(people() == 0);
}

TEST_CASE_METHOD(Fixture, "what really changes of a row that is too old comes in, without the people") {
  hold("1", 100);
  CHECK(clean(150) == 1);
  personal_before = 150;
  CHECK(hold("1", 200, true, "con_1", R"({"orderId":"1","status":"sent","buyer":{"name":"Eva"}})") == 1);
  CHECK(people() == 0);
  CHECK(raw_of("1") == R"({"orderId":"1","status":"sent"})");
  CHECK(hold("1", 201, true, "con_1", R"({"orderId":"1","status":"sent","buyer":{"name":"Eva"}})") == 0);
}

TEST_CASE_METHOD(Fixture,
                 "a row that becomes too old between two readings loses its people with the second one") {
  hold("1", 100);
  personal_before = 150;
  CHECK(hold("1", 200) == 1);
  CHECK(people() == 0);
  CHECK(raw_of("1") == R"({"orderId":"1"})");
  CHECK(clean(150) == 0);
}

TEST_CASE_METHOD(Fixture, "a row within its days keeps its people, whatever the age of others") {
  personal_before = 150;
  hold("young", 200);
  CHECK(hold("young", 210) == 0);
  CHECK(people() == 1);
  CHECK(raw_of("young").find("Ann") != std::string::npos);
}

TEST_CASE_METHOD(
    Fixture,
    "where personal data is off, none is ever stored: neither new, nor read again, nor in the raw record") {
  personal_before = -1;  // off
  const bool with_cells = GENERATE(true, false);
  hold("1", 100, with_cells);
  CHECK(people() == 0);
  CHECK(raw_of("1") == R"({"orderId":"1"})");
  CHECK(hold("1", 200, with_cells) == 0);
  CHECK(clean(INT32_MAX) == 0);
  CHECK(last_seq() == 1);
}

TEST_CASE_METHOD(
    Fixture, "where personal data is off and no members are named, the record of a row with people goes") {
  table.personal_raw.clear();
  write([&](Session& s) { must(ensure_personal_index(s, table)); });
  personal_before = -1;
  hold("people", 100);
  hold("none", 100, false);
  CHECK(raw_of("people") == "none");
  CHECK(raw_of("none").find("orderId") != std::string::npos);
  CHECK(hold("people", 200) == 0);
  CHECK(hold("none", 200, false) == 0);
}

TEST_CASE_METHOD(Fixture,
                 "people whom only the raw record names are never stored: no index would find them again") {
  hold("1", 100, false);
  CHECK(raw_of("1") == R"({"orderId":"1"})");
  CHECK(hold("1", 200, false) == 0);
  hold("1", 300, true);
  CHECK(raw_of("1").find("Ann") != std::string::npos);
  CHECK(hold("1", 400, false) == 1);
  CHECK(raw_of("1") == R"({"orderId":"1"})");
}

TEST_CASE_METHOD(Fixture, "a record that has none of the members is not read as JSON") {
  CHECK(may_name_someone(table, R"({"orderId":"1","recipient" : 1})"));
  CHECK(may_name_someone(table, "buyer: Ann"));
  CHECK(may_name_someone(table, ""));
  CHECK_FALSE(may_name_someone(table, R"({"orderId":"1","buyers":2,"note":"a \"buyer\" note"})"));
}

TEST_CASE_METHOD(Fixture, "empty members are no personal data: such a row never changes because of them") {
  const std::string raw = R"({"orderId":"1","buyer":"","recipient":null})";
  hold("1", 100, false, "con_1", raw);
  personal_before = 150;
  CHECK(clean(150) == 0);
  CHECK(hold("1", 200, false, "con_1", raw) == 0);
  CHECK(raw_of("1") == raw);
}
