// Which days of a report are read when, over runs, pauses and backfills.
#include <catch2/catch.hpp>

#include "reports/report_cursor.hpp"

using namespace amazon_seller;
using std::chrono::days;

namespace {

constexpr DayRule kRule{.chunk_days = 10, .lookback_days = 5, .retention_days = 100};

Day day(std::string_view text) {
  return amazon::parse_day(text).value();
}

std::string shown(const std::vector<DayRange>& ranges) {
  std::string out;
  for (const DayRange& range : ranges)
    out += (out.empty() ? "" : " ") + amazon::to_text(range.first) + "/" + amazon::to_text(range.last);
  return out;
}

// Reads all that is planned from reports that are made on the day.
void read_all(ReportDays& state, Day today, const DayRule& rule = kRule) {
  const auto windows = state.windows;
  for (const DayRange& window : windows)
    finish_window(state, window, today, rule);
}

}  // namespace

TEST_CASE("the first run reads its history, the newest days first") {
  ReportDays state;
  CHECK(plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule).empty());
  CHECK(shown(state.windows) == "2026-01-22/2026-01-31 2026-01-12/2026-01-21 2026-01-08/2026-01-11");
  read_all(state, day("2026-01-31"));
  CHECK(shown(state.held.ranges()) == "2026-01-08/2026-01-30");
  CHECK(shown(state.final_days.ranges()) == "2026-01-08/2026-01-25");
  CHECK(state.windows.empty());
}

TEST_CASE("days that are restated are read again, and only they") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule);
  read_all(state, day("2026-01-31"));
  plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule);
  CHECK(shown(state.windows) == "2026-01-26/2026-01-31");
  read_all(state, day("2026-01-31"));
  plan_days(state, day("2026-02-02"), day("2026-01-08"), kRule);
  CHECK(shown(state.windows) == "2026-01-26/2026-02-02");
}

TEST_CASE("a longer history that is wanted later is read, one that is gone is not") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-20"), kRule);
  read_all(state, day("2026-01-31"));
  CHECK(plan_days(state, day("2026-01-31"), day("2024-01-01"), kRule).empty());
  CHECK(state.windows.back().first == day("2025-10-23"));
}

TEST_CASE("what was planned today goes on, yesterday's plan does not") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule);
  finish_window(state, state.windows.front(), day("2026-01-31"), kRule);
  plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule);
  CHECK(state.windows.size() == 2);
  plan_days(state, day("2026-02-01"), day("2026-01-08"), kRule);
  CHECK(shown(state.windows) == "2026-01-26/2026-02-01 2026-01-12/2026-01-21 2026-01-08/2026-01-11");
}

TEST_CASE("a new day's plan goes around what Amazon is building") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-08"), kRule);
  const std::vector<DayRange> building = {state.windows[0], state.windows[2]};
  finish_window(state, state.windows[1], day("2026-01-31"), kRule);
  plan_days(state, day("2026-02-01"), day("2026-01-08"), kRule, building);
  CHECK(shown(state.windows) == "2026-02-01/2026-02-01 2026-01-22/2026-01-31 2026-01-08/2026-01-11");
  // What is final, or older than Amazon has, is not waited for.
  state.final_days.add({day("2026-01-08"), day("2026-01-11")});
  plan_days(state, day("2026-02-02"), day("2026-01-08"), kRule,
            {{day("2026-01-08"), day("2026-01-11")}, {day("2025-08-01"), day("2025-08-10")}});
  CHECK(shown(state.windows) == "2026-01-24/2026-02-02 2026-01-22/2026-01-23");
}

TEST_CASE("days for which Amazon has nothing are final when it says so on a later day") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-22"), kRule);
  finish_empty_window(state, state.windows.front(), day("2026-01-31"), day("2026-01-31"), kRule);
  CHECK(shown(state.held.ranges()) == "2026-01-22/2026-01-30");
  CHECK(state.final_days.empty());
  plan_days(state, day("2026-01-31"), day("2026-01-22"), kRule);
  CHECK(shown(state.windows) == "2026-01-26/2026-01-31");  // those that may be restated
  finish_empty_window(state, state.windows.front(), day("2026-01-31"), day("2026-01-31"), kRule);
  plan_days(state, day("2026-02-01"), day("2026-01-22"), kRule);
  CHECK(shown(state.windows) == "2026-01-23/2026-02-01 2026-01-22/2026-01-22");
  finish_empty_window(state, state.windows.front(), day("2026-02-01"), day("2026-02-02"), kRule);
  CHECK(shown(state.final_days.ranges()) == "2026-01-23/2026-01-26");
  finish_window(state, state.windows.front(), day("2026-02-01"), kRule);
  CHECK(shown(state.final_days.ranges()) == "2026-01-22/2026-01-26");
  REQUIRE(state.empty.parts().size() == 2);
  CHECK(state.empty.parts().front() ==
        EmptyDays::Part{{day("2026-01-27"), day("2026-01-30")}, day("2026-01-31")});
  CHECK(state.empty.parts().back() ==
        EmptyDays::Part{{day("2026-01-31"), day("2026-01-31")}, day("2026-02-02")});
}

TEST_CASE("a report counts as of the day when Amazon made it") {
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-22"), kRule);
  finish_window(state, state.windows.front(), day("2026-01-28"), kRule);
  CHECK(shown(state.held.ranges()) == "2026-01-22/2026-01-27");
  CHECK(state.final_days.ranges() == std::vector{DayRange{day("2026-01-22"), day("2026-01-22")}});
  CHECK(complete_days({day("2026-01-22"), day("2026-01-31")}, day("2026-01-28")) ==
        DayRange{day("2026-01-22"), day("2026-01-27")});
  CHECK_FALSE(complete_days({day("2026-01-28"), day("2026-01-31")}, day("2026-01-28")));
}

TEST_CASE("after a pause beyond the retention the days between are lost, once") {
  ReportDays state;
  plan_days(state, day("2025-06-01"), day("2025-05-01"), kRule);
  read_all(state, day("2025-06-01"));
  const auto lost = plan_days(state, day("2026-01-31"), day("2025-05-01"), kRule);
  CHECK(shown(lost) == "2025-06-01/2025-10-22");
  CHECK(state.windows.back().first == day("2025-10-23"));
  CHECK(plan_days(state, day("2026-02-01"), day("2025-05-01"), kRule).size() <= 1);
}

TEST_CASE("a report of whole days ends yesterday") {
  DayRule rule = kRule;
  rule.newest_age_days = 1;
  ReportDays state;
  plan_days(state, day("2026-01-31"), day("2026-01-31"), rule);
  CHECK(state.windows.empty());
  plan_days(state, day("2026-02-01"), day("2026-01-31"), rule);
  CHECK(shown(state.windows) == "2026-01-31/2026-01-31");
}

TEST_CASE("a backfill reads the days that are over and that Amazon has") {
  const DayRange wanted{day("2025-10-01"), day("2025-11-05")};
  ReportDays state;
  plan_days_of_range(state, day("2026-01-31"), wanted, kRule);
  CHECK(shown(state.windows) == "2025-10-27/2025-11-05 2025-10-23/2025-10-26");
  CHECK(lost_of_range(day("2026-01-31"), wanted, kRule) == DayRange{day("2025-10-01"), day("2025-10-22")});
  finish_window(state, state.windows.front(), day("2026-01-31"), kRule);
  plan_days_of_range(state, day("2026-02-01"), wanted, kRule);
  CHECK(state.windows.size() == 1);
}

TEST_CASE("the cursor's text holds all of it") {
  ReportCursor cursor;
  plan_days(cursor.days, day("2026-01-31"), day("2026-01-08"), kRule);
  finish_window(cursor.days, cursor.days.windows.front(), day("2026-01-31"), kRule);
  cursor.days.empty.note({day("2026-01-08"), day("2026-01-11")}, day("2026-01-31"));
  cursor.listed["A\"1"] = *mooring::parse_time("2026-01-31T12:00:00Z");
  cursor.read["91"] = *mooring::parse_time("2026-01-30T12:00:00Z");
  cursor.reports = R"([["snapshot","50001",1769860000000000,1]])";
  const std::string text = to_text(cursor);
  CHECK(to_text(parse_report_cursor(text)) == text);
  CHECK(to_text(parse_report_cursor("")) == R"({"version":1})");
}

TEST_CASE("a cursor that is damaged or of a newer version is refused in words") {
  for (const char* text :
       {"{", "[]", R"({"version":2})", R"({"version":1,"held":[["2026-01-02","2026-01-01"]]})",
        R"({"version":1,"empty":[["2026-01-01","2026-01-02"]]})", R"({"version":1,"first":"soon"})",
        R"({"version":1,"read":{"a":"b"}})"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_report_cursor(text), mooring::Failure);
  }
}
