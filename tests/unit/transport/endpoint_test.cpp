#include <catch2/catch.hpp>

#include "transport/transport.hpp"

using namespace mooring::host;

TEST_CASE("endpoint_of names method, scheme, host and path, never query, fragment or password") {
  CHECK(endpoint_of("GET", "https://api.example.com/orders?token=abc") ==
        "GET https://api.example.com/orders");
  CHECK(endpoint_of("GET", "https://api.example.com") == "GET https://api.example.com/");
  CHECK(endpoint_of("POST", "https://u:pw@api.example.com:8443/x#frag") ==
        "POST https://api.example.com:8443/x");
  CHECK(endpoint_of("GET", "https://api.example.com?x=/secret") == "GET https://api.example.com/");
  CHECK(endpoint_of("GET", "https://a/b/@c") == "GET https://a/b/@c");
  CHECK(endpoint_of("GET", "https://a/\r\nX: y") == "GET https://a/  X: y");
  CHECK(endpoint_of("GET", "https://a/" + std::string(10'000, 'x')).size() <= 404);
  CHECK(endpoint_of("GET", "") == "GET /");
}

TEST_CASE("response headers are found by lower-case name, the first one wins") {
  HttpResponse response;
  response.headers = {{"x-a", "1"}, {"x-b", "2"}, {"x-a", "3"}};
  REQUIRE(response.header("x-a") != nullptr);
  CHECK(*response.header("x-a") == "1");
  CHECK(response.header("x-c") == nullptr);
}
