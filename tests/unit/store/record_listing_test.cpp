#include "store/record_listing.hpp"

#include <catch2/catch.hpp>

#include "record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

// A key of every kind of cell, in another order than the fields, and a day.
RecordTable targets_table() {
  RecordTable table;
  table.channel = "ads";
  table.stream = "targets";
  table.fields = {{.name = "date", .type = FieldType::date},
                  {.name = "product"},
                  {.name = "rank", .type = FieldType::integer},
                  {.name = "at", .type = FieldType::timestamp},
                  {.name = "exact", .type = FieldType::boolean},
                  {.name = "bid", .type = FieldType::decimal},
                  {.name = "name"}};
  table.primary_key = {"name", "product", "rank", "at", "exact", "bid", "date"};
  table.time_field = "date";
  table.by_marketplace = true;
  return table;
}

struct Target {
  std::string name, product = "SP", date = "2026-01-10", marketplace = "m1";
  int64_t rank = 7;
};

RecordBatch batch_of(const std::vector<Target>& targets) {
  BatchBuilder builder(targets_table());
  for (const auto& target : targets) {
    builder.text(target.date).text(target.product).integer(target.rank).time(from_unix_us(1'500'000));
    builder.integer(1).text("10.50").text(target.name).raw("{}").marketplace(target.marketplace);
  }
  return builder.take();
}

struct Fixture : RecordFixture {
  Fixture() {
    write([](Session& s) { must(ensure_record_table(s, targets_table())); });
  }

  // One run: it emits these rows and says that they are all that the listing covers.
  MarkCounts run(int64_t second, const std::vector<Target>& emitted, const Listing& listing,
                 const std::string& connection = "con_1") {
    SeenKeys seen;
    return run_with(seen, second, emitted, listing, connection);
  }
  MarkCounts run_with(SeenKeys& seen, int64_t second, const std::vector<Target>& emitted,
                      const Listing& listing, const std::string& connection = "con_1") {
    auto batch = batch_of(emitted);
    ListingRun by{connection, "run_" + std::to_string(second), at_second(second), at_second(second + 5)};
    MarkCounts counts;
    write([&](Session& s) {
      auto written = writer.upsert(s, targets_table(), connection, by.run_id, by.now, batch);
      if (!written) throw std::runtime_error(describe(written.error()));
      seen.add(targets_table(), batch);
      auto marked = mark_missing(s, targets_table(), by, listing, seen);
      if (!marked) throw std::runtime_error(describe(marked.error()));
      counts = *marked;
    });
    return counts;
  }
  // Names in the order of the table, each followed by '?' when it is missing and '-' when it is deleted.
  std::string held(const std::string& connection = "con_1") {
    return text(
        "SELECT group_concat(name || CASE WHEN _deleted_at IS NOT NULL THEN '-' WHEN _missing_since IS NOT "
        "NULL "
        "THEN '?' ELSE '' END, ' ') FROM (SELECT * FROM ads_targets WHERE _connection_id = '" +
        connection + "' ORDER BY name, product, date)");
  }
  std::string column(const std::string& name, const std::string& column) {
    return text("SELECT coalesce(" + column + ", '') FROM ads_targets WHERE name = '" + name + "'");
  }
};

const Listing kPages{.marketplace = "m1"};
const Listing kDocument{.marketplace = "m1", .certain = true};

}  // namespace

TEST_CASE_METHOD(Fixture, "a row that pages do not name is missing at first, and deleted by the next run") {
  run(100, {{"a"}, {"b"}, {"c"}}, kPages);
  CHECK(held() == "a b c");
  auto first = run(200, {{"a"}, {"c"}}, kPages);
  CHECK(first.missing == 1);
  CHECK(first.deleted == 0);
  CHECK(held() == "a b? c");
  CHECK(column("b", "_missing_since") == "1970-01-01T00:03:25Z");
  CHECK(column("b", "_change_seq") == "2");  // readers are told of what is certain only

  auto second = run(300, {{"a"}, {"c"}}, kPages);
  CHECK(second.missing == 0);
  CHECK(second.deleted == 1);
  CHECK(held() == "a b- c");
  CHECK(column("b", "_deleted_at") == "1970-01-01T00:05:05Z");
  CHECK(column("b", "_missing_since") == "1970-01-01T00:03:25Z");
  CHECK(column("b", "_run_id") == "run_300");
  CHECK(column("b", "_change_seq") == "4");
  CHECK(number("SELECT last_seq FROM change_counter") == 4);

  auto third = run(400, {{"a"}, {"c"}}, kPages);  // nothing is marked twice
  CHECK(third.missing + third.deleted == 0);
  CHECK(column("b", "_deleted_at") == "1970-01-01T00:05:05Z");
}

TEST_CASE_METHOD(Fixture, "two listings of one run miss a row once only") {
  run(100, {{"a"}, {"b"}}, kPages);
  SeenKeys seen;
  CHECK(run_with(seen, 200, {{"a"}}, kPages).missing == 1);
  // The same run, later: it began before the row was missed.
  auto batch = batch_of({});
  write([&](Session& s) {
    auto again =
        mark_missing(s, targets_table(), {"con_1", "run_200", at_second(200), at_second(260)}, kPages, seen);
    REQUIRE(again);
    CHECK(again->missing + again->deleted == 0);
  });
  CHECK(held() == "a b?");
  CHECK(column("b", "_missing_since") == "1970-01-01T00:03:25Z");
}

TEST_CASE_METHOD(Fixture, "a consistent document deletes at once, also what was only missing") {
  run(100, {{"a"}, {"b"}, {"c"}}, kPages);
  run(200, {{"a"}, {"c"}}, kPages);
  auto counts = run(300, {{"a"}}, kDocument);
  CHECK(counts.missing == 0);
  CHECK(counts.deleted == 2);
  CHECK(held() == "a b- c-");
  CHECK(number("SELECT count(DISTINCT _change_seq) FROM ads_targets") == 3);
}

TEST_CASE_METHOD(Fixture, "a row that is seen again loses its marks, and was missed for nothing") {
  run(100, {{"a"}, {"b"}}, kPages);
  run(200, {{"a"}}, kPages);
  run(300, {{"a"}, {"b"}}, kPages);
  CHECK(held() == "a b");
  CHECK(run(400, {{"a"}}, kPages).deleted == 0);  // the two passes begin anew
  CHECK(held() == "a b?");
  run(500, {{"a"}}, kPages);
  CHECK(held() == "a b-");
  auto before = number("SELECT last_seq FROM change_counter");
  run(600, {{"a"}, {"b"}}, kPages);
  CHECK(held() == "a b");
  CHECK(number("SELECT last_seq FROM change_counter") == before + 1);
  CHECK(column("b", "_first_seen_at") == "1970-01-01T00:01:45Z");
}

TEST_CASE_METHOD(Fixture, "a listing speaks of its own rows only") {
  std::vector<Target> all{{"a"}, {"b", "SB"}, {"c", "SP", "2026-01-12"}, {"d", "SP", "2026-01-10", "m2"}};
  run(100, all, kPages);
  run(100, all, kPages, "con_2");

  SECTION("another marketplace and another connection keep theirs") {
    CHECK(run(200, {}, kDocument).deleted == 3);
    CHECK(held() == "a- b- c- d");
    CHECK(held("con_2") == "a b c d");
  }
  SECTION("without a marketplace: all rows of the connection") {
    CHECK(run(200, {}, {.marketplace = "", .certain = true}).deleted == 4);
    CHECK(held("con_2") == "a b c d");
  }
  SECTION("one part of the stream") {
    CHECK(run(200, {}, {.marketplace = "m1", .field = "product", .value = "SB", .certain = true}).deleted ==
          1);
    CHECK(held() == "a b- c d");
  }
  SECTION("a part is told by a number, too") {
    CHECK(run(200, {}, {.marketplace = "m1", .field = "rank", .value = "8", .certain = true}).deleted == 0);
    CHECK(run(300, {}, {.marketplace = "m1", .field = "rank", .value = "7", .certain = true}).deleted == 3);
  }
  SECTION("some days, both of them included") {
    Listing days{.marketplace = "m1", .from_date = "2026-01-11", .to_date = "2026-01-12", .certain = true};
    CHECK(run(200, {}, days).deleted == 1);
    CHECK(held() == "a b c- d");
    days.from_date = "2026-01-10", days.to_date = "2026-01-10";
    CHECK(run(300, {}, days).deleted == 2);
    CHECK(held() == "a- b- c- d");
  }
  SECTION("some days of a part") {
    Listing part{.marketplace = "m1",
                 .field = "product",
                 .value = "SP",
                 .from_date = "2026-01-01",
                 .to_date = "2026-01-11",
                 .certain = true};
    CHECK(run(200, {}, part).deleted == 1);
    CHECK(held() == "a- b c d");
  }
}

TEST_CASE("days of a stream that is ordered by times end with their last moment") {
  RecordFixture store;
  constexpr int64_t kDay = 86'400;
  store.upsert({{.id = "first", .created_s = 0},
                {.id = "last", .created_s = kDay - 1},
                {.id = "next", .created_s = kDay},
                {.id = "untimed", .created_s = std::nullopt}});
  SeenKeys none;
  store.write([&](Session& s) {
    auto marked = mark_missing(
        s, order_table(), {"con_1", "run_2", at_second(2000), at_second(2001)},
        {.marketplace = "", .from_date = "1970-01-01", .to_date = "1970-01-01", .certain = true}, none);
    REQUIRE(marked);
    CHECK(marked->deleted == 2);
  });
  CHECK(
      store.text("SELECT group_concat(order_id) FROM (SELECT order_id FROM shop_orders WHERE _deleted_at IS "
                 "NOT NULL ORDER BY 1)") == "first,last");
}

TEST_CASE("keys are told apart by every part of them, and by where a part ends") {
  auto table = targets_table();
  table.primary_key = {"name", "product", "rank", "date"};
  auto count = [&](const std::vector<Target>& targets) {
    SeenKeys seen;
    seen.add(table, batch_of(targets));
    (void)seen.contains(0);  // which makes them unique
    return seen.size();
  };
  CHECK(count({{"a"}, {"a"}}) == 1);
  CHECK(count({{"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"", "abc"}}) == 4);
  CHECK(count({{"a", "b", "2026-01-01"}, {"a", "b", "2026-01-02"}, {"b", "a", "2026-01-01"}}) == 3);
  CHECK(count({{"12345678", "x"}, {"12345678x", ""}, {"123456789012345", "x"}}) == 3);
  CHECK(count({{.name = "a", .rank = 1}, {.name = "a", .rank = 256}, {.name = "a", .rank = -1}}) == 3);
}

TEST_CASE_METHOD(Fixture, "more rows than can be remembered mark nothing") {
  run(100, {{"a"}, {"b"}, {"c"}}, kPages);
  SeenKeys seen(1);
  auto counts = run_with(seen, 200, {{"a"}, {"b"}}, kDocument);
  CHECK(counts.skipped);
  CHECK(counts.deleted == 0);
  CHECK(held() == "a b c");
}

TEST_CASE_METHOD(Fixture, "a listing that cannot be compared is refused with the reason") {
  SeenKeys none;
  auto refusal = [&](const RecordTable& table, const Listing& listing) {
    std::string said;
    write([&](Session& s) {
      auto marked = mark_missing(s, table, {"con_1", "run_1", at_second(1), at_second(2)}, listing, none);
      REQUIRE_FALSE(marked);
      CHECK(marked.error().code == "listing_invalid");
      said = describe(marked.error());
    });
    return said;
  };
  CHECK(refusal(targets_table(), {.marketplace = "m1", .field = "colour", .value = "red"}).find("colour") !=
        std::string::npos);
  CHECK(refusal(targets_table(), {.marketplace = "m1", .value = "red"}).find("without a field") !=
        std::string::npos);
  CHECK(refusal(targets_table(), {.marketplace = "m1", .from_date = "2026-01-01"}).find("two dates") !=
        std::string::npos);
  auto timeless = targets_table();
  timeless.time_field.clear();
  CHECK(refusal(timeless, {.marketplace = "m1", .from_date = "2026-01-01", .to_date = "2026-01-02"})
            .find("time_field") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "one marketplace of many is found by an index, and its days too") {
  auto plan = [&](const std::string& conditions) {
    return read([&](Session& s) {
      auto statement = sqlite::prepare(sqlite::handle(s),
                                       "EXPLAIN QUERY PLAN SELECT _rowid_ FROM ads_targets WHERE "
                                       "_connection_id = 'c' AND _marketplace_id = 'm'" +
                                           conditions);
      REQUIRE(statement);
      std::string out;
      while (sqlite3_step(statement->get()) == SQLITE_ROW)
        out += sqlite::column_text(statement->get(), 3);
      return out;
    });
  };
  CHECK(plan("").find("ads_targets_by_marketplace (_connection_id=? AND _marketplace_id=?)") !=
        std::string::npos);
  CHECK(plan(" AND date >= '2026-01-01' AND date < '2026-01-02'")
            .find("_by_marketplace (_connection_id=? AND _marketplace_id=? AND date>?") != std::string::npos);
}
