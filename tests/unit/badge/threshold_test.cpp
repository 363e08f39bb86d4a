#include "badge/threshold.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE("a threshold follows from how often the stream runs") {
  CHECK(stale_after_of_interval(1min, 24h) == 6h);
  CHECK(stale_after_of_interval(15min, 24h) == 6h);
  CHECK(stale_after_of_interval(1h, 24h) == 6h);
  CHECK(stale_after_of_interval(2h, 24h) == 12h);
  CHECK(stale_after_of_interval(4h, 24h) == 24h);
  CHECK(stale_after_of_interval(6h, 24h) == 24h);
  CHECK(stale_after_of_interval(12h, 24h) == 24h);
  CHECK(stale_after_of_interval(24h, 24h) == 48h);
  CHECK(stale_after_of_interval(24h * 7, 24h) == 24h * 14);
}

TEST_CASE("who wants to be told earlier is, but not before two runs could have been") {
  CHECK(stale_after_of_interval(15min, 1h) == 1h);
  CHECK(stale_after_of_interval(1h, 1h) == 2h);
}

TEST_CASE("a larger default does not make frequent streams blind") {
  CHECK(stale_after_of_interval(15min, 24h * 7) == 6h);
  CHECK(stale_after_of_interval(6h, 24h * 7) == 36h);
}
