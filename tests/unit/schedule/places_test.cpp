#include "schedule/places.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

namespace {

// working: manual, incremental, backfill
constexpr Places with(size_t at_once, std::array<size_t, kLanes> working, size_t away = 0,
                      bool backfill_began_last = false) {
  return {at_once, working, away, backfill_began_last};
}

}  // namespace

TEST_CASE("ordinary runs take all places, first syncs and backfills three quarters") {
  STATIC_REQUIRE(has_place(with(8, {0, 7, 0}), Lane::incremental));
  STATIC_REQUIRE_FALSE(has_place(with(8, {0, 8, 0}), Lane::incremental));
  STATIC_REQUIRE(has_place(with(8, {0, 0, 5}), Lane::backfill));
  STATIC_REQUIRE_FALSE(has_place(with(8, {0, 0, 6}), Lane::backfill));
  STATIC_REQUIRE_FALSE(has_place(with(8, {0, 8, 0}), Lane::backfill));
  STATIC_REQUIRE(has_place(with(1, {0, 0, 0}), Lane::backfill));
  STATIC_REQUIRE_FALSE(has_place(with(0, {0, 0, 0}), Lane::incremental));
}

TEST_CASE("what a person asks for has places beside the others") {
  STATIC_REQUIRE(has_place(with(8, {0, 8, 0}), Lane::manual));
  STATIC_REQUIRE(has_place(with(8, {7, 8, 0}), Lane::manual));
  STATIC_REQUIRE_FALSE(has_place(with(8, {8, 8, 0}), Lane::manual));
}

TEST_CASE("an eighth of the places, at least one, is owed to first syncs and backfills") {
  STATIC_REQUIRE(is_backfill_owed(with(64, {0, 56, 7})));
  STATIC_REQUIRE_FALSE(is_backfill_owed(with(64, {0, 56, 8})));
  STATIC_REQUIRE(is_backfill_owed(with(4, {0, 3, 0})));
  STATIC_REQUIRE_FALSE(is_backfill_owed(with(4, {0, 3, 1})));
  STATIC_REQUIRE(is_backfill_owed(with(1, {0, 0, 0})));
  STATIC_REQUIRE_FALSE(is_backfill_owed(with(1, {0, 0, 0}, 0, true)));  // by turns
}

TEST_CASE("thousands that sleep keep nobody from beginning; some bound there is") {
  STATIC_REQUIRE(has_place(with(64, {0, 0, 0}, 10'000), Lane::incremental));
  STATIC_REQUIRE(has_place(with(64, {0, 0, 0}, 10'000), Lane::backfill));
  STATIC_REQUIRE_FALSE(has_place(with(64, {0, 0, 0}, limits::kRunsAwayMax), Lane::incremental));
  STATIC_REQUIRE(has_place(with(64, {0, 0, 0}, limits::kRunsAwayMax), Lane::manual));
}
