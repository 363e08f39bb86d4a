// The parts of records: which rows were held before, and what a record has no more.
#include <catch2/catch.hpp>

#include "record_fixture.hpp"
#include "store/record_listing.hpp"
#include "store/record_part_marks.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

// A key of every kind of field, in another order than the fields.
RecordTable shelf_table() {
  RecordTable table;
  table.channel = "shop";
  table.stream = "shelves";
  table.fields = {{.name = "at", .type = FieldType::timestamp},
                  {.name = "name"},
                  {.name = "row", .type = FieldType::integer},
                  {.name = "top", .type = FieldType::boolean},
                  {.name = "day", .type = FieldType::date},
                  {.name = "depth", .type = FieldType::decimal},
                  {.name = "note"}};
  table.primary_key = {"name", "row", "at", "top", "day", "depth"};
  return table;
}

// Parts of the shelves, with other names for the shelf's key.
RecordTable box_table() {
  RecordTable table;
  table.channel = "shop";
  table.stream = "boxes";
  table.fields = {{.name = "box"},
                  {.name = "shelf"},
                  {.name = "shelf_row", .type = FieldType::integer},
                  {.name = "shelf_at", .type = FieldType::timestamp},
                  {.name = "shelf_top", .type = FieldType::boolean},
                  {.name = "shelf_day", .type = FieldType::date},
                  {.name = "shelf_depth", .type = FieldType::decimal}};
  table.primary_key = {"shelf", "shelf_row", "shelf_at", "shelf_top", "shelf_day", "shelf_depth", "box"};
  table.parts_of = "shelves";
  return table;
}

struct Shelf {
  std::string name;
  std::vector<std::string> boxes;
  std::string note = "";
  int64_t row = 1;
};

RecordBatch shelf_batch(const std::vector<Shelf>& shelves) {
  BatchBuilder builder(shelf_table());
  for (const auto& shelf : shelves)
    builder.time(from_unix_us(1'500'000))
        .text(shelf.name)
        .integer(shelf.row)
        .integer(1)
        .text("2026-01-10")
        .text("10.50")
        .text(shelf.note);
  return builder.take();
}

RecordBatch box_batch(const std::vector<Shelf>& shelves) {
  BatchBuilder builder(box_table());
  for (const auto& shelf : shelves)
    for (const auto& box : shelf.boxes)
      builder.text(box)
          .text(shelf.name)
          .integer(shelf.row)
          .time(from_unix_us(1'500'000))
          .integer(1)
          .text("2026-01-10")
          .text("10.50");
  return builder.take();
}

struct Fixture : RecordFixture {
  Fixture() {
    write([](Session& s) {
      must(ensure_record_table(s, shelf_table()));
      must(ensure_record_table(s, box_table()));
    });
  }

  // What a commit does with shelves and their boxes; how many boxes got the mark.
  int64_t bring(int64_t second, const std::vector<Shelf>& shelves, const std::string& connection = "con_1") {
    const RecordTable table = shelf_table(), parts = box_table();
    auto records = shelf_batch(shelves), boxes = box_batch(shelves);
    ListingRun by{connection, "run_" + std::to_string(second), at_second(second), at_second(second)};
    HeldRecords held{table, records};
    int64_t marked = 0;
    write([&](Session& s) {
      REQUIRE(writer.upsert(s, table, connection, by.run_id, by.now, records, {}, &held.rows));
      REQUIRE(writer.upsert(s, parts, connection, by.run_id, by.now, boxes));
      SeenKeys brought;
      brought.add(parts, boxes);
      auto done = writer.mark_missing_parts(s, parts, by, held, brought);
      if (!done) throw std::runtime_error(describe(done.error()));
      marked = *done;
    });
    rows_held = held.rows;
    return marked;
  }
  // Boxes in order, each followed by '-' when it is deleted.
  std::string boxes(const std::string& shelf, const std::string& connection = "con_1") {
    return text(
        "SELECT coalesce(group_concat(box || CASE WHEN _deleted_at IS NOT NULL THEN '-' ELSE '' END, "
        "' '), '') FROM (SELECT * FROM shop_boxes WHERE _connection_id = '" +
        connection + "' AND shelf = '" + shelf + "' ORDER BY shelf_row, box)");
  }
  int64_t change_of(const std::string& box) {
    return number("SELECT _change_seq FROM shop_boxes WHERE box = '" + box + "'");
  }

  std::vector<size_t> rows_held;
};

}  // namespace

TEST_CASE_METHOD(Fixture,
                 "the writer tells which rows were held: changed, equal or marked, not the new ones") {
  bring(1, {{"A", {}}, {"B", {}}, {"C", {}}});
  CHECK(rows_held.empty());
  write([](Session& s) {
    must(sqlite::exec(sqlite::handle(s), "UPDATE shop_shelves SET _deleted_at = 'x' WHERE name = 'C'", ""));
  });
  bring(2, {{"new", {}}, {"A", {}}, {"B", {}, "changed"}, {"newer", {}}, {"C", {}}});
  CHECK(rows_held == std::vector<size_t>{1, 2, 4});
}

TEST_CASE_METHOD(Fixture,
                 "what a record has no more gets the mark and a number of its own, and nothing else does") {
  CHECK(bring(1, {{"A", {"1", "2", "3"}}, {"B", {"1"}}}) == 0);
  CHECK(bring(1, {{"A", {"1"}}}, "con_2") == 0);
  const int64_t before = number("SELECT last_seq FROM change_counter");
  CHECK(bring(2, {{"A", {"2"}, "restated"}}) == 2);
  CHECK(boxes("A") == "1- 2 3-");
  CHECK(boxes("B") == "1");
  CHECK(boxes("A", "con_2") == "1");
  CHECK(number("SELECT last_seq FROM change_counter") == before + 3);  // the shelf, and two boxes
  CHECK(change_of("3") > before);
  CHECK(number("SELECT count(DISTINCT _change_seq) FROM shop_boxes WHERE _deleted_at IS NOT NULL") == 2);
  CHECK(
      text("SELECT _run_id || _deleted_at || _synced_at || _missing_since FROM shop_boxes WHERE box = '3'") ==
      "run_2" + std::string("1970-01-01T00:00:02Z1970-01-01T00:00:02Z1970-01-01T00:00:02Z"));
}

TEST_CASE_METHOD(Fixture, "other parts, none, and back again") {
  bring(1, {{"A", {"1", "2"}}});
  CHECK(bring(2, {{"A", {"3", "4"}, "other"}}) == 2);
  CHECK(boxes("A") == "1- 2- 3 4");
  CHECK(bring(3, {{"A", {}, "empty"}}) == 2);
  CHECK(boxes("A") == "1- 2- 3- 4-");
  CHECK(bring(4, {{"A", {}, "still"}}) == 0);  // once is enough
  CHECK(bring(5, {{"A", {"1", "3"}, "back"}}) == 0);
  CHECK(boxes("A") == "1 2- 3 4-");
  CHECK(text("SELECT coalesce(_missing_since, '') FROM shop_boxes WHERE box = '3'").empty());
}

TEST_CASE_METHOD(Fixture, "a part that vanishes from a record that is equal otherwise is missed too") {
  bring(1, {{"A", {"1", "2"}, "same"}});
  CHECK(bring(2, {{"A", {"1"}, "same"}}) == 1);
  CHECK(boxes("A") == "1 2-");
}

TEST_CASE_METHOD(Fixture, "records whose key begins alike keep their own parts") {
  bring(1, {{"A", {"1"}, "", 1}, {"A", {"2"}, "", 2}, {"A1", {"1"}}});
  CHECK(bring(2, {{"A", {"9"}, "new", 1}}) == 1);
  CHECK(boxes("A") == "1- 9 2");
  CHECK(boxes("A1") == "1");
}

TEST_CASE_METHOD(Fixture, "the look reads the index of the parts' key and nothing else") {
  const std::string plan = read([](Session& s) {
    auto statement =
        sqlite::prepare(sqlite::handle(s), "EXPLAIN QUERY PLAN " + find_parts_sql(box_table(), 6)).value();
    REQUIRE(sqlite3_step(statement.get()) == SQLITE_ROW);
    std::string detail(sqlite::column_text(statement.get(), 3));
    REQUIRE(sqlite3_step(statement.get()) == SQLITE_DONE);
    return detail;
  });
  INFO(plan);
  CHECK(plan.find("COVERING INDEX sqlite_autoindex_shop_boxes_1") != std::string::npos);
  CHECK(plan.find("shelf_depth=?") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "keys that overflowed mark nothing") {
  bring(1, {{"A", {"1", "2"}}});
  const RecordTable table = shelf_table(), parts = box_table();
  auto records = shelf_batch({{"A", {}}});
  HeldRecords held{table, records, {0}};
  SeenKeys none(0);
  none.add(parts, box_batch({{"A", {"1"}}}));
  REQUIRE(none.overflowed());
  write([&](Session& s) {
    CHECK(writer.mark_missing_parts(s, parts, {"con_1", "run_2", at_second(2), at_second(2)}, held, none)
              .value() == 0);
  });
  CHECK(boxes("A") == "1 2");
}
