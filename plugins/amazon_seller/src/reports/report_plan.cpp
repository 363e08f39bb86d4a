#include "reports/report_plan.hpp"

#include <algorithm>

namespace amazon_seller {

using std::chrono::days;

namespace {

void add_until(amazon::DayRanges& ranges, DayRange window, Day last) {
  if (window.first <= last) ranges.add({window.first, std::min(window.last, last)});
}

std::optional<Day> floor_of(Day today, const DayRule& rule) {
  return rule.retention_days > 0 ? std::optional(today - days(rule.retention_days)) : std::nullopt;
}

}  // namespace

std::vector<DayRange> plan_days(ReportDays& state, Day today, Day history, const DayRule& rule) {
  if (state.planned_on == today && !state.windows.empty()) return {};
  const auto floor = floor_of(today, rule);
  // What Amazon no longer has when it is first wanted was never to be had.
  const Day wanted = std::min(today, floor ? std::max(history, *floor) : history);
  state.first = state.first ? std::min(*state.first, wanted) : wanted;
  std::vector<DayRange> lost;
  if (floor) {
    const Day told = std::max(*state.first, state.lost_before.value_or(*state.first));
    if (!state.held.empty() && told < *floor) lost = state.held.missing_in({told, *floor - days(1)});
    state.lost_before = std::max(*floor, state.lost_before.value_or(*floor));
    state.held.drop_before(*floor);
    state.final_days.drop_before(*floor);
  }
  state.planned_on = today;
  state.windows.clear();
  const DayRange all{floor ? std::max(*state.first, *floor) : *state.first,
                     today - days(rule.newest_age_days)};
  if (all.last < all.first) return lost;
  std::vector<DayRange> missing = state.final_days.missing_in(all);
  std::ranges::reverse(missing);
  for (const DayRange& part : missing)
    for (const DayRange& chunk : amazon::chunks_of(part, rule.chunk_days))
      state.windows.push_back(chunk);
  return lost;
}

void plan_days_of_range(ReportDays& state, Day today, DayRange range, const DayRule& rule) {
  if (state.first) return;
  state.first = range.first;
  const auto floor = floor_of(today, rule);
  const Day newest = today - days(std::max(rule.newest_age_days, 1));
  const DayRange wanted{floor ? std::max(range.first, *floor) : range.first, std::min(range.last, newest)};
  state.planned_on = today;
  if (wanted.first <= wanted.last) state.windows = amazon::chunks_of(wanted, rule.chunk_days);
}

std::optional<DayRange> lost_of_range(Day today, DayRange range, const DayRule& rule) {
  const auto floor = floor_of(today, rule);
  if (!floor || range.first >= *floor) return std::nullopt;
  return DayRange{range.first, std::min(range.last, *floor - days(1))};
}

void finish_window(ReportDays& state, DayRange window, Day made_on, const DayRule& rule) {
  add_until(state.held, window, made_on - days(1));
  add_until(state.final_days, window, made_on - days(rule.lookback_days + 1));
  std::erase(state.windows, window);
}

std::optional<DayRange> complete_days(DayRange window, Day made_on) {
  const DayRange complete{window.first, std::min(window.last, made_on - days(1))};
  return complete.first <= complete.last ? std::optional(complete) : std::nullopt;
}

}  // namespace amazon_seller
