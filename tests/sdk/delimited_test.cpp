// Tables in parts: every split position, every way to be broken, and a measure of the speed.
#include <catch2/catch.hpp>
#include <chrono>
#include <mooring/delimited.hpp>

using namespace mooring;

namespace {

using Table = std::vector<std::vector<std::string>>;  // the header first

std::vector<std::string_view> in_parts_of(std::string_view document, size_t size) {
  std::vector<std::string_view> parts;
  for (; !document.empty(); document.remove_prefix(std::min(size, document.size())))
    parts.push_back(document.substr(0, size));
  return parts;
}

void take_rows(DelimitedReader& reader, Table& table) {
  while (reader.next()) {
    auto& row = table.emplace_back();
    for (size_t i = 0; i < reader.header().size(); ++i)
      row.emplace_back(reader[i]);
  }
}

Table read(const std::vector<std::string_view>& parts, DelimitedReader::Options options = {}) {
  DelimitedReader reader(options);
  Table table;
  for (const std::string_view part : parts) {
    const std::string copy(part);
    reader.feed(copy);
    take_rows(reader, table);
  }
  reader.finish();
  take_rows(reader, table);
  table.insert(table.begin(), reader.header());
  return table;
}

std::string error_of(const std::vector<std::string_view>& parts, DelimitedReader::Options options = {}) {
  try {
    read(parts, options);
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::bad_response);
    return failure.message();
  }
  return {};
}

struct Case {
  const char* what;
  std::string document;
  Table table;
  DelimitedReader::Options options = {};
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = [] {
    DelimitedReader::Options short_rows;
    short_rows.short_rows = true;
    return std::vector<Case>{
        {"line breaks of both kinds, an empty cell, an empty line, no break at the end",
         "sku\t price \tname\r\nA-1\t1,50\t\r\n\nB\t\tSt\xC3\xBChle",
         {{"sku", "price", "name"}, {"A-1", "1,50", ""}, {"B", "", "Stühle"}}},
        {"quotes in a plain file are text",
         "sku\tname\nA\t\"Best\" chair\nB\t\"x\n",
         {{"sku", "name"}, {"A", "\"Best\" chair"}, {"B", "\"x"}}},
        {"a quoted file: separators, quotes and line breaks within quotes",
         "\"Date\"\t\"Title\"\n\"11/01\"\t\"a \"\"b\"\"\tc\"\n\"\"\t\"two\nlines\"\nplain\t\"\"\"\"\n",
         {{"Date", "Title"}, {"11/01", "a \"b\"\tc"}, {"", "two\nlines"}, {"plain", "\""}}},
        {"CSV",
         "a,b\r\n\"1,5\",2\r\n,\r\n",
         {{"a", "b"}, {"1,5", "2"}, {"", ""}},
         DelimitedReader::Options::csv()},
        {"rows that are shorter",
         "a\tb\tc\n1\t2\n1\n",
         {{"a", "b", "c"}, {"1", "2", ""}, {"1", "", ""}},
         short_rows},
        {"a header alone", "a\tb\n", {{"a", "b"}}},
        {"a header without a line break", "a\tb", {{"a", "b"}}},
        {"one column", "a\n1\n2", {{"a"}, {"1"}, {"2"}}},
    };
  }();
  return kCases;
}

}  // namespace

TEST_CASE("a table becomes its rows at every split position") {
  for (const Case& one : cases()) {
    INFO(one.what);
    const std::string_view text(one.document);
    REQUIRE(read({text}, one.options) == one.table);
    for (size_t at = 0; at <= text.size(); ++at)
      if (read({text.substr(0, at), text.substr(at)}, one.options) != one.table) FAIL("split at byte " << at);
    for (size_t size = 1; size < text.size(); ++size)
      if (read(in_parts_of(text, size), one.options) != one.table) FAIL("in parts of " << size);
  }
}

TEST_CASE("columns are found by any of their names, whatever their case") {
  DelimitedReader reader;
  reader.feed("Order-ID\tverkaufspreis\n1\t2,00\n");
  CHECK(reader.column({"amazon-order-id", "order-id"}) == 0);
  CHECK(reader.find_column({"price", "Verkaufspreis"}) == 1u);
  CHECK_FALSE(reader.find_column({"sku"}));
  REQUIRE(reader.next());
  CHECK(reader[reader.find_column({"sku"})] == "");
  CHECK_THROWS_WITH(reader.column({"sku", "seller-sku"}),
                    "the table has no column 'sku'; it has Order-ID, verkaufspreis");
}

TEST_CASE("a column that is looked for and stands twice is refused") {
  DelimitedReader reader;
  reader.feed("sku\tnote\tSKU\tnote\n1\t2\t3\t4\n");
  CHECK_THROWS_WITH(reader.find_column({"sku"}), "the table has the column 'sku' more than once");
  CHECK_FALSE(reader.find_column({"price"}));
}

TEST_CASE("a table that tells of people shows nothing of its text") {
  DelimitedReader::Options options;
  options.samples = false;
  options.row_bytes_max = 30;
  for (const std::string document :
       {"a\tb\nJane Doe\n", "a\tb\nJane Doe\tof\t5\n", "a\tb\nJane Doe of 5 Elm Street, Springfield\tx\n"}) {
    const std::string error = error_of({document}, options);
    CHECK_THAT(error, Catch::Matchers::StartsWith("line 2 of the table "));
    CHECK_THAT(error, !Catch::Matchers::Contains("Jane"));
  }
  DelimitedReader reader(options);
  reader.feed("Jane Doe\tof\n");
  CHECK_THROWS_WITH(reader.column({"sku"}), "the table has no column 'sku'; it has 2 cells");
}

TEST_CASE("what is no complete table is refused with the line and a sample") {
  DelimitedReader::Options small;
  small.row_bytes_max = 20;
  small.columns_max = 3;
  struct Wrong {
    std::string document, error;
    DelimitedReader::Options options = {};
  };
  const std::vector<Wrong> wrong = {
      {"", "the table is empty"},
      {"a\tb\n1\t2\n3\n", "line 3 of the table has 1 cell, the header 2 cells: 3"},
      {"a\tb\n\n1\t2\t3\n", "line 3 of the table has 3 cells, the header 2 cells: 1 2 3"},
      {std::string("a\tb\n1\t\0\n", 8), "line 2 of the table has a zero byte"},
      {"\"a\"\t\"b\"\n\"1\"\t\"2\n", "the table ends within quotes that begin in or behind line 2"},
      {"\"a\"\t\"b\"\n\"1\"x\t\"2\"\n", "line 2 of the table has text behind a closing quote"},
      {"\"a\"\n\"1\n2\"\n\"3\"4\n", "line 4 of the table has text behind a closing quote"},
      {"a\tb\n1\t234567890123456789012\n", "line 2 of the table is longer than 20 bytes: 1 2345", small},
      {"a\tb\r1\t2\r", "line 1 of the table has a carriage return within a name of a column: a b 1 2"},
      {"a\tb\tc\td\n", "line 1 of the table has more than 3 cells", small},
      {"a\tb\n1\t\xFF\xC3(\n", ""},  // windows-1252 by itself
  };
  for (const Wrong& one : wrong) {
    INFO(one.error);
    const std::string whole = error_of({one.document}, one.options);
    CHECK_THAT(whole, Catch::Matchers::StartsWith(one.error));
    CHECK(whole.empty() == one.error.empty());
    CHECK_THAT(error_of(in_parts_of(one.document, 1), one.options), Catch::Matchers::StartsWith(one.error));
  }
}

TEST_CASE("a long table needs little memory at a time") {
  DelimitedReader reader;
  reader.feed("a\tb\n");
  const std::string row = std::string(100, 'x') + "\t" + std::string(100, 'y') + "\n";
  for (int i = 0; i < 20'000; ++i) {
    reader.feed(row);
    REQUIRE(reader.next());
    REQUIRE_FALSE(reader.next());
  }
  reader.finish();
  CHECK(reader.row_count() == 20'000);
  CHECK(reader.line() == 20'001);
}

// Not a check but a number: sdk_tests "[.measure]"
TEST_CASE("the speed of reading a table", "[.measure]") {
  std::string document =
      "settlement-id\torder-id\tamount-type\tamount-description\tamount\tposted-date\tsku\tquantity\n";
  while (document.size() < (64u << 20))
    document +=
        "12345678901\t113-1234567-7654321\tItemPrice\tPrincipal\t12.34\t2026-01-31T10:11:12+00:00\tSKU-" +
        std::to_string(document.size()) + "\t1\n";
  const auto began = std::chrono::steady_clock::now();
  DelimitedReader reader;
  size_t bytes = 0;
  for (const std::string_view part : in_parts_of(document, 256 << 10)) {
    reader.feed(part);
    while (reader.next())
      bytes += reader[size_t{4}].size();
  }
  reader.finish();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  WARN(reader.row_count() << " rows, " << bytes << " bytes of amounts, "
                          << static_cast<double>(document.size()) / took.count() / 1e6 << " MB/s");
}
