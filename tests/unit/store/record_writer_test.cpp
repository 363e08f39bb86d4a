// Upserts: what counts as a change, the change sequence, and batches that are refused.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "store/record_time.hpp"
#include "unit/store/record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

std::string row_of(RecordFixture& store, const std::string& id) {
  return store.text(
      "SELECT total || ' ' || _marketplace_id || ' ' || _run_id || ' ' || _first_seen_at || ' ' || "
      "_synced_at || ' ' || "
      "_change_seq FROM shop_orders WHERE order_id = '" +
      id + "'");
}

Status upsert_batch(RecordFixture& store, const RecordBatch& batch) {
  return store.database().write([&](Session& s) -> Status {
    auto done = store.writer.upsert(s, order_table(), "con_1", "run_1", at_second(1), batch);
    return done ? Status{} : fail(done.error());
  });
}

}  // namespace

TEST_CASE("inserted, equal and different rows") {
  RecordFixture store;
  auto counts = store.upsert({{.id = "o1"}, {.id = "o2"}, {.id = "o3"}});
  CHECK(counts.rows_written == 3);
  CHECK(counts.rows_changed == 3);

  counts = store.upsert({{.id = "o1"}, {.id = "o2", .total = "11"}, {.id = "o4"}}, "con_1", "run_2",
                        at_second(2000));
  CHECK(counts.rows_written == 3);
  CHECK(counts.rows_changed == 2);
  CHECK(row_of(store, "o1") == "10.50 US run_1 1970-01-01T00:16:40Z 1970-01-01T00:16:40Z 1");
  CHECK(row_of(store, "o2") == "11 US run_2 1970-01-01T00:16:40Z 1970-01-01T00:33:20Z 4");
  CHECK(row_of(store, "o4") == "10.50 US run_2 1970-01-01T00:33:20Z 1970-01-01T00:33:20Z 5");
}

TEST_CASE("a change of the raw record, the marketplace or to or from null is a change") {
  RecordFixture store;
  store.upsert({{.id = "o1"}});
  auto changed = [&](Order order) { return store.upsert({order}).rows_changed; };
  CHECK(changed({.id = "o1"}) == 0);
  CHECK(changed({.id = "o1", .raw = "{\"b\":2}"}) == 1);
  CHECK(changed({.id = "o1", .raw = "{\"b\":2}", .marketplace = "CA"}) == 1);
  CHECK(changed({.id = "o1", .created_s = std::nullopt, .raw = "{\"b\":2}", .marketplace = "CA"}) == 1);
  CHECK(changed({.id = "o1", .created_s = std::nullopt, .raw = "{\"b\":2}", .marketplace = "CA"}) == 0);
  CHECK(changed({.id = "o1", .created_s = 0, .raw = "{\"b\":2}", .marketplace = "CA"}) == 1);
  CHECK(changed({.id = "o1", .total = "10.5", .raw = "{\"b\":2}", .marketplace = "CA"}) == 1);
}

TEST_CASE("a row that was marked deleted comes back") {
  RecordFixture store;
  store.upsert({{.id = "o1"}});
  store.write([](Session& s) {
    must(sqlite::exec(sqlite::handle(s), "UPDATE shop_orders SET _deleted_at = '2026-01-01T00:00:00Z'",
                      "test"));
  });
  CHECK(store.upsert({{.id = "o1"}}).rows_changed == 1);
  CHECK(store.number("SELECT _deleted_at IS NULL FROM shop_orders") == 1);
}

TEST_CASE("the same key twice in one batch: the later row stays") {
  RecordFixture store;
  auto counts =
      store.upsert({{.id = "o1", .total = "1"}, {.id = "o1", .total = "2"}, {.id = "o1", .total = "2"}});
  CHECK(counts.rows_written == 3);
  CHECK(counts.rows_changed == 2);
  CHECK(store.text("SELECT total || '/' || _change_seq FROM shop_orders") == "2/2");
}

TEST_CASE("connections share a table and never a row") {
  RecordFixture store;
  store.upsert({{.id = "o1", .total = "1"}}, "con_1");
  CHECK(store.upsert({{.id = "o1", .total = "2"}}, "con_2").rows_changed == 1);
  CHECK(
      store.text("SELECT group_concat(total) FROM (SELECT total FROM shop_orders ORDER BY _connection_id)") ==
      "1,2");
  CHECK(store.read([](Session& s) { return count_records(s, order_table(), "con_2"); }) == 1);
  CHECK(store.read([](Session& s) { return count_records(s, order_table(), ""); }) == 2);
}

TEST_CASE("the change sequence is one for all tables, never goes back, and has no holes from failed writes") {
  RecordFixture store;
  auto other = order_table();
  other.stream = "returns";
  store.write([&](Session& s) { must(ensure_record_table(s, other)); });
  store.upsert({{.id = "o1"}, {.id = "o2"}});
  store.write([&](Session& s) {
    REQUIRE(store.writer.upsert(s, other, "con_1", "run_1", at_second(1), order_batch({{.id = "r1"}}))
                .has_value());
  });
  CHECK(store.number("SELECT max(_change_seq) FROM shop_returns") == 3);

  auto undone = store.database().write([&](Session& s) -> Status {
    REQUIRE(
        store.writer.upsert(s, order_table(), "con_1", "run_1", at_second(1), order_batch({{.id = "o9"}})));
    return fail("no", "no");
  });
  CHECK_FALSE(undone.has_value());
  store.write([](Session& s) { must(sqlite::exec(sqlite::handle(s), "DELETE FROM shop_returns", "test")); });
  store.reopen();
  store.upsert({{.id = "o3"}});
  CHECK(store.number("SELECT _change_seq FROM shop_orders WHERE order_id = 'o3'") == 4);
}

TEST_CASE("two batches in one transaction continue the sequence") {
  RecordFixture store;
  store.write([&](Session& s) {
    for (const char* id : {"a", "b", "c"})
      REQUIRE(
          store.writer.upsert(s, order_table(), "con_1", "run_1", at_second(1), order_batch({{.id = id}})));
  });
  CHECK(store.text("SELECT group_concat(order_id || _change_seq) FROM (SELECT * FROM shop_orders ORDER BY "
                   "order_id)") == "a1,b2,c3");
}

TEST_CASE("batches that do not fit their table are refused whole") {
  RecordFixture store;
  auto code = [&](RecordBatch batch) {
    auto status = upsert_batch(store, batch);
    return status ? "ok" : status.error().code + ": " + status.error().message;
  };
  auto wrong_columns = order_batch({{.id = "o1"}});
  wrong_columns.column_count = 6;
  CHECK_THAT(code(std::move(wrong_columns)), Catch::StartsWith("record_batch_mismatch"));
  auto missing_raw = order_batch({{.id = "o1"}, {.id = "o2"}});
  missing_raw.raw.pop_back();
  CHECK_THAT(code(std::move(missing_raw)), Catch::StartsWith("record_batch_mismatch"));

  auto wrong_type = order_batch({{.id = "good"}, {.id = "bad"}});
  wrong_type.cells[7 + 3].type = FieldType::text;
  CHECK_THAT(code(std::move(wrong_type)), Catch::StartsWith("record_value_invalid") &&
                                              Catch::Contains("row 2") &&
                                              Catch::Contains("items is of type text, declared is integer"));
  auto no_key = order_batch({{.id = "o1"}});
  no_key.cells[0].is_null = true;
  CHECK_THAT(code(std::move(no_key)), Catch::Contains("order_id is empty"));
  auto far_future = order_batch({{.id = "o1"}});
  far_future.cells[1].integer = INT64_MAX;
  CHECK_THAT(code(std::move(far_future)), Catch::Contains("created_at is a time outside"));
  CHECK(store.number("SELECT count(*) FROM shop_orders") == 0);
  CHECK(store.upsert({{.id = "o1"}}).rows_changed == 1);
}

TEST_CASE("a batch without raw records and marketplaces, and an empty one") {
  RecordFixture store;
  auto batch = order_batch({{.id = "o1"}});
  batch.raw.clear();
  batch.marketplaces.clear();
  must(upsert_batch(store, batch));
  CHECK(store.number("SELECT _raw IS NULL AND _marketplace_id IS NULL FROM shop_orders") == 1);
  must(upsert_batch(store, order_batch({})));
}

TEST_CASE("text is kept byte for byte") {
  RecordFixture store;
  std::string odd = "Zoë \xF0\x9F\x9A\xA2 'quoted' \"twice\"; --";
  store.upsert({{.id = odd}});
  CHECK(store.text("SELECT order_id FROM shop_orders") == odd);
}

TEST_CASE("the fast time format agrees with the general one") {
  TimeText out;
  std::vector<int64_t> samples{0,
                               1,
                               -1,
                               999'999,
                               1'000'000,
                               1'700'000'000'123'456,
                               -62'167'219'200'000'000,
                               253'402'300'799'999'999,
                               951'782'399'000'000,
                               951'868'800'000'000};
  for (int64_t i = 0; i < 2000; ++i)
    samples.push_back(i * 86'399'999'983 - 40'000'000'000'000'000);
  for (int64_t us : samples)
    if (us >= -62'167'219'200'000'000) REQUIRE(format_record_time(us, out) == format_time(from_unix_us(us)));
  CHECK(format_record_time(-62'167'219'200'000'001, out).empty());
  CHECK(format_record_time(253'402'300'800'000'000, out).empty());
  CHECK(format_record_time(INT64_MIN, out).empty());
}
