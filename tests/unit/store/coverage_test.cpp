#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "store/rows_coverage.hpp"
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

namespace {

// "held 10-20" and "lost 20-25", in order.
std::string states(StoreFixture& store, const std::string& part = "") {
  std::string out;
  for (const auto& row : store.read([&](Session& s) { return rows::list_coverage(s, "con_1"); }))
    if (row.part == part)
      out += std::string(out.empty() ? "" : ", ") + (row.lost ? "lost " : "held ") +
             std::to_string(to_unix_us(row.from)) + "-" + std::to_string(to_unix_us(row.to));
  return out;
}

void add_state(StoreFixture& store, int64_t from, int64_t to, bool lost, const std::string& part = "") {
  store.write([&](Session& s) {
    rows::add_coverage(s, {"con_1", "orders", "", from_unix_us(from), from_unix_us(to), part, lost});
  });
}

}  // namespace

TEST_CASE("what is held is not lost, in whichever order it is told") {
  StoreFixture store;
  store.add_connection("con_1");
  add_state(store, 10, 40, true);
  SECTION("a held range cuts what was lost") {
    add_state(store, 20, 30, false);
    CHECK(states(store) == "lost 10-20, held 20-30, lost 30-40");
    add_state(store, 5, 12, false);
    CHECK(states(store) == "held 5-12, lost 12-20, held 20-30, lost 30-40");
    add_state(store, 12, 50, false);
    CHECK(states(store) == "held 5-50");
  }
  SECTION("a held range that only adjoins takes nothing") {
    add_state(store, 40, 50, false);
    add_state(store, 5, 10, false);
    CHECK(states(store) == "held 5-10, lost 10-40, held 40-50");
  }
  SECTION("a lost range fills the gaps only") {
    add_state(store, 50, 60, false);
    add_state(store, 70, 80, false);
    add_state(store, 45, 90, true);
    CHECK(states(store) == "lost 10-40, lost 45-50, held 50-60, lost 60-70, held 70-80, lost 80-90");
    add_state(store, 52, 58, true);
    CHECK(states(store) == "lost 10-40, lost 45-50, held 50-60, lost 60-70, held 70-80, lost 80-90");
    add_state(store, 40, 45, true);
    CHECK(states(store) == "lost 10-50, held 50-60, lost 60-70, held 70-80, lost 80-90");
  }
  SECTION("each part for itself") {
    add_state(store, 0, 100, false, "SB");
    CHECK(states(store) == "lost 10-40");
    CHECK(states(store, "SB") == "held 0-100");
  }
}

TEST_CASE("held and lost ranges agree with a map of units, for random ranges") {
  StoreFixture store;
  store.add_connection("con_1");
  std::mt19937 random(11);
  std::map<int64_t, bool> lost_units;
  for (int i = 0; i < 80; ++i) {
    int64_t from = static_cast<int64_t>(random() % 200), to = from + 1 + static_cast<int64_t>(random() % 20);
    bool lost = random() % 2 == 0;
    add_state(store, from, to, lost);
    for (int64_t unit = from; unit < to; ++unit)
      if (!lost || !lost_units.contains(unit)) lost_units[unit] = lost;
    std::map<int64_t, bool> found;
    for (const auto& row : store.read([](Session& s) { return rows::list_coverage(s, "con_1"); }))
      for (int64_t unit = to_unix_us(row.from); unit < to_unix_us(row.to); ++unit)
        REQUIRE(found.emplace(unit, row.lost).second);  // nothing is told twice
    REQUIRE(found == lost_units);
  }
}

TEST_CASE("what is lost is told once: only what is neither held nor known to be lost") {
  StoreFixture store;
  store.add_connection("con_1");
  add_state(store, 20, 30, false);
  add_state(store, 10, 15, true);
  const auto lose = [&](int64_t from, int64_t to) {
    std::string told;
    store.write([&](Session& s) {
      const CoverageRow lost{"con_1", "orders", "", from_unix_us(from), from_unix_us(to), "", true};
      for (const CoverageRow& piece : rows::add_lost_coverage(s, lost))
        told += std::to_string(to_unix_us(piece.from)) + "-" + std::to_string(to_unix_us(piece.to)) + " ";
    });
    return told;
  };
  CHECK(lose(0, 40) == "0-10 15-20 30-40 ");
  CHECK(states(store) == "lost 0-20, held 20-30, lost 30-40");
  CHECK(lose(0, 40).empty());
  CHECK(lose(22, 28).empty());
  CHECK(lose(50, 50).empty());
}
