// How many orders there are in a range, and how long the slices become that read them.
#include "orders/volume.hpp"

#include <catch2/catch.hpp>

#include "orders/cursor.hpp"

using namespace amazon_seller;
using namespace mooring;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const Time kStart{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

}  // namespace

TEST_CASE("the volume of a range is the sum of its weeks, and a share of those that it cuts") {
  OrderVolume volume;
  CHECK_FALSE(volume.known());
  volume.add(kStart, kStart + days(7), 70);
  volume.add(kStart + days(7), kStart + days(14), 700);
  CHECK(volume.known());
  CHECK(volume.between(kStart, kStart + days(14)) == 770);
  CHECK(volume.between(kStart - days(30), kStart + days(30)) == 770);
  CHECK(volume.between(kStart + days(6), kStart + days(8)) == 110);
  CHECK(volume.between(kStart + days(20), kStart + days(30)) == 0);
  CHECK(volume.between(kStart + days(8), kStart + days(6)) == 0);
}

TEST_CASE("the volumes of several marketplaces add up") {
  OrderVolume volume;
  volume.add(kStart, kStart + days(7), 70);
  volume.add(kStart, kStart + days(7), 7);
  CHECK(volume.between(kStart, kStart + days(7)) == 77);
}

TEST_CASE("slices grow until they have about fifty pages, and never beyond what Amazon keeps") {
  CHECK(next_length(days(30), 1) == days(120));
  CHECK(next_length(days(30), 25) == days(60));
  CHECK(next_length(days(30), 50) == days(30));
  CHECK(next_length(days(30), 100) == days(15));
  CHECK(next_length(days(30), 10'000) == days(7) + 12h);
  CHECK(next_length(days(700), 1) == kRetention);
  CHECK(next_length(1h, 10'000) == 1h);
  CHECK(next_length(days(30), 0) == days(120));
}
