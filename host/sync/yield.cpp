#include "sync/yield.hpp"

#include <algorithm>
#include <cmath>

namespace mooring::host {
namespace {

double full_runs(const SlotFactsRow& facts) {
  return static_cast<double>(std::count(facts.run_outcomes.begin(), facts.run_outcomes.end(), '1'));
}

bool usually_brings(const SlotFactsRow& facts) {
  const auto known = static_cast<double>(facts.run_outcomes.size());
  return facts.run_outcomes.size() >= YieldRule::kOutcomesMin &&
         full_runs(facts) >= YieldRule::kFullShareMin * known;
}

bool is_long(const SlotFactsRow& facts, Duration silence) {
  const auto before = static_cast<double>(facts.longest_silence_us);
  return silence >= YieldRule::kSilenceMin &&
         static_cast<double>(silence.count()) > YieldRule::kLongerThanBefore * before;
}

bool by_chance(const SlotFactsRow& facts) {
  const auto known = static_cast<double>(facts.run_outcomes.size());
  const double empty_share = (known - full_runs(facts) + 1) / (known + 2);
  return std::pow(empty_share, static_cast<double>(facts.empty_runs)) > YieldRule::kChanceMax;
}

void remember_silence(SlotFactsRow& facts, Timestamp at) {
  const bool forgotten =
      !facts.longest_silence_at || at - *facts.longest_silence_at > YieldRule::kSilenceRemembered;
  const Duration silence = facts.last_rows_at && facts.empty_runs > 0
                               ? std::max(at - *facts.last_rows_at, Duration::zero())
                               : Duration::zero();
  if (!forgotten && silence.count() < facts.longest_silence_us) return;
  facts.longest_silence_us = silence.count();
  facts.longest_silence_at = at;
}

void end_silence(SlotFactsRow& facts, Timestamp at) {
  remember_silence(facts, at);
  const auto empty = std::min(static_cast<size_t>(facts.empty_runs), YieldRule::kOutcomesKept - 1);
  facts.run_outcomes.append(empty, '0').push_back('1');
  if (facts.run_outcomes.size() > YieldRule::kOutcomesKept)
    facts.run_outcomes.erase(0, facts.run_outcomes.size() - YieldRule::kOutcomesKept);
  facts.empty_runs = 0;
  facts.last_rows_at = at;
}

}  // namespace

YieldChange note_run(SlotFactsRow& facts, bool brought_rows, Timestamp at) {
  if (brought_rows) {
    const bool was_marked = std::exchange(facts.empty_since, std::nullopt).has_value();
    end_silence(facts, at);
    return was_marked ? YieldChange::brings_again : YieldChange::none;
  }
  if (!facts.last_rows_at) return YieldChange::none;  // it never brought anything: nothing is missed
  ++facts.empty_runs;
  if (facts.empty_since || !usually_brings(facts) || !is_long(facts, at - *facts.last_rows_at) ||
      by_chance(facts))
    return YieldChange::none;
  facts.empty_since = facts.last_rows_at;
  return YieldChange::became_empty;
}

int usual_percent(const SlotFactsRow& facts) {
  if (facts.run_outcomes.empty()) return 0;
  return static_cast<int>(100 * full_runs(facts) / static_cast<double>(facts.run_outcomes.size()));
}

}  // namespace mooring::host
