// Making record tables: types, growth, and what is refused.
#include <catch2/catch.hpp>

#include "unit/store/record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

std::string ensure_code(RecordFixture& store, const RecordTable& table) {
  auto status = store.database().write([&](Session& s) { return ensure_record_table(s, table); });
  if (status) return "ok";
  CHECK_FALSE(status.error().hint.empty());
  return status.error().code;
}

}  // namespace

TEST_CASE("values are held as people and tools expect them") {
  RecordFixture store;
  store.upsert({{.id = "o1", .created_s = 1'700'000'000, .total = "10.50", .items = 3, .raw = R"({"a":1})"}});
  auto one = [&](const std::string& column) {
    return store.text("SELECT typeof(" + column + ") || ' ' || " + column + " FROM shop_orders");
  };
  CHECK(one("order_id") == "text o1");
  CHECK(one("created_at") == "text 2023-11-14T22:13:20Z");
  CHECK(one("total") == "text 10.50");
  CHECK(one("items") == "integer 3");
  CHECK(one("paid") == "integer 1");
  CHECK(one("ship_on") == "text 2026-02-03");
  CHECK(one("json_extract(programs, '$[0]')") == "text prime");
  CHECK(one("_connection_id") == "text con_1");
  CHECK(one("_marketplace_id") == "text US");
  CHECK(one("_run_id") == "text run_1");
  CHECK(one("_first_seen_at") == "text 1970-01-01T00:16:40Z");
  CHECK(one("_synced_at") == "text 1970-01-01T00:16:40Z");
  CHECK(one("_change_seq") == "integer 1");
  CHECK(one("_raw") == "text {\"a\":1}");
  CHECK(store.number("SELECT _deleted_at IS NULL FROM shop_orders") == 1);
  CHECK(
      store.text("SELECT sql FROM sqlite_schema WHERE name = 'shop_orders'").find("\"total\" DECIMAL TEXT") !=
      std::string::npos);
}

TEST_CASE("a decimal keeps every digit, however long") {
  RecordFixture store;
  std::string digits = "12345678901234567890123456789.010000000000000000000";
  store.upsert({{.id = "o1", .total = digits}});
  CHECK(store.text("SELECT total FROM shop_orders") == digits);
}

TEST_CASE("a table is made once and grows by new fields") {
  RecordFixture store;
  store.upsert({{.id = "o1"}});
  store.ensure();
  auto grown = order_table();
  grown.fields.push_back({.name = "gift", .type = FieldType::boolean});
  CHECK(ensure_code(store, grown) == "ok");
  CHECK(ensure_code(store, grown) == "ok");
  CHECK(store.number("SELECT gift IS NULL FROM shop_orders") == 1);

  BatchBuilder builder(grown);
  builder.text("o1")
      .time(at_second(0))
      .text("10.50")
      .integer(1)
      .integer(1)
      .text("2026-02-03")
      .text("[\"prime\"]");
  auto batch = builder.integer(1).raw("{}").marketplace("US").take();
  UpsertCounts counts;
  store.write([&](Session& s) {
    counts = store.writer.upsert(s, grown, "con_1", "run_2", at_second(1), batch).value();
  });
  CHECK(counts.rows_changed == 1);
  CHECK(store.number("SELECT gift FROM shop_orders") == 1);
}

TEST_CASE("a field that the plugin no longer declares stays for its history") {
  RecordFixture store;
  store.upsert({{.id = "o1", .items = 5}});
  auto smaller = order_table();
  smaller.fields.erase(smaller.fields.begin() + 3);
  CHECK(ensure_code(store, smaller) == "ok");
  CHECK(store.number("SELECT items FROM shop_orders") == 5);
}

TEST_CASE("what would lose or mix up data is refused") {
  RecordFixture store;
  auto type = order_table();
  type.fields[2].type = FieldType::integer;
  CHECK(ensure_code(store, type) == "record_table_type_changed");

  auto key = order_table();
  key.primary_key = {"order_id", "items"};
  CHECK(ensure_code(store, key) == "record_table_key_changed");

  auto other_stream = order_table();
  other_stream.channel = "sh";
  other_stream.stream = "op_orders";  // sh_op_orders is free
  CHECK(ensure_code(store, other_stream) == "ok");
  auto same_name = order_table();
  same_name.channel = "sh_op";
  CHECK(ensure_code(store, same_name) == "record_table_conflict");

  auto host_table = order_table();
  host_table.channel = "api";
  host_table.stream = "tokens";
  CHECK(ensure_code(store, host_table) == "record_table_conflict");
}

TEST_CASE("declarations that make no table are refused") {
  RecordFixture store;
  auto no_key = order_table();
  no_key.primary_key.clear();
  auto unknown_key = order_table();
  unknown_key.primary_key = {"nothing"};
  auto unknown_time = order_table();
  unknown_time.time_field = "nothing";
  auto reserved = order_table();
  reserved.fields.push_back({.name = "_raw", .type = FieldType::text});
  for (const auto& table : {no_key, unknown_key, unknown_time, reserved})
    CHECK(ensure_code(store, table) == "record_table_invalid");
}

TEST_CASE("another time field moves the index") {
  RecordFixture store;
  auto moved = order_table();
  moved.time_field = "ship_on";
  CHECK(ensure_code(store, moved) == "ok");
  CHECK(store.text("SELECT sql FROM sqlite_schema WHERE name = 'shop_orders_by_time'").find("ship_on") !=
        std::string::npos);
  moved.time_field = "";
  CHECK(ensure_code(store, moved) == "ok");
  CHECK(store.number("SELECT count(*) FROM sqlite_schema WHERE name = 'shop_orders_by_time'") == 0);
}
