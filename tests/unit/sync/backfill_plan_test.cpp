#include "sync/backfill_plan.hpp"

#include <catch2/catch.hpp>

#include "sync/missed_ranges.hpp"
#include "unit/sync/backfill_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const Timestamp kToday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
const Timestamp kNow = kToday + 10h;

struct Shop {
  Manifest manifest = *parse_manifest(kRangesManifest, "plugin.toml");
  RangeSlots slots;
  BackfillRequest request;

  Shop() {
    slots.connected = true;
    slots.setup.manifest = &manifest;
    for (const char* id : {"M1", "M2"}) {
      MarketplaceRow marketplace;
      marketplace.id = id;
      slots.marketplaces.push_back(marketplace);
    }
    slots.slots = {{manifest.stream("orders"), "", 15min},
                   {manifest.stream("days"), "M1", 6h},
                   {manifest.stream("days"), "M2", 6h},
                   {manifest.stream("listing"), "", 6h}};
    ask(30, 20);
  }
  void ask(int from_ago, int to_ago) {
    request.from = kToday - days{from_ago};
    request.to = kToday - days{to_ago};
  }
  Result<BackfillPlan> plan() const { return plan_backfill(request, slots, kNow); }
  std::string refusal() const {
    auto made = plan();
    return made ? "" : made.error().code;
  }
  MissedRanges missed(const std::vector<CoverageRow>& coverage) const {
    return missed_ranges(slots, "con_1", coverage, kNow);
  }
  static CoverageRow held(const std::string& stream, const std::string& place, int from_ago, int to_ago,
                          const std::string& part = "") {
    return {"con_1", stream, place, kToday - days{from_ago}, kToday - days{to_ago}, part, false};
  }
};

}  // namespace

TEST_CASE_METHOD(Shop, "without names, everything that reads ranges is a part") {
  const auto made = plan();
  REQUIRE(made);
  REQUIRE(made->parts.size() == 3);
  CHECK(made->parts[0].stream == "orders");
  CHECK(made->parts[1].stream == "days");
  CHECK(made->parts[2].marketplace == "M2");
  for (const auto& part : made->parts) {
    CHECK(part.from == kToday - days{30});
    CHECK(part.position == part.from);
    CHECK(part.to == kToday - days{20});
  }
  CHECK(made->skipped.empty());
}

TEST_CASE_METHOD(Shop, "streams and marketplaces narrow it; a fed stream means the one that feeds it") {
  request.streams = {"days"};
  request.marketplaces = {"M2"};
  REQUIRE(plan());
  REQUIRE(plan()->parts.size() == 1);
  CHECK(plan()->parts[0].marketplace == "M2");
  request.streams = {"order_lines", "orders"};
  REQUIRE(plan()->parts.size() == 1);
  CHECK(plan()->parts[0].stream == "orders");
}

TEST_CASE_METHOD(Shop, "what cannot be is refused with its reason") {
  request.streams = {"listing"};
  CHECK(refusal() == "stream_not_backfillable");
  request.streams = {"orderz"};
  CHECK(refusal() == "stream_unknown");
  request.streams = {};
  request.marketplaces = {"M9"};
  CHECK(refusal() == "marketplace_unknown");
  request.marketplaces = {};
  ask(20, 30);
  CHECK(refusal() == "backfill_range_invalid");
  ask(1, -2);
  CHECK(refusal() == "range_in_future");
  ask(-1, -1);
  CHECK(refusal() == "backfill_range_invalid");
  ask(5000, 20);
  CHECK(refusal() == "range_too_long");
}

TEST_CASE_METHOD(Shop, "beyond every stream's retention it names the earliest day") {
  ask(120, 90);
  const auto made = plan();
  REQUIRE_FALSE(made);
  CHECK(made.error().code == "range_beyond_retention");
  CHECK(made.error().hint.find("2026-08-14") != std::string::npos);
}

TEST_CASE_METHOD(Shop, "a stream that is kept for a shorter time gets what is left, and says so") {
  ask(80, 20);
  const auto made = plan();
  REQUIRE(made);
  CHECK(made->parts[0].from == kToday - days{80});
  CHECK(made->parts[1].from == kToday - days{59});
  REQUIRE(made->skipped.size() == 2);
  CHECK(made->skipped[0].reason.find("no longer has 2 Sep 2026 to 22 Sep 2026") != std::string::npos);

  ask(80, 70);  // nothing is left of it
  REQUIRE(plan());
  CHECK(plan()->parts.size() == 1);
  request.streams = {"days"};
  CHECK(refusal() == "range_beyond_retention");
}

TEST_CASE_METHOD(Shop, "today is read up to now, or not at all where days are read whole") {
  ask(1, -1);
  const auto made = plan();
  REQUIRE(made);
  CHECK(made->parts[0].to == kNow);
  CHECK(made->parts[1].to == kToday);
  ask(0, -1);
  REQUIRE(plan());
  CHECK(plan()->parts.size() == 1);
  CHECK(plan()->skipped.at(0).reason == "The day is not over");
}

TEST_CASE("ranges read as people say them") {
  CHECK(range_words(kToday, kToday + days{1}) == "21 Nov 2026");
  CHECK(range_words(kToday, kToday + days{12}) == "21 Nov 2026 to 2 Dec 2026");
  CHECK(range_words(kToday, kNow).find("10:00") != std::string::npos);
}

TEST_CASE_METHOD(Shop, "what lags behind as usual was not missed") {
  const auto none =
      missed({held("orders", "M1", 50, 0), held("orders", "M2", 50, 0), held("days", "M1", 50, 1)});
  CHECK(none.parts.empty());
  CHECK(none.lost.empty());
  CHECK(missed({}).parts.empty());  // its first sync reads it
}

TEST_CASE_METHOD(Shop, "what was missed begins where the coverage ends") {
  const auto found =
      missed({held("orders", "M1", 50, 0), held("orders", "M2", 50, 5), held("days", "M1", 50, 9)});
  REQUIRE(found.parts.size() == 2);
  CHECK(found.parts[0].stream == "orders");
  CHECK(found.parts[0].own_runs);
  CHECK(found.parts[0].from == kToday - days{5});
  CHECK(found.parts[0].to == kNow);
  CHECK(found.parts[1].stream == "days");
  CHECK_FALSE(found.parts[1].own_runs);
  CHECK(found.parts[1].to == kToday);
  CHECK(found.lost.empty());
}

TEST_CASE_METHOD(Shop, "a hole between held days was missed where nobody else fills it") {
  const auto found = missed({held("days", "M1", 50, 30), held("days", "M1", 25, 1),
                             held("orders", "M1", 50, 30), held("orders", "M1", 25, 0)});
  REQUIRE(found.parts.size() == 1);
  CHECK(found.parts[0].stream == "days");
  CHECK(found.parts[0].from == kToday - days{30});
}

TEST_CASE_METHOD(Shop, "what the provider no longer has is lost, by part") {
  const auto found = missed({held("days", "M1", 300, 70, "books"), held("days", "M1", 300, 71, "toys"),
                             held("days", "M1", 300, 200, "maps")});
  REQUIRE(found.lost.size() == 2);  // maps ended long before
  CHECK(found.lost[0].part == "books");
  CHECK(found.lost[0].from == kToday - days{70});
  CHECK(found.lost[0].to == kToday - days{59});
  CHECK(found.lost[1].from == kToday - days{71});
  REQUIRE(found.parts.size() == 1);
  CHECK(found.parts[0].from == kToday - days{59});
}
