// Which addresses a range holds, and who sent a request that came through proxies.
#include "base/address_range.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

namespace {

bool holds(const char* range, const char* address) {
  const auto parsed = AddressRange::parse(range);
  const auto bytes = parse_address(address);
  REQUIRE(parsed);
  REQUIRE(bytes);
  return parsed->contains(*bytes);
}

std::string client(const char* peer, const char* forwarded, const char* trusted = "10.0.0.0/8") {
  return client_address({*AddressRange::parse(trusted), *AddressRange::parse("::1")}, peer, forwarded);
}

}  // namespace

TEST_CASE("A range holds what its bits say") {
  CHECK(holds("10.0.0.1", "10.0.0.1"));
  CHECK_FALSE(holds("10.0.0.1", "10.0.0.2"));
  CHECK(holds("10.0.0.1", "::ffff:10.0.0.1"));
  CHECK(holds("10.0.0.0/8", "10.255.1.2"));
  CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  CHECK(holds("172.16.0.0/12", "172.31.255.255"));
  CHECK_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
  CHECK(holds("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
}

TEST_CASE("What is no range is refused") {
  for (const char* text : {"", "localhost", "10.0.0", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/",
                           "10.0.0.1/8x", "::1/129", "10.0.0.0/8/8", " 10.0.0.1"}) {
    INFO(text);
    CHECK_FALSE(AddressRange::parse(text));
  }
}

TEST_CASE("The client is the last hop that no trusted proxy stands for", "[security]") {
  CHECK(client("203.0.113.9", "198.51.100.1") == "203.0.113.9");  // nobody's word counts but a proxy's
  CHECK(client("10.0.0.1", "198.51.100.1") == "198.51.100.1");
  CHECK(client("10.0.0.1", "1.1.1.1, 198.51.100.1") == "198.51.100.1");  // 1.1.1.1 is what the client says
  CHECK(client("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2") == "198.51.100.1");
  CHECK(client("::1", "2001:db8::5") == "2001:db8::5");
  CHECK(client("::ffff:10.0.0.1", "198.51.100.1") == "198.51.100.1");
  CHECK(client("10.0.0.1", "198.51.100.1:4711") == "198.51.100.1");
  CHECK(client("10.0.0.1", "[2001:db8::5]:4711") == "2001:db8::5");
  CHECK(client("10.0.0.1", "") == "10.0.0.1");
  CHECK(client("10.0.0.1", "unknown") == "10.0.0.1");
  CHECK(client("10.0.0.1", "198.51.100.1, ") == "10.0.0.1");
  CHECK(client("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3");
}
