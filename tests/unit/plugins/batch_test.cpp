#include "plugins/batch_reader.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstring>

#include "base/limits.hpp"
#include "scripted_plugin.hpp"

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

namespace {

mooring_cell text_cell(int32_t type, std::string_view text) {
  return {type, 0, 0, str(text)};
}
mooring_cell number_cell(int32_t type, int64_t value) {
  return {type, 0, value, {}};
}

// Two good rows of the stream `items`, to be spoiled.
struct Rows {
  Manifest manifest = *parse_manifest(kSampleManifest, "plugin.toml");
  std::vector<mooring_cell> cells;
  std::vector<mooring_str> raw = {str(R"({"id":1})"), {}};
  std::vector<mooring_str> marketplaces = {str("M-DE"), str("M-US")};
  mooring_batch batch{};

  Rows() {
    for (std::string_view id : {"a-1", "a-2"}) {
      cells.push_back(text_cell(MOORING_CELL_TEXT, id));
      cells.push_back(text_cell(MOORING_CELL_DATE, "2024-02-29"));
      cells.push_back(text_cell(MOORING_CELL_TEXT, "größer \xF0\x9F\x9A\xA2, longer than eight bytes"));
      cells.push_back(text_cell(MOORING_CELL_DECIMAL, "-12.50"));
      cells.push_back(number_cell(MOORING_CELL_BOOLEAN, 1));
      cells.push_back(number_cell(MOORING_CELL_TIMESTAMP, 1'700'000'000'000'000));
      cells.push_back(text_cell(MOORING_CELL_JSON, "[1,2]"));
    }
    batch.struct_size = sizeof batch;
    batch.stream = str("items");
    batch.row_count = 2;
    batch.cells_per_row = 7;
  }

  Result<RecordBatch> read(const char* run_of = "items") {
    batch.cells = cells.data();
    batch.raw = raw.empty() ? nullptr : raw.data();
    batch.marketplaces = marketplaces.empty() ? nullptr : marketplaces.data();
    return read_batch(batch, TaskContext{manifest, manifest.stream(run_of)});
  }

  std::string problem() {
    const auto result = read();
    REQUIRE_FALSE(result);
    CHECK(result.error().code == "plugin_violation");
    return result.error().message;
  }
  std::string problem_of_cell(size_t column, mooring_cell cell) {
    cells[7 + column] = cell;
    return problem();
  }
};

}  // namespace

TEST_CASE("a batch is copied into one arena") {
  Rows rows;
  rows.cells[9] = number_cell(MOORING_CELL_NULL, 0);
  auto result = rows.read();
  INFO((result ? "" : result.error().message));
  REQUIRE(result);
  for (auto& cell : rows.cells)
    cell = {};  // the plugin goes on
  const RecordBatch moved = std::move(*result);
  CHECK(moved.stream == "items");
  CHECK(moved.row_count == 2);
  CHECK(moved.column_count == 7);
  REQUIRE(moved.cells.size() == 14);
  CHECK(moved.cells[0].text == "a-1");
  CHECK(moved.cells[0].type == FieldType::text);
  CHECK(moved.cells[1].type == FieldType::date);
  CHECK(moved.cells[1].text == "2024-02-29");
  CHECK(moved.cells[3].text == "-12.50");
  CHECK(moved.cells[4].integer == 1);
  CHECK(moved.cells[5].integer == 1'700'000'000'000'000);
  CHECK(moved.cells[6].text == "[1,2]");
  CHECK_FALSE(moved.cells[6].is_null);
  CHECK(moved.cells[7].text == "a-2");
  CHECK(moved.cells[9].is_null);
  CHECK(moved.cells[9].type == FieldType::text);
  CHECK(moved.raw == std::vector<std::string_view>{R"({"id":1})", ""});
  CHECK(moved.marketplaces == std::vector<std::string_view>{"M-DE", "M-US"});
}

TEST_CASE("raw and marketplaces are optional, and a batch may be empty") {
  Rows rows;
  rows.raw.clear();
  rows.marketplaces.clear();
  auto result = rows.read();
  REQUIRE(result);
  CHECK(result->raw.empty());
  CHECK(result->marketplaces.empty());
  rows.batch.row_count = 0;
  REQUIRE(rows.read());
  rows.cells.clear();
  CHECK(rows.read()->cells.empty());
}

TEST_CASE("rows of a fed stream are taken from its feeder only") {
  Rows rows;
  rows.batch.stream = str("lines");
  rows.batch.cells_per_row = 2;
  rows.raw.clear();
  rows.cells = {text_cell(MOORING_CELL_TEXT, "a"), number_cell(MOORING_CELL_INT64, 1),
                text_cell(MOORING_CELL_TEXT, "a"), number_cell(MOORING_CELL_INT64, -2)};
  const auto result = rows.read();
  REQUIRE(result);
  CHECK(result->cells[3].integer == -2);
  rows.batch.stream = str("items");
  CHECK_FALSE(rows.read("lines"));
  rows.batch.stream = str("nothing");
  CHECK_THAT(rows.problem(), Contains("emits rows of 'nothing'"));
}

namespace {

// As many cells as there are, and behind them memory that nobody may read.
class GuardedCells {
 public:
  explicit GuardedCells(const std::vector<mooring_cell>& cells)
      : page_(static_cast<size_t>(::sysconf(_SC_PAGESIZE))) {
    bytes_ = (cells.size() * sizeof(mooring_cell) / page_ + 2) * page_;
    memory_ = static_cast<char*>(
        ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(memory_ != MAP_FAILED);
    REQUIRE(::mprotect(memory_ + bytes_ - page_, page_, PROT_NONE) == 0);
    const size_t size = cells.size() * sizeof(mooring_cell);
    at_ = reinterpret_cast<mooring_cell*>(memory_ + bytes_ - page_ - size);
    std::memcpy(at_, cells.data(), size);
  }
  ~GuardedCells() { ::munmap(memory_, bytes_); }
  GuardedCells(const GuardedCells&) = delete;
  GuardedCells& operator=(const GuardedCells&) = delete;

  const mooring_cell* data() const { return at_; }

 private:
  size_t page_, bytes_;
  char* memory_;
  mooring_cell* at_;
};

std::string problem_of(const mooring_batch& batch) {
  const Manifest manifest = *parse_manifest(kSampleManifest, "plugin.toml");
  const auto result = read_batch(batch, TaskContext{manifest, manifest.stream("items")});
  return result ? std::string() : result.error().message;
}

// The stream `items` has seven fields.
mooring_batch batch_of(const GuardedCells& cells, uint64_t rows, uint64_t width) {
  return {sizeof(mooring_batch), 0, str("items"), rows, cells.data(), nullptr, nullptr, width};
}

}  // namespace

TEST_CASE("rows of another width are refused with both numbers, and nothing beyond them is read") {
  const mooring_cell cell = text_cell(MOORING_CELL_TEXT, "x");
  for (const uint64_t width : {1, 3, 6, 8, 500}) {
    for (const uint64_t rows : {1, 2, 9'000}) {
      const GuardedCells cells(std::vector<mooring_cell>(width * rows, cell));
      CHECK_THAT(problem_of(batch_of(cells, rows, width)),
                 Contains("emit of 'items': its rows have " + std::to_string(width) + " cell") &&
                     Contains(", plugin.toml declares 7 fields"));
    }
  }
  const Rows good;
  const GuardedCells cells(good.cells);
  CHECK(problem_of(batch_of(cells, 2, 7)).empty());
  CHECK(problem_of(batch_of(cells, 0, 0)).empty());
}

TEST_CASE(
    "rows of a plugin that was built before their width was told are read, but not beyond their memory") {
  const Rows good;
  const GuardedCells whole(good.cells);
  mooring_batch old = batch_of(whole, 2, 12'345);  // what lies behind a shorter struct is not looked at
  old.struct_size = offsetof(mooring_batch, cells_per_row);
  CHECK(problem_of(old).empty());
  --old.struct_size;
  CHECK_THAT(problem_of(old), Contains("struct_size is too small"));

  for (const uint64_t rows : {1, 9'000}) {
    const GuardedCells narrow(std::vector<mooring_cell>(rows * 3, text_cell(MOORING_CELL_TEXT, "x")));
    mooring_batch batch = batch_of(narrow, rows, 0);
    batch.struct_size = offsetof(mooring_batch, cells_per_row);
    CHECK_THAT(problem_of(batch), Contains("its cells end before " + std::to_string(rows) + " row") &&
                                      Contains("of 7 cells, as many as plugin.toml declares fields"));
  }
}

TEST_CASE("a cell that breaks a rule names row, field and rule") {
  CHECK(Rows().problem_of_cell(3, number_cell(MOORING_CELL_INT64, 1)) ==
        "emit of 'items', row 1, field 'price': is integer, plugin.toml declares decimal");
  CHECK_THAT(Rows().problem_of_cell(0, number_cell(MOORING_CELL_NULL, 0)),
             Contains("part of the primary key"));
  CHECK_THAT(Rows().problem_of_cell(4, number_cell(MOORING_CELL_BOOLEAN, 2)), Contains("neither 0 nor 1"));
  for (int64_t us : {INT64_MIN, -62'135'596'800'000'001, 253'402'300'800'000'000, INT64_MAX})
    CHECK_THAT(Rows().problem_of_cell(5, number_cell(MOORING_CELL_TIMESTAMP, us)),
               Contains("years 1 to 9999"));
  for (const char* text : {"", "-", "1.", ".5", "1e5", "+1", "1.2.3", "1,5", " 1", "--1", "0x1", "nan"})
    CHECK_THAT(Rows().problem_of_cell(3, text_cell(MOORING_CELL_DECIMAL, text)),
               Contains("is not a decimal"));
  for (const char* text :
       {"", "2026-1-31", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "2026/01/01", "2026-01-011"})
    CHECK_THAT(Rows().problem_of_cell(1, text_cell(MOORING_CELL_DATE, text)), Contains("is not a date"));
  for (const char* text : {"", "hello", " {}", "]"})
    CHECK_THAT(Rows().problem_of_cell(6, text_cell(MOORING_CELL_JSON, text)),
               Contains("is not a JSON value"));
}

TEST_CASE("text is UTF-8 without NUL") {
  using namespace std::string_view_literals;
  for (std::string_view text :
       {""sv, "a"sv, "ordinary text of more than eight bytes"sv, "\x7f"sv, "\xC2\x80"sv, "\xE0\xA0\x80"sv,
        "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv, "12345678\xC3\xA4"sv,
        "1234567\xC3\xA4 and more text"sv})
    CHECK(is_clean_utf8(text));
  for (std::string_view text :
       {"\0"sv, "12345678\0"sv, "\0001234567"sv, "1234\0005678"sv, "\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv,
        "\xC2"sv, "\xC2 "sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv, "\xF0\x8F\xBF\xBF"sv,
        "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xF0\x9F\x9A"sv, "\xFF"sv, "12345678\xC3"sv})
    CHECK_FALSE(is_clean_utf8(text));
  CHECK_THAT(Rows().problem_of_cell(2, text_cell(MOORING_CELL_TEXT, "bad \xff")),
             Contains("not valid UTF-8"));
  CHECK_THAT(Rows().problem_of_cell(6, text_cell(MOORING_CELL_JSON, "\"\xff\"")),
             Contains("not valid UTF-8"));
}

TEST_CASE("sizes and counts are checked before anything is copied") {
  Rows rows;
  SECTION("too many rows") {
    rows.batch.row_count = limits::kBatchRowsMax + 1;
    CHECK_THAT(rows.problem(), Contains("10001 rows"));
  }
  SECTION("no cells") {
    rows.cells.clear();
    rows.cells.shrink_to_fit();
    CHECK_THAT(rows.problem(), Contains("no cells"));
  }
  SECTION("a text without data") {
    CHECK_THAT(rows.problem_of_cell(2, {MOORING_CELL_TEXT, 0, 0, {nullptr, 5}}),
               Contains("a size but no data"));
  }
  SECTION("one text too large") {
    CHECK_THAT(rows.problem_of_cell(2, {MOORING_CELL_TEXT, 0, 0, {"x", UINT64_MAX}}), Contains("more than"));
  }
  SECTION("too large together") {
    const std::string half(limits::kBatchBytesMax / 2, 'x');
    rows.cells[2] = text_cell(MOORING_CELL_TEXT, half);
    CHECK_THAT(rows.problem_of_cell(2, text_cell(MOORING_CELL_TEXT, half)), Contains("more than"));
  }
  SECTION("raw without data") {
    rows.raw[1] = {nullptr, 9};
    CHECK_THAT(rows.problem(), Contains("a size but no data"));
  }
  SECTION("raw that is no JSON") {
    rows.raw[1] = str("<xml>");
    CHECK_THAT(rows.problem(), Contains("row 1: raw is not JSON"));
  }
  SECTION("bad marketplace") {
    rows.marketplaces[0] = str("\xff");
    CHECK_THAT(rows.problem(), Contains("row 0: marketplace"));
  }
  SECTION("short struct") {
    rows.batch.struct_size = 16;
    CHECK_THAT(rows.problem(), Contains("struct_size"));
  }
}
