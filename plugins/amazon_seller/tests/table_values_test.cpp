// Amounts, times and dates as Amazon's tables write them, and rows that nothing tells apart.
#include <algorithm>
#include <catch2/catch.hpp>

#include "json_text.hpp"
#include "reports/occurrences.hpp"
#include "reports/table_report.hpp"

using namespace amazon_seller;

namespace {

std::string amount(std::string_view text) {
  return parse_amount(text).value_or("none");
}

std::string time(std::string_view text) {
  const auto parsed = parse_report_time(text);
  return parsed ? mooring::format_time(*parsed) : "none";
}

}  // namespace

TEST_CASE("an amount is exact, whichever way it is written") {
  CHECK(amount("12.50") == "12.50");
  CHECK(amount("-12.50") == "-12.50");
  CHECK(amount("+3") == "3");
  CHECK(amount("-0.00") == "0.00");
  CHECK(amount("12,5") == "12.5");
  CHECK(amount("-0,05") == "-0.05");
  CHECK(amount("1.234,56") == "1234.56");
  CHECK(amount("1.234.567,8") == "1234567.8");
  CHECK(amount("1,234.56") == "1234.56");
  CHECK(amount("1,234,567.89") == "1234567.89");
  CHECK(amount("12,50-") == "-12.50");
  CHECK(amount("\xE2\x88\x92"
               "12,50") == "-12.50");
  CHECK(amount("0,123") == "0.123");
  CHECK(amount("123456789012345678901234567890.01") == "123456789012345678901234567890.01");
}

TEST_CASE("what may be two amounts is none") {
  CHECK(amount("1,234") == "none");
  CHECK(amount("-12,345") == "none");
  CHECK(amount("1.234.567") == "none");
  CHECK(amount("1.234") == "none");
  CHECK(amount("-1.025") == "none");
  CHECK(amount("12.345-") == "none");
  CHECK(amount("123.456") == "none");
  CHECK(amount("0.125") == "0.125");  // no thousands
  CHECK(amount("1234.567") == "1234.567");
}

TEST_CASE("a store that writes points reads them as such, one that writes commas does not guess") {
  for (const char* country : {"US", "GB", "IE", "JP", "IN", "AU", "MX", "AE"}) {
    CHECK(parse_amount("1.025", decimal_mark_of(country)) == "1.025");
    CHECK_FALSE(parse_amount("1,025", decimal_mark_of(country)));
  }
  for (const char* country : {"DE", "FR", "IT", "ES", "NL", "BE", "PL", "SE", "TR", "BR", "CA", "ZA", ""})
    CHECK_FALSE(parse_amount("1.025", decimal_mark_of(country)));
}

TEST_CASE("what is no amount is none") {
  for (const char* text : {"", "-", ".", ",", "12.", ".5", "1 234,5", "12.3.4", "1,2,3", "12,34.5",
                           "1,23,456.7", "EUR 5", "5 EUR", "--5", "-5-", "0x10", "1e", "NaN"}) {
    INFO(text);
    CHECK(amount(text) == "none");
  }
}

TEST_CASE("a time has a zone, by its offset or by its name") {
  CHECK(time("2026-01-31T08:30:00+00:00") == "2026-01-31T08:30:00Z");
  CHECK(time("2026-01-31T08:30:00-08:00") == "2026-01-31T16:30:00Z");
  CHECK(time("2026-01-31 08:30:00 UTC") == "2026-01-31T08:30:00Z");
  CHECK(time("2013-01-07 07:35:42 PST") == "2013-01-07T15:35:42Z");
  CHECK(time("31.01.2026 08:30:00 UTC") == "2026-01-31T08:30:00Z");
  CHECK(time("31.01.2026 08:30:00 MEZ") == "2026-01-31T07:30:00Z");
  CHECK(time("31/01/2026 08:30:00 GMT") == "2026-01-31T08:30:00Z");
  CHECK(time("2026/01/31 08:30:00 JST") == "2026-01-30T23:30:00Z");
  CHECK(time("2026-01-31 08:30:00 +01:00") == "2026-01-31T07:30:00Z");
  CHECK(time("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  for (const char* text :
       {"", "2026-01-31", "2026-01-31 08:30:00", "2026-01-31 08:30:00 XYZ", "2026-01-31X08:30:00 UTC",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:30:00-01:00", "31.02.2026 08:30:00 UTC", "yesterday",
        "2026-01-31 25:00:00 UTC"}) {
    INFO(text);
    CHECK(time(text) == "none");
  }
}

TEST_CASE("a date is the day as it is written") {
  CHECK(parse_report_date("2026-01-31") == "2026-01-31");
  CHECK(parse_report_date("31.01.2026") == "2026-01-31");
  CHECK(parse_report_date("2026-01-31T23:30:00-08:00") == "2026-01-31");
  CHECK(parse_report_date("31-Jan-2026") == "2026-01-31");
  CHECK(parse_report_date("05-Dec-2025") == "2025-12-05");
  CHECK_FALSE(parse_report_date("31-Foo-2026"));
  CHECK_FALSE(parse_report_date("31-anF-2026"));
  CHECK_FALSE(parse_report_date("31.13.2026"));
  CHECK_FALSE(parse_report_date("2026-01-31 something"));
  CHECK(parse_us_date("01/31/2026") == "2026-01-31");
  CHECK(parse_us_date("2026-01-31") == "2026-01-31");
  CHECK_FALSE(parse_us_date("31/01/2026"));
  CHECK_FALSE(parse_us_date("01/31/26"));
}

TEST_CASE("a date with slashes is read in the order of its store, or in the only one that fits") {
  CHECK(parse_report_date("01/02/2026", date_order_of("US")) == "2026-01-02");
  CHECK(parse_report_date("01/02/2026", date_order_of("GB")) == "2026-02-01");
  CHECK_FALSE(parse_report_date("01/02/2026", date_order_of("CA")));
  CHECK_FALSE(parse_report_date("01/02/2026"));
  CHECK(parse_report_date("02/02/2026") == "2026-02-02");
  CHECK(parse_report_date("31/01/2026") == "2026-01-31");
  CHECK(parse_report_date("01/31/2026") == "2026-01-31");
  CHECK_FALSE(parse_report_date("31/01/2026", date_order_of("US")));
  CHECK_FALSE(parse_report_date("01/31/2026", date_order_of("FR")));
  CHECK(parse_report_date("2026/01/31", date_order_of("JP")) == "2026-01-31");
}

TEST_CASE("of a date with slashes the reading counts that fits the time beside it") {
  const auto at = mooring::parse_time("2026-03-07T23:59:59Z");
  CHECK(parse_date_of("03/07/26", at) == "2026-03-07");
  CHECK(parse_date_of("07/03/26", at) == "2026-03-07");
  CHECK(parse_date_of("07/03/2026", at) == "2026-03-07");
  CHECK(parse_date_of("08/03/2026", at) == "2026-03-08");
  CHECK_FALSE(parse_date_of("09/03/2026", at));
  CHECK(parse_date_of("03/07/26", std::nullopt) == "2026-03-07");
  CHECK(parse_date_of("31/07/26", std::nullopt) == "2026-07-31");
  CHECK(parse_date_of("07.03.2026", std::nullopt) == "2026-03-07");
  CHECK(parse_date_of("2026-03-08", at) == "2026-03-08");
  CHECK_FALSE(parse_date_of("32/13/26", at));
  CHECK_FALSE(parse_date_of("", at));
}

TEST_CASE("rows that nothing tells apart are counted") {
  Occurrences kinds;
  CHECK(kinds.number({"a", "b"}) == 1);
  CHECK(kinds.number({"a", "b"}) == 2);
  CHECK(kinds.number({"ab", ""}) == 1);
  CHECK(kinds.number({"", "ab"}) == 1);
  CHECK(kinds.number({"a", "b"}) == 3);
  for (int i = 0; i < 100'000; ++i)
    REQUIRE(kinds.number({"row", std::to_string(i)}) == 1);
  CHECK(kinds.number({"row", "77777"}) == 2);
  CHECK(kinds.number({"a", "b"}) == 4);
}

TEST_CASE("an abbreviation is the zone that the store means by it") {
  const auto in = [](const char* country, const char* zone) {
    const auto parsed =
        parse_report_time("2026-01-15 10:35:42 " + std::string(zone), DateOrder::unknown, country);
    return parsed ? mooring::format_time(*parsed) : "none";
  };
  CHECK(in("BR", "BRST") == "2026-01-15T12:35:42Z");
  CHECK(in("IN", "IST") == "2026-01-15T05:05:42Z");
  CHECK(in("IE", "IST") == "2026-01-15T09:35:42Z");
  CHECK(in("SA", "AST") == "2026-01-15T07:35:42Z");
  CHECK(in("CA", "AST") == "2026-01-15T14:35:42Z");
  CHECK(in("US", "XYZT") == "none");
}

TEST_CASE("text is written as JSON wherever its marks stand") {
  for (size_t size = 1; size < 20; ++size) {
    for (size_t at = 0; at < size; ++at) {
      const auto written = [&](char mark) {
        std::string text(size, '\x7F');
        text[at] = mark;
        return amazon::json_text(text);
      };
      const auto with = [&](const std::string& mark) {
        return '"' + std::string(at, '\x7F') + mark + std::string(size - at - 1, '\x7F') + '"';
      };
      INFO(size << " bytes, the mark at " << at);
      CHECK(written('"') == with("\\\""));
      CHECK(written('\\') == with("\\\\"));
      CHECK(written('\n') == with("\\u000a"));
      CHECK(written('\x1F') == with("\\u001f"));
      for (const char mark : {' ', '!', '#', '[', ']', '\xA2', '\xDC', '\xFF'})
        CHECK(written(mark) == with(std::string(1, mark)));
    }
  }
  CHECK(amazon::json_text("\"\"\"\"\"\"\"\"\"") == R"("\"\"\"\"\"\"\"\"\"")");
  CHECK(amazon::json_text("") == "\"\"");
}

TEST_CASE("the hash of a row tells every byte, and where a text ends") {
  std::vector<uint64_t> hashes;
  for (size_t size = 0; size < 20; ++size) {
    const std::string text(size, 'x');
    hashes.push_back(amazon_seller::row_hash({text}));
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      hashes.push_back(amazon_seller::row_hash({other}));
      other[at] = '\0';
      hashes.push_back(amazon_seller::row_hash({other}));
      hashes.push_back(
          amazon_seller::row_hash({std::string_view(text).substr(0, at), std::string_view(text).substr(at)}));
    }
  }
  hashes.push_back(amazon_seller::row_hash({"", "", ""}));
  const size_t count = hashes.size();
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  CHECK(hashes.size() == count);
}
