// Exact sums: nothing is lost, and what cannot be exact says so.
#include "store/decimal_sum.hpp"

#include <catch2/catch.hpp>

#include "store/record_key.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

std::string shown(std::string_view text) {
  auto value = parse_decimal(text);
  return value ? to_text(*value) : "refused";
}

std::string shown_ratio(std::string_view a, std::string_view b, bool percent = true, int scale = 2) {
  auto value = ratio(*parse_decimal(a), *parse_decimal(b), percent, scale);
  return value ? to_text(*value) : "none";
}

class SqlFixture : public StoreFixture {
 public:
  std::string text(const std::string& sql) {
    return read([&](Session& s) { return sqlite::query_text(sqlite::handle(s), sql).value(); });
  }
  std::string sum(const std::string& values) {
    return text("SELECT mooring_sum(column1) FROM (VALUES " + values + ")");
  }
};

}  // namespace

TEST_CASE("A decimal is read and written as it stands", "[store]") {
  for (const char* text : {"0", "0.00", "12", "12.50", "-12.50", "-0.05", "1000000000000000.000000001",
                           "99999999999999999999999999999"}) {
    CAPTURE(text);
    CHECK(shown(text) == text);
  }
  CHECK(shown("007.10") == "7.10");
  CHECK(shown("-0.00") == "0.00");
  CHECK(shown("1.0000000000000") == "1.000000000");
}

TEST_CASE("What is no decimal, or does not fit, is refused", "[store]") {
  for (const char* text : {"", "-", ".", ".5", "5.", "1e5", "1,5", " 1", "1 ", "+1", "--1", "1.2.3", "0x1",
                           "?", "0.0000000001", "999999999999999999999999999999"}) {
    CAPTURE(text);
    CHECK(shown(text) == "refused");
  }
}

TEST_CASE("Sums are exact and stop at overflow", "[store]") {
  const auto plus = [](std::string_view a, std::string_view b) {
    auto sum = add(*parse_decimal(a), *parse_decimal(b));
    return sum ? to_text(*sum) : "overflow";
  };
  CHECK(plus("0.1", "0.20") == "0.30");
  CHECK(plus("-0.10", "0.1") == "0.00");
  CHECK(plus("999999999999999.99", "0.01") == "1000000000000000.00");
  CHECK(plus("-1", "0.999999999") == "-0.000000001");
  CHECK(plus("160000000000000000000000000000", "20000000000000000000000000000") == "overflow");
  CHECK(plus("-160000000000000000000000000000", "-20000000000000000000000000000") == "overflow");
}

TEST_CASE("Ratios are rounded half away from zero", "[store]") {
  CHECK(shown_ratio("1", "3") == "33.33");
  CHECK(shown_ratio("2", "3") == "66.67");
  CHECK(shown_ratio("23.10", "100") == "23.10");
  CHECK(shown_ratio("1", "80000") == "0.00");
  CHECK(shown_ratio("1", "20000") == "0.01");
  CHECK(shown_ratio("-1", "20000") == "-0.01");
  CHECK(shown_ratio("-2", "-3") == "66.67");
  CHECK(shown_ratio("3", "2", false, 1) == "1.5");
  CHECK(shown_ratio("5", "0.00") == "none");
  CHECK(shown_ratio("0", "7") == "0.00");
  CHECK(shown_ratio("10000000000000000000000000000", "0.000000001") == "none");
}

TEST_CASE_METHOD(SqlFixture, "mooring_sum adds decimals in SQL as they are", "[store]") {
  CHECK(sum("('0.1'), ('0.2'), ('10.50'), ('-3')") == "7.80");
  CHECK(sum("(NULL), ('1.5'), (NULL)") == "1.5");
  CHECK(sum("(7), ('0.25')") == "7.25");
  CHECK(sum("('1000000000000000.01'), ('1000000000000000.01')") == "2000000000000000.02");
  CHECK(sum("('1'), ('many'), ('2')") == "?");
  CHECK(sum("('1'), ('?')") == "?");
  CHECK(sum("(NULL)") == "0");
  CHECK(text("SELECT mooring_sum('1') WHERE 0") == "0");
  // A thousand times a tenth: a float would not give this.
  CHECK(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
             "SELECT mooring_sum('0.1') FROM n") == "100.0");
}

TEST_CASE_METHOD(SqlFixture, "mooring_order sorts decimals as numbers, however large", "[store]") {
  CHECK(text("SELECT group_concat(v, ' ') FROM (SELECT column1 AS v FROM (VALUES ('9'), ('-10.5'), ('10'), "
             "('1000000000000000.02'), ('0'), ('-9.99'), ('1000000000000000.01'), ('0.5')) "
             "ORDER BY mooring_order(column1))") ==
        "-10.5 -9.99 0 0.5 9 10 1000000000000000.01 1000000000000000.02");
  CHECK(text("SELECT mooring_order('1.50') = mooring_order('1.5')") == "1");
  CHECK(text("SELECT mooring_order('x') IS NULL AND mooring_order(NULL) IS NULL") == "1");
}

TEST_CASE_METHOD(SqlFixture, "A record's key has one form, in C++ and in SQL", "[store]") {
  CHECK(to_key_json({{"profile_id", "1"}, {"campaign_id", "2"}}) ==
        R"({"profile_id":"1","campaign_id":"2"})");
  const RecordKey odd{{"id", "a\"b\\c\n\x01/é"}};
  CHECK(to_key_json(odd) == R"({"id":"a\"b\\c\u000a\u0001/é"})");
  CHECK(text("SELECT mooring_key('id', 'a\"b\\c' || char(10) || char(1) || '/é')") == to_key_json(odd));
  CHECK(text("SELECT mooring_key('n', 7, 'm', NULL)") == R"({"n":"7","m":""})");
}
