// Which days of a report are to be read: pure logic over what was read before and the profile's day.
//
// Amazon corrects traffic for 3 days and conversions for up to 42. So each run reads the days that were last read when they
// were younger than 3 days, and every `restated_days` a run reads all days that were last read when they were not final. Both
// rules cover the first run, a gap after an outage and a marketplace that is selected later. What Amazon no longer has is lost.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "day_ranges.hpp"

namespace amazon_ads {

using namespace amazon;

inline constexpr int kTrafficDays = 3;  // a day of this age no longer changes its traffic

// What was planned on one day and is not finished.
struct Pass {
  Day today;
  bool full = false;              // all days that are not final
  std::vector<DayRange> windows;  // still to be read, in this order
};

// What is known of one product's report.
struct ReportState {
  std::optional<Day> first;             // the first day that was ever wanted
  DayRanges held, settled, final_days;  // read at all; read with settled traffic; read when final
  std::optional<Day> lost_before;       // what is lost before this day was told
  std::optional<Day> restated_on;       // the last finished full pass
  std::optional<Pass> pass;
};

struct PlanLimits {
  Day history;        // how far back a first run reads
  int retention = 0;  // days that Amazon has
  int restated_days = 0;
};

// Goes on with a pass that was planned today or the day before, else begins one. Returns the days that this finds lost:
// wanted, never read, and no longer offered. Each is told once.
std::vector<DayRange> plan(ReportState& state, Day today, const PlanLimits& limits);

// Begins a backfill's cursor: the days of `range` that are over and that Amazon still has, and nothing else. A cursor that was
// begun is left as it is.
void plan_range(ReportState& state, Day today, DayRange range, int retention);
// The days of `range` that Amazon no longer has.
std::optional<DayRange> lost_of_range(Day today, DayRange range, int retention);

// The window was read, and all its rows are committed with the state that this leaves.
void finish_window(ReportState& state, DayRange window);

// A window failed: a pass that began on another day is given up, so that it does not keep newer days waiting.
void fail_pass(ReportState& state, Day today);

// The days of a window that are over, as seen from `today`; nothing when it is only today.
std::optional<DayRange> complete_days(DayRange window, Day today);

}  // namespace amazon_ads
