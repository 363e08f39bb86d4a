#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

using Range = std::pair<int64_t, int64_t>;

std::vector<Range> ranges(StoreFixture& store, const std::string& stream, const std::string& marketplace) {
  std::vector<Range> out;
  for (const auto& row : store.read([&](Session& s) { return rows::list_coverage(s, "con_1", stream); }))
    if (row.marketplace == marketplace) out.emplace_back(to_unix_us(row.from), to_unix_us(row.to));
  return out;
}

void add(StoreFixture& store, int64_t from, int64_t to, const std::string& marketplace = "") {
  store.write([&](Session& s) {
    rows::add_coverage(s, {"con_1", "orders", marketplace, from_unix_us(from), from_unix_us(to)});
  });
}

}  // namespace

TEST_CASE("covered ranges that overlap or adjoin become one") {
  StoreFixture store;
  store.add_connection("con_1");
  add(store, 10, 20);
  add(store, 30, 40);
  CHECK(ranges(store, "orders", "") == std::vector<Range>{{10, 20}, {30, 40}});
  add(store, 20, 25);  // adjoins
  CHECK(ranges(store, "orders", "") == std::vector<Range>{{10, 25}, {30, 40}});
  add(store, 24, 31);  // bridges
  CHECK(ranges(store, "orders", "") == std::vector<Range>{{10, 40}});
  add(store, 12, 13);  // inside
  CHECK(ranges(store, "orders", "") == std::vector<Range>{{10, 40}});
  add(store, 5, 50);  // around
  CHECK(ranges(store, "orders", "") == std::vector<Range>{{5, 50}});
}

TEST_CASE("marketplaces are covered apart; an empty range covers nothing; a reversed one is refused") {
  StoreFixture store;
  store.add_connection("con_1");
  add(store, 10, 20, "US");
  add(store, 15, 30, "CA");
  add(store, 7, 7, "US");
  CHECK(ranges(store, "orders", "US") == std::vector<Range>{{10, 20}});
  CHECK(ranges(store, "orders", "CA") == std::vector<Range>{{15, 30}});
  CHECK(ranges(store, "other", "US").empty());
  auto reversed = store.database().write([](Session& s) -> Status {
    rows::add_coverage(s, {"con_1", "orders", "US", from_unix_us(9), from_unix_us(8)});
    return {};
  });
  CHECK_FALSE(reversed.has_value());
}

TEST_CASE("merging agrees with a set of covered units, for random ranges") {
  StoreFixture store;
  store.add_connection("con_1");
  std::mt19937 random(7);
  std::set<int64_t> covered;
  for (int i = 0; i < 60; ++i) {
    int64_t from = static_cast<int64_t>(random() % 300), to = from + 1 + static_cast<int64_t>(random() % 12);
    add(store, from, to);
    for (int64_t unit = from; unit < to; ++unit)
      covered.insert(unit);
    auto held = ranges(store, "orders", "");
    std::set<int64_t> units;
    for (size_t r = 0; r < held.size(); ++r) {
      if (r > 0) REQUIRE(held[r - 1].second < held[r].first);
      for (int64_t unit = held[r].first; unit < held[r].second; ++unit)
        units.insert(unit);
    }
    REQUIRE(units == covered);
  }
}
