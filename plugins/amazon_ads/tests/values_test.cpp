// Numbers and words as Amazon writes them, in each generation of its API.
#include <catch2/catch.hpp>

#include "numbers.hpp"
#include "values.hpp"

using namespace amazon;

TEST_CASE("a decimal keeps its digits, whatever its form") {
  CHECK(to_decimal("12.340") == "12.340");
  CHECK(to_decimal("0.1") == "0.1");
  CHECK(to_decimal("-3") == "-3");
  CHECK(to_decimal("1E2") == "100");
  CHECK(to_decimal("1.5e+3") == "1500");
  CHECK(to_decimal("1.25e1") == "12.5");
  CHECK(to_decimal("1e-2") == "0.01");
  CHECK(to_decimal("12.5E-3") == "0.0125");
  CHECK(to_decimal("-0.0") == "0.0");
  CHECK(to_decimal("-0.50") == "-0.50");
  CHECK(to_decimal("00.5") == "0.5");
  CHECK(to_decimal("18014398509481985.07") == "18014398509481985.07");
  CHECK(to_decimal("0e40").has_value());
}

TEST_CASE("what passes as a plain decimal is one that stays as it is") {
  for (const char* text :
       {"0", "0.0", "12", "12.340", "-3", "-0.0", "00.5", "1E2", "1.", ".5", "", "-", "x"}) {
    INFO(text);
    if (is_plain_decimal(text)) CHECK(to_decimal(text) == text);
  }
  CHECK(is_plain_decimal("0.5"));
  CHECK(is_plain_decimal("12.340"));
  CHECK_FALSE(is_plain_decimal("1E2"));
}

TEST_CASE("what is no decimal is refused") {
  for (const char* text : {"", "-", ".", "1.", ".5", "1,5", "1e", "1e99", "1e-99", "e5", "NaN", "0x10", " 1",
                           "1 ", "--1", "1e1.5", "1e+-2"}) {
    INFO(text);
    CHECK_FALSE(to_decimal(text));
  }
  CHECK_FALSE(to_decimal(std::string(65, '1')));
  CHECK_FALSE(to_decimal(std::string(50, '7') + "e30"));
  CHECK_FALSE(to_decimal("-" + std::string(60, '7') + "e4"));
  CHECK(to_decimal("-" + std::string(60, '7') + "e3"));
}

TEST_CASE("a whole number may be written as a fraction, but not be one") {
  CHECK(to_integer("12") == 12);
  CHECK(to_integer("12.0") == 12);
  CHECK(to_integer("1.2e1") == 12);
  CHECK(to_integer("-7") == -7);
  CHECK(to_integer("9223372036854775807") == INT64_MAX);
  CHECK_FALSE(to_integer("9223372036854775808"));
  CHECK_FALSE(to_integer("1.5"));
  CHECK_FALSE(to_integer("many"));
}

TEST_CASE("sums of decimals are exact, and keep the digits of the longer") {
  CHECK(amazon::sum_of("1.5", "-0.25") == "1.25");
  CHECK(amazon::sum_of("9.99", "0.01") == "10.00");
  CHECK(amazon::sum_of("0.1", "0.2") == "0.3");
  CHECK(amazon::sum_of("5980", "60") == "6040");
  CHECK(amazon::sum_of("-1.10", "-2") == "-3.10");
  CHECK(amazon::sum_of("-100", "0.01") == "-99.99");
  CHECK(amazon::sum_of("-5", "5.00") == "0.00");
  CHECK(amazon::sum_of("999999999999999999999.99", "0.01") == "1000000000000000000000.00");
}

TEST_CASE("an id is digits") {
  CHECK(is_id("18446744073709551615"));
  CHECK_FALSE(is_id("1.8e16"));
  CHECK_FALSE(is_id("-1"));
  CHECK_FALSE(is_id(""));
}

TEST_CASE("constants of the older operations are written as the newer write them") {
  CHECK(to_constant("enabled") == "ENABLED");
  CHECK(to_constant("negativeExact") == "NEGATIVE_EXACT");
  CHECK(to_constant("SOMETHING_NEW") == "SOMETHING_NEW");
  CHECK(to_constant("vcpm") == "VCPM");
}

TEST_CASE("a time is one that a database knows") {
  CHECK(to_time("0001-01-01T00:00:00Z"));
  CHECK(to_time("9999-12-31T23:59:59.999999Z"));
  for (const char* text :
       {"0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59Z", "9999-12-31T23:59:59-00:01", "soon", ""}) {
    INFO(text);
    CHECK_FALSE(to_time(text));
  }
}

TEST_CASE("the names of an object's members are told apart, however many there are") {
  MemberNames names;
  std::vector<std::string> all;
  for (int i = 0; i < 200; ++i)
    all.push_back("name" + std::to_string(i));
  for (const std::string& name : all)
    CHECK(names.add(name));
  for (const std::string& name : all)
    CHECK_FALSE(names.add(name));
  CHECK(names.add(""));
  CHECK_FALSE(names.add(""));
  MemberNames few;
  CHECK(few.add("orderItems"));
  CHECK(few.add("orderItem"));
  CHECK_FALSE(few.add("orderItems"));
}

TEST_CASE("a date comes in three forms and is a real day") {
  CHECK(to_date("20260131") == "2026-01-31");
  CHECK(to_date("2026-01-31") == "2026-01-31");
  CHECK(to_date("2026-01-31T00:00:00Z") == "2026-01-31");
  for (const char* text :
       {"", "2026-1-31", "2026/01/31", "20261301", "2026-02-30", "31-01-2026", "2026-01-31x", "0000-01-01"}) {
    INFO(text);
    CHECK_FALSE(to_date(text));
  }
}
