// What a report says of one record twice.
#include "reports/contradictions.hpp"

#include <catch2/catch.hpp>
#include <string>

using amazon::Unreadable;
using amazon_seller::Contradictions;

TEST_CASE("a key may come again with the same record, and not with another", "[reports]") {
  Contradictions seen;
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 20'000; ++i) {
      const std::string key = "SKU-" + std::to_string(i);
      CHECK_NOTHROW(seen.refuse({key, "US"}, "{\"sku\":\"" + key + "\"}"));
    }
  CHECK_NOTHROW(seen.refuse({"SKU-1U", "S"}, "other"));  // where a text ends counts
  CHECK_THROWS_WITH(seen.refuse({"SKU-19999", "US"}, "other"), Catch::Contains("SKU-19999, US"));
  CHECK_THROWS_AS(seen.refuse({"SKU-0", "US"}, ""), Unreadable);
}

TEST_CASE("beyond its limit it forgets nothing and takes nothing new", "[reports]") {
  Contradictions seen;
  for (size_t i = 0; i < Contradictions::kRecordsMax; ++i)
    seen.refuse({std::to_string(i)}, "a");
  CHECK_THROWS_AS(seen.refuse({"5"}, "b"), Unreadable);
  CHECK_NOTHROW(seen.refuse({"new"}, "a"));
  CHECK_NOTHROW(seen.refuse({"new"}, "b"));
  // Two keys that shared a hash would be called a contradiction: not in a report of millions.
  for (size_t i = 0; i < 3'000'000; ++i)
    seen.refuse({"MX-HARB-", std::to_string(i)}, "c");
}
