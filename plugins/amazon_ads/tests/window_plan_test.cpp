// Which days are read when, over months of runs.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "performance_cursor.hpp"
#include "performance_rows.hpp"
#include "report_types.hpp"
#include "window_plan.hpp"

using namespace amazon;
using namespace amazon_ads;
using std::chrono::days;

namespace {

Day day(const char* text) {
  return *parse_day(text);
}

PlanLimits limits_on(Day today, int history_days = 60, int retention = 65, int restated = 7) {
  return {today - days(history_days), retention, restated};
}

std::vector<DayRange> windows_of(const ReportState& state) {
  return state.pass ? state.pass->windows : std::vector<DayRange>();
}

// Plans and finishes everything, as a run without trouble does.
std::vector<DayRange> run_on(ReportState& state, Day today, const PlanLimits& limits) {
  plan(state, today, limits);
  const std::vector<DayRange> windows = windows_of(state);
  for (const DayRange& window : windows)
    finish_window(state, window);
  return windows;
}

}  // namespace

TEST_CASE("the first run reads the history in reports of at most 31 days") {
  ReportState state;
  const Day today = day("2026-06-30");
  CHECK(plan(state, today, limits_on(today)).empty());
  CHECK(state.pass->full);
  CHECK(windows_of(state) ==
        std::vector<DayRange>{{day("2026-05-31"), today}, {day("2026-05-01"), day("2026-05-30")}});
}

TEST_CASE("history beyond the retention is not asked for, and not lost either") {
  ReportState state;
  const Day today = day("2026-06-30");
  CHECK(plan(state, today, limits_on(today, 95, 60)).empty());
  CHECK(state.pass->windows.back().first == today - days(60));
  CHECK(state.first == today - days(60));
}

TEST_CASE("the next runs read what may still change of traffic, each week all that may change at all") {
  ReportState state;
  const Day start = day("2026-06-30");
  run_on(state, start, limits_on(start));
  CHECK(state.restated_on == start);
  CHECK_FALSE(state.pass);
  const auto same_day = run_on(state, start, limits_on(start));
  CHECK(same_day == std::vector<DayRange>{{start - days(2), start}});
  const auto next_day = run_on(state, start + days(1), limits_on(start + days(1)));
  CHECK(next_day == std::vector<DayRange>{{start - days(2), start + days(1)}});
  const Day week = start + days(7);
  const auto full = run_on(state, week, limits_on(week));
  CHECK(full.front().last == week);
  CHECK(full.back().first == start - days(42));  // the first day that was not final a week ago
}

TEST_CASE("after an outage the gap is read with the rest, and what is gone is lost") {
  ReportState state;
  const Day start = day("2026-03-01");
  run_on(state, start, limits_on(start, 10, 60));
  const Day later = start + days(20);
  CHECK(plan(state, later, limits_on(later, 10, 60)).empty());
  CHECK(windows_of(state).back().first == start - days(10));
  state.pass.reset();

  const Day much_later = start + days(100);
  const auto lost = plan(state, much_later, limits_on(much_later, 10, 60));
  // The day of the last run was not over then.
  CHECK(lost == std::vector<DayRange>{{start, much_later - days(61)}});
  CHECK(windows_of(state).back().first == much_later - days(60));
  state.pass.reset();
  CHECK(plan(state, much_later, limits_on(much_later, 10, 60)).empty());  // told once
  state.pass.reset();
  const auto next = plan(state, much_later + days(1), limits_on(much_later + days(1), 10, 60));
  CHECK(next == std::vector<DayRange>{{much_later - days(60), much_later - days(60)}});
}

TEST_CASE("days are lost only of a product that the profile turns out to have") {
  ReportState state;
  const Day start = day("2026-03-01");
  plan(state, start, limits_on(start));
  const Day later = start + days(10);  // nothing could be asked for since
  fail_pass(state, later);
  CHECK(plan(state, later, limits_on(later)).empty());
  finish_window(state, windows_of(state).front());
  const Day next = later + days(2);
  CHECK(plan(state, next, limits_on(next)) == std::vector<DayRange>{{start - days(60), next - days(66)}});
}

TEST_CASE("more history that is wished for later is read as far as it goes") {
  ReportState state;
  const Day today = day("2026-06-30");
  run_on(state, today, limits_on(today, 5, 60));
  run_on(state, today, limits_on(today, 5, 60));
  const auto windows = run_on(state, today, limits_on(today, 90, 60));
  CHECK(windows.back().first == today - days(60));
}

TEST_CASE("a pass of yesterday goes on, an older one is planned anew") {
  ReportState state;
  const Day today = day("2026-06-30");
  plan(state, today, limits_on(today));
  finish_window(state, windows_of(state).front());
  const std::vector<DayRange> rest = windows_of(state);
  REQUIRE(rest.size() == 1);
  plan(state, today + days(1), limits_on(today + days(1)));
  CHECK(windows_of(state) == rest);
  fail_pass(state, today + days(1));
  CHECK_FALSE(state.pass);
  plan(state, today, limits_on(today));
  const auto again = windows_of(state);
  fail_pass(state, today);
  CHECK(windows_of(state) == again);  // of the same day: only what is missing is tried again
  plan(state, today + days(2), limits_on(today + days(2)));
  CHECK(state.pass->today == today + days(2));
  CHECK(windows_of(state).front().last == today + days(2));
}

TEST_CASE("a clock that was set back does no harm") {
  ReportState state;
  const Day today = day("2026-06-30");
  run_on(state, today, limits_on(today));
  const Day earlier = today - days(400);
  plan(state, earlier, limits_on(earlier));
  CHECK(state.pass->full);
  run_on(state, today, limits_on(today));
  CHECK(state.held.missing_in({today - days(60), today - days(1)}).empty());
}

TEST_CASE("only days that are over are told as held") {
  const Day today = day("2026-06-30");
  CHECK(complete_days({today - days(2), today}, today) == DayRange{today - days(2), today - days(1)});
  CHECK(complete_days({today - days(9), today - days(5)}, today) ==
        DayRange{today - days(9), today - days(5)});
  CHECK_FALSE(complete_days({today, today}, today));
}

// 400 days with random outages and failing windows: every day is read when its traffic and when its conversions are settled,
// unless the outage lasted too long; then it is named as lost, exactly.
TEST_CASE("over a year every day becomes final or is named as lost") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    INFO(seed);
    std::mt19937 random(seed);
    constexpr int kRetention = 60;
    const Day start = day("2026-01-01");
    ReportState state;
    std::map<Day, int> best_age;  // of a day, when it was read last
    std::vector<Day> lost;
    int away = 0;
    for (Day today = start; today < start + days(400); today += days(1)) {
      if (away == 0 && random() % 60 == 0) away = static_cast<int>(random() % 90);
      if (away > 0 && --away > 0) continue;
      const PlanLimits limits = limits_on(today, 30, kRetention);
      for (const DayRange& range : plan(state, today, limits)) {
        for (Day each = range.first; each <= range.last; each += days(1))
          lost.push_back(each);
      }
      for (const DayRange& window : windows_of(state)) {
        if (random() % 10 == 0) continue;  // fails
        CHECK(window.days() <= kMaxReportDays);
        CHECK(window.first >= state.pass->today - days(kRetention));
        for (Day each = window.first; each <= window.last; each += days(1))
          best_age[each] = std::max(best_age[each], static_cast<int>((state.pass->today - each).count()));
        finish_window(state, window);
      }
      fail_pass(state, today);
      // The cursor is all that a restart has.
      PerformanceCursor cursor;
      cursor.products["X"] = state;
      const std::string text = to_text(cursor);
      const PerformanceCursor read = parse_performance_cursor(text);
      CHECK(to_text(read) == text);
      state = read.products.at("X");
    }
    for (Day each = start - days(30); each < start + days(400 - 100); each += days(1)) {
      const bool is_lost = std::ranges::find(lost, each) != lost.end();
      const auto read = best_age.find(each);
      const bool held = read != best_age.end() && read->second >= 1;
      CHECK(is_lost != held);
    }
    CHECK(std::ranges::adjacent_find(lost, std::greater_equal<>()) == lost.end());
  }
}

TEST_CASE("without outages every day is read when it is final") {
  ReportState state;
  const Day start = day("2026-01-01");
  std::map<Day, int> age;
  for (Day today = start; today < start + days(200); today += days(1)) {
    for (const DayRange& window : run_on(state, today, limits_on(today, 60, 60))) {
      for (Day each = window.first; each <= window.last; each += days(1))
        age[each] = static_cast<int>((today - each).count());
    }
  }
  for (Day each = start - days(60); each < start + days(200 - 60); each += days(1)) {
    INFO(to_text(each));
    CHECK(age[each] > kRestatedDays);
    CHECK(age[each] <= kRestatedDays + 20);
  }
}

TEST_CASE("a damaged or newer cursor is refused in words") {
  for (const char* text :
       {"{", "[]", R"({"version":1,"products":{"X":{"first":"never"}}})",
        R"({"version":1,"products":{"X":{"held":[["2026-01-02","2026-01-01"]]}}})",
        R"({"version":1,"products":{"X":{"held":[["2026-01-02"]]}}})", R"({"version":2})"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_performance_cursor(text), mooring::Failure);
  }
  CHECK(parse_performance_cursor("").products.empty());
}

TEST_CASE("a backfill plans exactly its days, those that are over and still there") {
  const Day today = day("2026-06-30");
  const DayRange range{day("2026-04-20"), day("2026-06-10")};
  ReportState state;
  plan_range(state, today, range, 65);
  CHECK(windows_of(state) == std::vector<DayRange>{{day("2026-05-11"), day("2026-06-10")},
                                                   {day("2026-04-26"), day("2026-05-10")}});
  CHECK_FALSE(state.pass->full);
  CHECK(lost_of_range(today, range, 65) == DayRange{day("2026-04-20"), day("2026-04-25")});
  CHECK_FALSE(lost_of_range(today, {day("2026-04-26"), day("2026-06-10")}, 65));

  SECTION("what was begun is left as it is, also when it is finished") {
    finish_window(state, {day("2026-05-11"), day("2026-06-10")});
    plan_range(state, today + days(1), range, 65);
    CHECK(windows_of(state) == std::vector<DayRange>{{day("2026-04-26"), day("2026-05-10")}});
    finish_window(state, {day("2026-04-26"), day("2026-05-10")});
    plan_range(state, today + days(1), range, 65);
    CHECK(windows_of(state).empty());
  }
  SECTION("today is not over, and nothing may be left") {
    ReportState late, old;
    plan_range(late, today, {day("2026-06-29"), today}, 65);
    CHECK(windows_of(late) == std::vector<DayRange>{{day("2026-06-29"), day("2026-06-29")}});
    plan_range(old, today, {day("2026-04-01"), day("2026-04-10")}, 65);
    CHECK(windows_of(old).empty());
    CHECK(lost_of_range(today, {day("2026-04-01"), day("2026-04-10")}, 65) ==
          DayRange{day("2026-04-01"), day("2026-04-10")});
  }
}
