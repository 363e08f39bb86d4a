// What is missing, failed and lost beside what is held.
#include <catch2/catch.hpp>

#include "badge/coverage_state.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kToday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

Timestamp ago(int days) {
  return kToday - std::chrono::days{days};
}

struct Calendar {
  Manifest manifest;
  CoverageFacts facts;

  Calendar() {
    StreamRule performance;
    performance.id = "performance";
    performance.mode = StreamMode::window;
    performance.lookback = 24h * 7;
    StreamRule orders;
    orders.id = "orders";
    StreamRule listing;
    listing.id = "listing";
    listing.mode = StreamMode::snapshot;
    manifest.streams = {performance, orders, listing};
    facts.manifest = &manifest;
    facts.now = kToday + 10h;
    slot("performance", 48h);
  }
  CoverageSlot& slot(const std::string& stream, Duration lag) {
    CoverageSlot one;
    one.rule = manifest.stream(stream);
    one.marketplace = "M1";
    one.usual_lag = lag;
    one.wanted_from = ago(30);
    facts.slots = {one};
    return facts.slots.front();
  }
  void held(int from_ago, int to_ago, const std::string& part = "", bool lost = false) {
    facts.ranges.push_back(
        {"con_1", facts.slots.front().rule->id, "M1", ago(from_ago), ago(to_ago), part, lost});
  }
  // "missing 30-20 held 20-10 ...", in days before today
  std::string text(const std::string& part = "") const {
    std::string out;
    for (const CoverageSpan& span : coverage_calendar(facts)) {
      if (span.range.part != part) continue;
      const auto days = [](Timestamp at) {
        return std::to_string(std::chrono::ceil<std::chrono::days>(kToday - at).count());
      };
      out += (out.empty() ? "" : ", ") + std::string(to_text(span.state)) + " " + days(span.range.from) +
             "-" + days(span.range.to);
    }
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(Calendar, "held up to yesterday is whole") {
  held(30, 1);
  CHECK(text() == "held 30-7, restating 7-1");
}

TEST_CASE_METHOD(Calendar, "a hole is missing, and so is a tail that lags more than usual") {
  held(30, 20);
  held(15, 8);
  CHECK(text() == "held 30-20, missing 20-15, held 15-8, missing 8-0");
}

TEST_CASE_METHOD(Calendar, "what is lost is not missing") {
  held(30, 20);
  held(20, 12, "", true);
  held(10, 1);
  CHECK(text() == "held 30-20, lost 20-12, missing 12-10, held 10-7, restating 7-1");
}

TEST_CASE_METHOD(Calendar, "nothing held yet: all is missing from where the first sync begins") {
  CHECK(text() == "missing 30-0");
}

TEST_CASE_METHOD(Calendar, "a failing stream's tail failed, and says why") {
  facts.slots.front().failing = true;
  facts.slots.front().reason = "it broke";
  facts.slots.front().run_id = "run_1";
  held(30, 1);
  CHECK(text() == "held 30-7, restating 7-1, failed 1-0");
  const auto spans = coverage_calendar(facts);
  CHECK(spans.back().reason == "it broke");
  CHECK(spans.back().run_id == "run_1");
  CHECK(spans.front().reason.empty());
}

TEST_CASE_METHOD(Calendar, "where a backfill failed, the hole failed; the rest of it is missing") {
  held(30, 20);
  held(10, 1);
  facts.failed.push_back({"performance", "M1", ago(18), ago(12), "refused", "run_2", "bkf_1"});
  CHECK(text() == "held 30-20, missing 20-18, failed 18-12, missing 12-10, held 10-7, restating 7-1");
  for (const CoverageSpan& span : coverage_calendar(facts))
    CHECK((span.state == CoverageState::failed) == (span.backfill_id == "bkf_1"));
  facts.failed[0].marketplace = "M2";  // elsewhere
  CHECK(text() == "held 30-20, missing 20-10, held 10-7, restating 7-1");
}

TEST_CASE_METHOD(Calendar, "a backfill that failed before the first held day makes it wanted") {
  held(20, 1);
  facts.failed.push_back({"performance", "M1", ago(30), ago(20), "refused", "run_2", "bkf_1"});
  CHECK(text() == "failed 30-20, held 20-7, restating 7-1");
  held(30, 20);  // read since
  CHECK(text() == "held 30-20, held 20-7, restating 7-1");
}

TEST_CASE_METHOD(Calendar, "each part is a line; one that ended long ago is not wanted any more") {
  held(30, 1, "books");
  held(30, 20, "maps");
  held(25, 2, "toys");
  CHECK(text("books") == "held 30-7, restating 7-1");
  CHECK(text("maps") == "held 30-20");
  CHECK(text("toys") == "held 25-7, restating 7-2, missing 2-0");
}

TEST_CASE_METHOD(Calendar, "a stream by cursor reaches to now, a listing has no days") {
  slot("orders", 2h);
  held(30, 0);
  CHECK(text() == "held 30-0, missing 0-0");
  facts.ranges.back().to = facts.now - 1h;
  CHECK(coverage_calendar(facts).size() == 1);
  slot("listing", 2h);
  facts.ranges.clear();
  CHECK(coverage_calendar(facts).empty());
}
