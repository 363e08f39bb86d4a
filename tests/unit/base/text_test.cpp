#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

}  // namespace

TEST_CASE("base64url without padding, RFC 4648 vectors") {
  CHECK(base64url_encode(bytes_of("")).empty());
  CHECK(base64url_encode(bytes_of("f")) == "Zg");
  CHECK(base64url_encode(bytes_of("fo")) == "Zm8");
  CHECK(base64url_encode(bytes_of("foo")) == "Zm9v");
  CHECK(base64url_encode(bytes_of("foobar")) == "Zm9vYmFy");
  CHECK(base64url_encode(bytes_of("\xfb\xff\xfe")) == "-__-");
}

TEST_CASE("hex and sha256") {
  CHECK(hex_encode(bytes_of(std::string_view("\x00\x0f\xff", 3))) == "000fff");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("URL components are encoded and decoded") {
  CHECK(url_encode("a b&c=d/\xc3\xa4~-_.") == "a%20b%26c%3Dd%2F%C3%A4~-_.");
  CHECK(url_decode("a%20b+c%26%c3%A4") == "a b c&\xc3\xa4");
  CHECK(url_decode("100%") == "100%");
  CHECK(url_decode("%zz%4") == "%zz%4");
  std::string all;
  for (int c = 0; c < 256; ++c)
    all += static_cast<char>(c);
  CHECK(url_decode(url_encode(all)) == all);
}

TEST_CASE("times are written in UTC and read with any offset") {
  CHECK(format_time(from_unix_us(0)) == "1970-01-01T00:00:00Z");
  CHECK(format_time(from_unix_us(1'767'323'045'000'000)) == "2026-01-02T03:04:05Z");
  CHECK(format_time(from_unix_us(1'767'323'045'000'001)) == "2026-01-02T03:04:05.000001Z");
  CHECK(format_time(from_unix_us(-1)) == "1969-12-31T23:59:59.999999Z");
  for (const char* same :
       {"2026-01-02T03:04:05Z", "2026-01-02t03:04:05z", "2026-01-02 03:04:05Z", "2026-01-02T05:04:05+02:00",
        "2026-01-01T21:34:05-05:30", "2026-01-02T03:04:05.000Z"}) {
    CAPTURE(same);
    REQUIRE(parse_time(same));
    CHECK(format_time(*parse_time(same)) == "2026-01-02T03:04:05Z");
  }
  CHECK(format_time(*parse_time("2026-01-02T03:04:05.1234567Z")) == "2026-01-02T03:04:05.123456Z");
  CHECK(format_time(*parse_time("2024-02-29T00:00:00Z")) == "2024-02-29T00:00:00Z");
}

TEST_CASE("what is not a time is refused") {
  for (const char* bad :
       {"", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-02-29T03:04:05Z",
        "2026-01-02T24:04:05Z", "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z", "2026-1-02T03:04:05Z",
        "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1234567890Z", "2026-01-02T03:04:05+0200",
        "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05Zx", "-026-01-02T03:04:05Z", "2026-01-02T-1:04:05Z",
        "2026/01/02T03:04:05Z", "2026-01-02X03:04:05Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_time(bad));
  }
}

TEST_CASE("durations for people") {
  CHECK(format_duration(0s) == "0 ms");
  CHECK(format_duration(250ms) == "250 ms");
  CHECK(format_duration(119s) == "119 s");
  CHECK(format_duration(120s) == "2 min");
  CHECK(format_duration(119min) == "119 min");
  CHECK(format_duration(2h) == "2 h");
  CHECK(format_duration(2h + 5min) == "2 h 5 min");
  CHECK(format_duration(47h) == "47 h");
  CHECK(format_duration(100h) == "4 days");
  CHECK(format_duration(Duration(-3h)) == "-3 h");
}

TEST_CASE("durations of a configuration") {
  CHECK(parse_duration("250ms") == Duration(250ms));
  CHECK(parse_duration("90s") == Duration(90s));
  CHECK(parse_duration("15m") == Duration(15min));
  CHECK(parse_duration("24h") == Duration(24h));
  CHECK(parse_duration("7d") == Duration(24h * 7));
  CHECK(parse_duration("0s") == Duration(0s));
  for (const char* bad : {"", "5", "s", "-5s", "+5s", " 5s", "5 s", "5S", "1.5h", "1h30m", "5min",
                          "106751992d", "9223372036854775807ms", "99999999999999999999s"}) {
    CAPTURE(bad);
    auto parsed = parse_duration(bad);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message == "'" + std::string(bad) + "' is not a duration");
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE("the nearest name is what a person most likely meant") {
  const std::vector<std::string> keys{"port", "bind", "public_url", "token"};
  CHECK(nearest("prot", keys) == "port");
  CHECK(nearest("PORT", keys) == "port");
  CHECK(nearest("publik_ulr", keys) == "public_url");
  CHECK(nearest("pub", keys) == "public_url");  // cut short
  CHECK(nearest("po", keys) == std::nullopt);
  CHECK(nearest("database", keys) == std::nullopt);
  CHECK(nearest("x", {"id", "na"}) == std::nullopt);  // nothing in common
  CHECK(nearest("", keys) == std::nullopt);
  CHECK(nearest("port", {}) == std::nullopt);
  CHECK(nearest("orders", {"order", "orders"}) == "orders");
}

TEST_CASE("comparing without case") {
  CHECK(equals_ignoring_case("Content-Type", "content-type"));
  CHECK_FALSE(equals_ignoring_case("abc", "abcd"));
  CHECK(contains_ignoring_case("User May Have Revoked it", "may have revoked"));
  CHECK_FALSE(contains_ignoring_case("short", "longer text"));
  CHECK(contains_ignoring_case("x", ""));
}

TEST_CASE("a cleaned line has no control characters and is well-formed UTF-8") {
  CHECK(clean_line("a\nb\tc\x1b[31m\x7f", 100) == "a b c [31m ");
  CHECK(clean_line("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2", 100) ==
        "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2");
  CHECK(clean_line("latin \xe4\xf6 1", 100) == "latin ?? 1");
  CHECK(clean_line("\xc0\xaf \xed\xa0\x80 \xf5\x80\x80\x80", 100) ==
        "?? ??? ????");  // overlong, surrogate, too large
  CHECK(clean_line("end \xe2\x82", 100) == "end ??");
  CHECK(clean_line("a\xc2\x9b"
                   "31m",
                   100) == "a  31m");  // C1 control sequence introducer
  CHECK(clean_line("a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c",
                   100) == "a   b   c");  // direction override, isolate
  CHECK(clean_line(std::string_view("a\0b", 3), 100) == "a b");
}

TEST_CASE("a cleaned line is never cut inside a character") {
  CHECK(clean_line("ab\xe2\x82\xac", 5) == "ab\xe2\x82\xac");
  CHECK(clean_line("ab\xe2\x82\xac", 4) == "ab");
  CHECK(clean_line("ab\xe2\x82\xac", 3) == "ab");
  CHECK(clean_line("abc", 0).empty());
}

TEST_CASE("templates are filled, and unknown names are refused") {
  const std::vector<std::pair<std::string, std::string>> values{{"client_id", "c1"},
                                                                {"state", "{client_id}"}};
  CHECK(fill_template("id={client_id}&s={state}", values) == std::string("id=c1&s={client_id}"));
  CHECK(fill_template("plain }", values) == std::string("plain }"));
  CHECK(fill_template("{secret}", values).error().message == "'{secret}' uses the unknown name {secret}");
  CHECK(fill_template("a{client_id", values).error().code == "bad_template");
}
