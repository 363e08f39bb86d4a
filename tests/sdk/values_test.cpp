// Time, URLs, decimals and rows: the values that plugins build.
#include <catch2/catch.hpp>
#include <mooring/http.hpp>
#include <mooring/rows.hpp>
#include <mooring/time.hpp>

using namespace mooring;

TEST_CASE("times are read from RFC 3339 in any zone") {
  const auto us = [](std::string_view text) {
    const auto time = parse_time(text);
    REQUIRE(time);
    return to_us(*time);
  };
  CHECK(us("1970-01-01T00:00:00Z") == 0);
  CHECK(us("2024-02-29T12:00:00Z") == 1'709'208'000'000'000);
  CHECK(us("2024-12-25T02:30:00.5Z") == us("2024-12-25T02:30:00Z") + 500'000);
  CHECK(us("2024-12-25T02:30:00.1234567Z") == us("2024-12-25T02:30:00Z") + 123'456);
  CHECK(us("2024-12-25T03:30:00+01:00") == us("2024-12-25T02:30:00Z"));
  CHECK(us("2024-12-24T18:30:00-0800") == us("2024-12-25T02:30:00Z"));
  CHECK(us("2016-12-31T23:59:60Z") == us("2017-01-01T00:00:00Z"));
  CHECK(us("1969-12-31T23:59:59.999999Z") == -1);
}

TEST_CASE("what is no time is refused") {
  for (const char* text :
       {"", "2024-12-25", "2024-12-25T02:30:00", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z",
        "2024-12-25T24:00:00Z", "2024-12-25T02:60:00Z", "2024-12-25T02:30:00.Z", "2024-12-25T02:30:00Zx",
        "2024-12-25T02:30:00+25:00", "x024-12-25T02:30:00Z", "2024-12-2"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("times are written so that they are read back equal") {
  for (const int64_t us : {0LL, 1'709'208'000'000'000LL, 1'709'208'000'123'456LL, 1LL, -1LL}) {
    const std::string text = format_time(time_from_us(us));
    INFO(text);
    REQUIRE(parse_time(text));
    CHECK(to_us(*parse_time(text)) == us);
  }
  CHECK(format_time(time_from_us(1'709'208'000'000'000)) == "2024-02-29T12:00:00Z");
  CHECK(format_date(time_from_us(-1)) == "1969-12-31");
}

TEST_CASE("URLs are encoded") {
  const std::vector<std::string> ids = {"A1", "B 2"};
  CHECK(Url("https://x.example", "/o").add("a", "1+1&=\xC3\xA9").add("n", 7).add_list("ids", ids).text() ==
        "https://x.example/o?a=1%2B1%26%3D%C3%A9&n=7&ids=A1,B%202");
  CHECK(Url("https://x.example/o").add_list("ids", std::vector<std::string>()).text() ==
        "https://x.example/o");
  CHECK(HttpRequest::get("https://x.example/o?token=1").endpoint() == "GET https://x.example/o");
}

TEST_CASE("decimals have one shape") {
  for (const char* good : {"0", "-12.50", "12", "0.000001", "99999999999999999999.99"})
    CHECK(is_decimal(good));
  for (const char* bad : {"", "-", "+1", "1.", ".5", "1e3", "1,5", " 1", "1 ", "NaN", "0x1"}) {
    INFO(bad);
    CHECK_FALSE(is_decimal(bad));
  }
}

TEST_CASE("rows own their text and reuse their memory") {
  Rows rows("s", 8);
  const std::string large(200'000, 'x');
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100; ++i) {
      std::string text = "row " + std::to_string(i);
      rows.begin_row("M", i % 2 == 0 ? large : std::string());
      rows.add_text(text).add_decimal("1.5").add_date("2026-01-31").add_json("[1]").add_boolean(true);
      rows.add_integer(i).add_timestamp(time_from_us(i)).add_text(std::nullopt);
      text.assign(text.size(), '?');
    }
    const mooring_batch batch = rows.batch();
    REQUIRE(batch.row_count == 100);
    const mooring_cell* last = batch.cells + 99 * 8;
    CHECK(detail::view(last[0].text) == "row 99");
    CHECK(last[0].type == MOORING_CELL_TEXT);
    CHECK(last[1].type == MOORING_CELL_DECIMAL);
    CHECK(last[2].type == MOORING_CELL_DATE);
    CHECK(last[3].type == MOORING_CELL_JSON);
    CHECK(last[4].type == MOORING_CELL_BOOLEAN);
    CHECK(last[5].integer == 99);
    CHECK(last[6].type == MOORING_CELL_TIMESTAMP);
    CHECK(last[7].type == MOORING_CELL_NULL);
    CHECK(detail::view(batch.raw[98]) == large);
    CHECK(batch.raw[99].size == 0);
    rows.clear();
    CHECK(rows.empty());
  }
}

TEST_CASE("rows cross the boundary in parts that a host takes") {
  Rows many("s", 2);
  for (int i = 0; i < 25'000; ++i)
    many.begin_row("M" + std::to_string(i), "{}").add_integer(i).add_text("row " + std::to_string(i));
  size_t first = 0;
  for (const size_t rows : {10'000u, 10'000u, 5'000u}) {
    const mooring_batch batch = many.batch(first);
    REQUIRE(batch.row_count == rows);
    CHECK(batch.cells[0].integer == static_cast<int64_t>(first));
    CHECK(detail::view(batch.cells[1].text) == "row " + std::to_string(first));
    CHECK(detail::view(batch.marketplaces[0]) == "M" + std::to_string(first));
    CHECK(detail::view(batch.raw[rows - 1]) == "{}");
    first += rows;
  }
  CHECK(many.batch(first).row_count == 0);

  Rows large("s", 1);
  const std::string megabytes(15u << 20, 'x');
  for (int i = 0; i < 3; ++i)
    large.begin_row({}, megabytes).add_text(megabytes);
  CHECK(large.batch(0).row_count == 2);  // 60 MB, and 90 would be more than the host's 64 MiB
  CHECK(large.batch(2).row_count == 1);
}

TEST_CASE("empty text is not null") {
  Rows rows("s", 2);
  rows.begin_row().add_text("").add_text(std::optional<std::string_view>());
  const mooring_batch batch = rows.batch();
  CHECK(batch.cells[0].type == MOORING_CELL_TEXT);
  CHECK(batch.cells[1].type == MOORING_CELL_NULL);
  CHECK(batch.raw == nullptr);
}

TEST_CASE("a batch tells the width of its rows, and a row of another one is found where it is added") {
  Rows rows("things", 2);
  rows.begin_row().add_text("a").add_text("b");
  CHECK(rows.batch().cells_per_row == 2);
  CHECK(rows.batch().struct_size == sizeof(mooring_batch));
  rows.begin_row().add_text("a").add_text("b").add_text("c");
  CHECK_THROWS_WITH(rows.begin_row(), "row 2 of things has 3 cells, its Rows was made for 2");
  CHECK_THROWS_WITH(rows.batch(), "row 2 of things has 3 cells, its Rows was made for 2");
}

TEST_CASE("a response keeps its body with room for SIMD parsers") {
  const mooring_pair header{{"x-id", 4}, {"7", 1}};
  const mooring_http_response answer{sizeof answer, 200, &header, 1, {"body", 4}};
  const HttpResponse response("GET https://x.example/o", answer);
  CHECK(response.body() == "body");
  CHECK(response.body().data()[4 + HttpResponse::kBodyPadding - 1] == '\0');
  CHECK(response.header("x-id") == "7");
  CHECK(response.header("absent").empty());
  const Failure failure = response.failure(FailureKind::bad_response, "no", "x-id");
  CHECK(failure.request_id() == "7");
  CHECK(failure.endpoint() == "GET https://x.example/o");
}
