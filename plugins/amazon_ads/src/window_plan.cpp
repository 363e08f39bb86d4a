#include "window_plan.hpp"

#include <algorithm>

#include "performance_rows.hpp"
#include "report_types.hpp"

namespace amazon_ads {

using std::chrono::days;

namespace {

void add_until(DayRanges& ranges, DayRange window, Day last) {
  if (window.first <= last) ranges.add({window.first, std::min(window.last, last)});
}

// Amazon may still say that the profile does not have the product at all: then nothing of it is lost.
bool was_offered(const ReportState& state) {
  return !state.held.empty() || state.lost_before;
}

std::vector<DayRange> newly_lost(const ReportState& state, Day floor) {
  const Day first = std::max(*state.first, state.lost_before.value_or(*state.first));
  const Day last = floor - days(1);
  return first <= last ? state.held.missing_in({first, last}) : std::vector<DayRange>();
}

bool goes_on(const std::optional<Pass>& pass, Day today) {
  return pass && !pass->windows.empty() && pass->today <= today && today - pass->today <= days(1);
}

// A clock that was set back must not keep the full pass away.
bool full_pass_due(const ReportState& state, Day today, const PlanLimits& limits) {
  return !state.restated_on || *state.restated_on > today ||
         today - *state.restated_on >= days(limits.restated_days);
}

}  // namespace

std::vector<DayRange> plan(ReportState& state, Day today, const PlanLimits& limits) {
  if (goes_on(state.pass, today)) return {};
  const Day floor = today - days(limits.retention);
  // What Amazon no longer has when it is first wanted was never to be had.
  const Day wanted = std::min(today, std::max(limits.history, floor));
  state.first = state.first ? std::min(*state.first, wanted) : wanted;
  std::vector<DayRange> lost;
  if (was_offered(state)) {
    lost = newly_lost(state, floor);
    state.lost_before = std::max(floor, state.lost_before.value_or(floor));
  }
  for (DayRanges* ranges : {&state.held, &state.settled, &state.final_days})
    ranges->drop_before(floor);

  Pass pass{today, full_pass_due(state, today, limits), {}};
  const DayRanges& known = pass.full ? state.final_days : state.settled;
  std::vector<DayRange> missing = known.missing_in({std::max(*state.first, floor), today});
  std::ranges::reverse(missing);
  for (const DayRange& part : missing) {
    for (const DayRange& chunk : chunks_of(part, kMaxReportDays))
      pass.windows.push_back(chunk);
  }
  state.pass = std::move(pass);
  return lost;
}

void plan_range(ReportState& state, Day today, DayRange range, int retention) {
  if (state.first) return;
  state.first = range.first;
  const Day floor = today - days(retention);
  const DayRange wanted{std::max(range.first, floor), std::min(range.last, today - days(1))};
  if (wanted.last < wanted.first) return;
  Pass pass{today, false, {}};
  for (const DayRange& chunk : chunks_of(wanted, kMaxReportDays))
    pass.windows.push_back(chunk);
  state.pass = std::move(pass);
}

std::optional<DayRange> lost_of_range(Day today, DayRange range, int retention) {
  const Day floor = today - days(retention);
  if (range.first >= floor) return std::nullopt;
  return DayRange{range.first, std::min(range.last, floor - days(1))};
}

void finish_window(ReportState& state, DayRange window) {
  Pass& pass = *state.pass;
  add_until(state.held, window, pass.today - days(1));
  add_until(state.settled, window, pass.today - days(kTrafficDays));
  add_until(state.final_days, window, pass.today - days(kRestatedDays + 1));
  std::erase(pass.windows, window);
  if (!pass.windows.empty()) return;
  if (pass.full) state.restated_on = pass.today;
  state.pass.reset();
}

void fail_pass(ReportState& state, Day today) {
  if (state.pass && state.pass->today != today) state.pass.reset();
}

std::optional<DayRange> complete_days(DayRange window, Day today) {
  const DayRange complete{window.first, std::min(window.last, today - days(1))};
  return complete.first <= complete.last ? std::optional(complete) : std::nullopt;
}

}  // namespace amazon_ads
