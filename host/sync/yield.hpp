// Notices that a slot brings nothing although it usually brings something. A run that ends well and reads no row is no
// failure, so no badge tells of it; yet a filter that was set at the provider, or an account without a permission, looks
// exactly like this. Pure; the engine calls it with the facts of the slot where it stores the outcome of a run.
//
// The rule. Kept are the outcomes of the last 64 planned runs that succeeded, without those of the present silence.
// A slot is marked when all of these hold:
//   - at least 20 outcomes are known, and at least 90 % of them brought rows;
//   - the silence has lasted a day, so that no quiet night is meant, and twice as long as the longest of the last 35 days,
//     so that no quiet weekend is meant a second time;
//   - so many empty runs in a row have a chance of less than one in a million, by the share that was empty before
//     (counted as one empty run more than there was).
// The next row takes the mark away.
#pragma once
#include "store/rows_slots.hpp"

namespace mooring::host {

struct YieldRule {
  static constexpr size_t kOutcomesKept = 64, kOutcomesMin = 20;
  static constexpr double kFullShareMin = 0.9, kChanceMax = 1e-6;
  static constexpr Duration kSilenceMin = std::chrono::hours{24};
  static constexpr double kLongerThanBefore = 2.0;
  static constexpr Duration kSilenceRemembered = std::chrono::hours{35 * 24};
};

enum class YieldChange { none, became_empty, brings_again };

// Enters one planned run that succeeded: changes the facts, and says whether people are to be told.
YieldChange note_run(SlotFactsRow& facts, bool brought_rows, Timestamp at);

// How many of 100 runs brought rows before the silence.
int usual_percent(const SlotFactsRow& facts);

}  // namespace mooring::host
