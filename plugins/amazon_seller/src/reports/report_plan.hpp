// Which days of a report are to be read: pure logic over what was read before.
//
// A day is read until its report was made more than `lookback_days` later: then it is final. So one rule covers the first run,
// restatements, a gap after an outage and a marketplace that is selected later. What a report holds counts as of the moment when
// Amazon made it, also when it is read a day later. What Amazon no longer has is lost. That it has nothing for a day (CANCELLED) is
// believed when it says so again on a later day.
#pragma once
#include <optional>
#include <vector>

#include "reports/empty_days.hpp"
#include "reports/report_stream.hpp"

namespace amazon_seller {

struct ReportDays {
  std::optional<Day> first;            // the first day that was ever wanted
  amazon::DayRanges held, final_days;  // read at all when they were over; read when final
  EmptyDays empty;                     // that Amazon said once it has nothing for
  std::optional<Day> lost_before;      // what is lost before this day was told
  std::optional<Day> planned_on;       // `windows` are of this day
  std::vector<DayRange> windows;       // still to be read, in this order: the newest first
};

// Goes on with what was planned today, else plans anew, around the windows that Amazon is still building. Returns the days that
// this finds lost, each told once.
std::vector<DayRange> plan_days(ReportDays& days, Day today, Day history, const DayRule& rule,
                                const std::vector<DayRange>& building = {});

// Begins a backfill's cursor: the days of `range` that are over and that Amazon still has. One that was begun is left as it is.
void plan_days_of_range(ReportDays& days, Day today, DayRange range, const DayRule& rule);
// The days of `range` that Amazon no longer has.
std::optional<DayRange> lost_of_range(Day today, DayRange range, const DayRule& rule);

// The window was read from a report that was made on that day.
void finish_window(ReportDays& days, DayRange window, Day made_on, const DayRule& rule);

// Amazon has nothing for the window (CANCELLED). `said_on`: from the next day on the same words are believed.
void finish_empty_window(ReportDays& days, DayRange window, Day made_on, Day said_on, const DayRule& rule);

// The days of a window that were over when its report was made; nothing when there is none.
std::optional<DayRange> complete_days(DayRange window, Day made_on);

}  // namespace amazon_seller
