// How far a backfill is, what is left, and about how long that takes.
#include <algorithm>

#include "base/limits_backfill.hpp"
#include "sync/backfills_state.hpp"

namespace mooring::host {
namespace {

// The days that the run under way has read of its chunk, as far as the plugin tells.
double days_of_run(const BackfillPartView& part) {
  if (!part.run || part.run->progress_total <= 0 || !part.run->range_to) return 0;
  const double share = std::clamp(
      static_cast<double>(part.run->progress_done) / static_cast<double>(part.run->progress_total), 0.0, 1.0);
  return share * days_between(part.row.position, *part.run->range_to);
}

}  // namespace

std::vector<BudgetState> Backfills::State::budgets_of(const RangeSlots& slots,
                                                      const std::string& connection_id) const {
  std::vector<BudgetState> states;
  for (const BudgetRule& rule : slots.setup.manifest->budgets)
    states.push_back(d.client.budget(connection_id, rule, slots.setup.config));
  return states;
}

BackfillEstimate Backfills::State::estimate(const std::string& connection_id,
                                            const std::vector<BackfillPartRow>& parts,
                                            const std::vector<rows::RangeCost>& costs) const {
  const auto slots = d.engine.range_slots(connection_id);
  if (!slots) return {};
  std::vector<BackfillCost> left;
  for (const BackfillPartRow& part : parts) {
    const StreamRule* rule = slots->setup.manifest->stream(part.stream);
    if (!rule || !rule->backfill || part.own_runs || is_ended(part.state)) continue;
    BackfillCost cost;
    cost.days = days_between(part.position, part.to);
    cost.chunk_days = rule->backfill->chunk_days;
    cost.calls_per_chunk = rule->backfill->requests_per_chunk;
    cost.wait_per_chunk = rule->backfill->wait_per_chunk;
    cost.budget = rule->backfill->budget;
    for (const rows::RangeCost& known : costs) {
      const double days = static_cast<double>(known.range_us) / 86'400e6;
      if (known.stream != part.stream || days < 1) continue;
      cost.calls_per_day = static_cast<double>(known.requests) / days;
      cost.time_per_day = Duration{static_cast<int64_t>(static_cast<double>(known.active_us) / days)};
    }
    left.push_back(std::move(cost));
  }
  return estimate_backfill(left, budgets_of(*slots, connection_id), limits::kBackfillRunsAtOnceMax);
}

Result<BackfillView> Backfills::State::view(BackfillRow row, std::vector<BackfillPartRow> parts) {
  BackfillView view;
  view.row = std::move(row);
  for (BackfillPartRow& part : parts) {
    BackfillPartView one;
    one.row = std::move(part);
    if (!is_ended(one.row.state) && !one.row.last_run_id.empty())
      one.run = d.engine.live_run(one.row.last_run_id);
    one.days_total = days_between(one.row.from, one.row.to);
    one.days_done = std::min(one.days_total, days_between(one.row.from, one.row.position) + days_of_run(one));
    view.days_total += one.days_total;
    view.days_done += one.days_done;
    view.rows += one.row.rows;
    view.requests += one.row.requests;
    view.parts.push_back(std::move(one));
  }
  return view;
}

}  // namespace mooring::host
