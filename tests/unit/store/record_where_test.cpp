// Conditions on records: what is accepted, what is refused and with which words, and times with and without fractions.
#include <catch2/catch.hpp>

#include "store/record_table.hpp"
#include "unit/store/record_fixture.hpp"

using namespace mooring::host;

namespace {

RecordTable notes_table() {
  RecordTable table;
  table.channel = "shop";
  table.stream = "notes";
  table.fields = {{"id", FieldType::text},      {"amount", FieldType::decimal}, {"count", FieldType::integer},
                  {"at", FieldType::timestamp}, {"day", FieldType::date},       {"open", FieldType::boolean},
                  {"more", FieldType::json}};
  table.primary_key = {"id"};
  return table;
}

std::string refusal(const std::string& text) {
  const RecordTable table = notes_table();
  const auto parsed = parse_where(table, text);
  if (parsed) return "";
  CHECK(parsed.error().code == "where_invalid");
  return describe(parsed.error());
}

}  // namespace

TEST_CASE("A condition is read into its column, comparison and values", "[store]") {
  const RecordTable table = notes_table();
  const auto contains = parse_where(table, "id:contains:a:b");
  REQUIRE(contains);
  CHECK(contains->op == WhereOp::contains);
  CHECK(contains->values == std::vector<std::string>{"a:b"});
  CHECK(parse_where(table, "count:in:1,-2,3")->values == std::vector<std::string>{"1", "-2", "3"});
  CHECK(parse_where(table, "open:eq:true")->values.front() == "1");
  CHECK(parse_where(table, "at:gte:2026-01-31")->values.front() == "2026-01-31T00:00:00Z");
  CHECK(parse_where(table, "at:lt:2026-01-31T01:00:00+01:00")->values.front() == "2026-01-31T00:00:00Z");
  CHECK(parse_where(table, "_deleted_at:null")->values.empty());
}

TEST_CASE("What is no condition is refused with what would be right", "[store]") {
  using Catch::Contains;
  CHECK_THAT(refusal("amuont:eq:1"), Contains("amuont") && Contains("amount"));
  CHECK_THAT(refusal("amount"), Contains("column:comparison:value"));
  CHECK_THAT(refusal("amount:contains:1"), Contains("gte"));
  CHECK_THAT(refusal("amount:gte"), Contains("needs a value"));
  CHECK_THAT(refusal("id:null:"), Contains("takes no value"));
  CHECK_THAT(refusal("amount:eq:1,5"), Contains("12.50"));
  CHECK_THAT(refusal("count:eq:1.5"), Contains("whole number"));
  CHECK_THAT(refusal("at:lt:tomorrow"), Contains("2026-01-31"));
  CHECK_THAT(refusal("day:eq:2026-13-01"), Contains("date"));
  CHECK_THAT(refusal("open:eq:yes"), Contains("true or false"));
  CHECK_THAT(refusal("_rowid_:eq:1"), Contains("no column"));
  CHECK_THAT(refusal("id:eq:" + std::string(1001, 'x')), Contains("longer"));
}

TEST_CASE("Times are compared as times, with and without fractions of a second", "[store]") {
  mooring::test::RecordFixture store;
  store.upsert({{.id = "a", .created_s = 5}, {.id = "b", .created_s = 6}, {.id = "c", .created_s = 7}});
  store.write([](Session& session) {
    REQUIRE(
        sqlite::exec(sqlite::handle(session),
                     "UPDATE shop_orders SET created_at = '1970-01-01T00:00:06.250000Z' WHERE order_id = 'b'",
                     "making a time with a fraction"));
  });
  const RecordTable table = mooring::test::order_table();
  const auto found = [&](const std::string& condition) {
    RecordQuery query;
    query.where.push_back(parse_where(table, "created_at:" + condition).value());
    query.sort = "order_id";
    std::string ids;
    const RecordPage page = store.read([&](Session& s) { return query_records(s, table, query).value(); });
    for (const auto& row : page.rows)
      ids += *row[0];
    return ids;
  };
  CHECK(found("lt:1970-01-01T00:00:06Z") == "a");
  CHECK(found("gte:1970-01-01T00:00:06Z") == "bc");
  CHECK(found("gt:1970-01-01T00:00:05Z") == "bc");
  CHECK(found("lte:1970-01-01T00:00:06Z") == "a");
  CHECK(found("lt:1970-01-01T00:00:06.25Z") == "a");
  CHECK(found("lte:1970-01-01T00:00:06.25Z") == "ab");
  CHECK(found("gt:1970-01-01T00:00:06.25Z") == "c");
  CHECK(found("gte:1970-01-01T00:00:06.1Z") == "bc");
  CHECK(found("eq:1970-01-01T00:00:06.25Z") == "b");
}
