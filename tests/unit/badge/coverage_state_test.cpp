#include "badge/coverage_state.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

Manifest manifest() {
  Manifest made;
  StreamRule window;
  window.id = "performance";
  window.mode = StreamMode::window;
  window.lookback = 24h * 42;
  StreamRule orders;
  orders.id = "orders";
  orders.lookback = 24h;
  made.streams = {window, orders};
  return made;
}

CoverageRow range(const std::string& stream, int from_days_ago, int to_days_ago) {
  return {"con_1", stream, "M1", kNow - 24h * from_days_ago, kNow - 24h * to_days_ago};
}

}  // namespace

TEST_CASE("a range that reaches into the look-back is split at its border") {
  auto made = manifest();
  auto spans = coverage_spans({range("performance", 90, 1)}, &made, kNow);
  REQUIRE(spans.size() == 2);
  CHECK(spans[0].state == CoverageState::held);
  CHECK(spans[0].range.from == kNow - 24h * 90);
  CHECK(spans[0].range.to == kNow - 24h * 42);
  CHECK(spans[1].state == CoverageState::restating);
  CHECK(spans[1].range.from == kNow - 24h * 42);
  CHECK(spans[1].range.to == kNow - 24h);
  CHECK(spans[1].range.marketplace == "M1");
}

TEST_CASE("ranges on one side of the border stay whole") {
  auto made = manifest();
  auto spans = coverage_spans({range("performance", 90, 42), range("performance", 42, 0)}, &made, kNow);
  REQUIRE(spans.size() == 2);
  CHECK(spans[0].state == CoverageState::held);
  CHECK(spans[0].range.to == kNow - 24h * 42);
  CHECK(spans[1].state == CoverageState::restating);
  CHECK(spans[1].range.from == kNow - 24h * 42);
}

TEST_CASE("what is lost stays lost, and only window streams are restated") {
  auto made = manifest();
  auto lost = range("performance", 10, 5);
  lost.lost = true;
  lost.part = "SPONSORED_BRANDS";
  auto spans = coverage_spans({lost, range("orders", 10, 0), range("unknown", 10, 0)}, &made, kNow);
  REQUIRE(spans.size() == 3);
  CHECK(spans[0].state == CoverageState::lost);
  CHECK(spans[0].range.part == "SPONSORED_BRANDS");
  CHECK(spans[0].range.from == kNow - 24h * 10);
  CHECK(spans[0].range.to == kNow - 24h * 5);
  CHECK(spans[1].state == CoverageState::held);
  CHECK(spans[2].state == CoverageState::held);
  CHECK(coverage_spans({range("performance", 10, 5)}, nullptr, kNow).at(0).state == CoverageState::held);
  CHECK(std::string(to_text(CoverageState::restating)) == "restating");
}
