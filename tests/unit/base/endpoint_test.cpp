#include "base/endpoint.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

TEST_CASE("an operation is an endpoint without what names one thing only") {
  CHECK(operation_of("GET https://a.example/orders/v0/orders/701-3156471-9001021/orderItems") ==
        "GET https://a.example/orders/v0/orders/{id}/orderItems");
  CHECK(operation_of("GET https://a.example/reports/2021-06-30/documents/amzn1.spdoc.1.4.na.0f2e5c8a-11b2") ==
        "GET https://a.example/reports/2021-06-30/documents/{id}");
  CHECK(operation_of("GET https://a.example/reporting/reports/0f2e5c8a-11b2-4c1d-9f5e-2b7c6d5e4f3a") ==
        "GET https://a.example/reporting/reports/{id}");
  CHECK(operation_of("POST https://a.example/sp/campaigns/list") ==
        "POST https://a.example/sp/campaigns/list");
  CHECK(operation_of("GET https://a.example/v2/profiles") == "GET https://a.example/v2/profiles");
  CHECK(operation_of("GET https://a.example/profiles/12345") == "GET https://a.example/profiles/{id}");
  CHECK(operation_of("GET https://a.example/items/B07XYZ1234") == "GET https://a.example/items/{id}");
  CHECK(operation_of("GET https://a.example/places/ATVPDKIKX0DER") == "GET https://a.example/places/{id}");
  CHECK(operation_of("GET https://a.example/" + std::string(60, 'k')) == "GET https://a.example/{id}");
}

TEST_CASE("words, hosts with ports and endpoints without a path stay as they are") {
  CHECK(operation_of("GET http://127.0.0.1:9400/b2b/reports2") == "GET http://127.0.0.1:9400/b2b/reports2");
  CHECK(operation_of("GET https://a.example/") == "GET https://a.example/");
  CHECK(operation_of("GET https://a.example/a/7/") == "GET https://a.example/a/{id}/");
  CHECK(operation_of("").empty());
  CHECK(operation_of("nothing") == "nothing");
}

TEST_CASE("the method of an endpoint is its first word, in capitals") {
  CHECK(method_of("GET https://a.example/") == "GET");
  CHECK(method_of("https://a.example/").empty());
  CHECK(method_of("the token endpoint").empty());
  CHECK(method_of("").empty());
}
