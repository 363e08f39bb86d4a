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

// The last day that a report of that day tells finally.
Day last_final(Day made_on, const DayRule& rule) {
  return made_on - days(rule.lookback_days + 1);
}

bool is_within(DayRange part, DayRange whole) {
  return whole.first <= part.first && part.last <= whole.last;
}

// What is not to be asked for: what is final, and the old days for which Amazon had nothing earlier today.
amazon::DayRanges settled(const ReportDays& state, Day today, const DayRule& rule) {
  amazon::DayRanges settled = state.final_days;
  const amazon::DayRanges today_empty = state.empty.said_since(today);
  for (const DayRange& part : today_empty.ranges())
    add_until(settled, part, last_final(today, rule));
  return settled;
}

}  // namespace

std::vector<DayRange> plan_days(ReportDays& state, Day today, Day history, const DayRule& rule,
                                const std::vector<DayRange>& building) {
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
    state.empty.drop_before(*floor);
  }
  state.planned_on = today;
  state.windows.clear();
  const DayRange all{floor ? std::max(*state.first, *floor) : *state.first,
                     today - days(rule.newest_age_days)};
  if (all.last < all.first) return lost;
  amazon::DayRanges done = settled(state, today, rule);
  for (const DayRange& window : building) {
    if (!is_within(window, all) || done.missing_in(window).empty()) continue;
    state.windows.push_back(window);
    done.add(window);
  }
  for (const DayRange& part : done.missing_in(all))
    for (const DayRange& chunk : amazon::chunks_of(part, rule.chunk_days))
      state.windows.push_back(chunk);
  std::ranges::sort(state.windows, std::greater(), &DayRange::last);
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
  add_until(state.final_days, window, last_final(made_on, rule));
  state.empty.forget(window);
  std::erase(state.windows, window);
}

void finish_empty_window(ReportDays& state, DayRange window, Day made_on, Day said_on, const DayRule& rule) {
  add_until(state.held, window, made_on - days(1));
  const Day last = std::min(window.last, last_final(made_on, rule));
  const amazon::DayRanges said_before = state.empty.said_before(made_on);
  for (const DayRange& again : said_before.ranges()) {
    const DayRange twice{std::max(window.first, again.first), std::min(last, again.last)};
    if (twice.last < twice.first) continue;
    state.final_days.add(twice);
    state.empty.forget(twice);
  }
  amazon::DayRanges over;
  add_until(over, window, made_on - days(1));
  for (const DayRange& part : over.ranges())
    for (const DayRange& open : state.final_days.missing_in(part))
      state.empty.note(open, said_on);
  std::erase(state.windows, window);
}

std::optional<DayRange> complete_days(DayRange window, Day made_on) {
  const DayRange complete{window.first, std::min(window.last, made_on - days(1))};
  return complete.first <= complete.last ? std::optional(complete) : std::nullopt;
}

}  // namespace amazon_seller
