// What a backfill will cost: calls and time, before it starts and while it goes on. Pure.
//
// Calls: the measured requests per day of range of earlier backfills of the stream, else what the manifest says of a chunk.
// Time: the slowest of
//   - each rate budget: what its calls take after the tokens that are there, at the rate that the provider really applies;
//   - the chunks one after another, as many parts at a time as run at once: what they took before, else the wait that the
//     manifest names and a second for each call.
// An estimate is about; it never says zero for something that is still to be read.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace mooring::host {

struct BackfillCost {          // of one part that is still to be read
  double days = 0;             // left
  int chunk_days = 31;         // of one run
  double calls_per_day = 0;    // measured; 0: unknown
  Duration time_per_day{};     // measured, of its runs; 0: unknown
  double calls_per_chunk = 1;  // as the manifest says
  Duration wait_per_chunk{};   // as the manifest says
  std::string budget;          // which its calls use most; empty: none
};

struct BudgetState {
  std::string id;
  double rate_per_s = 0;                     // as the provider applies it now
  double tokens = 0;                         // that can be used at once
  size_t waiting = 0;                        // calls that stand in line for it
  std::optional<Timestamp> blocked_until{};  // the provider throttles: no call goes before
};

struct BackfillEstimate {
  int64_t calls = 0;
  Duration time{};
  bool measured = false;  // every part from earlier runs
};

BackfillEstimate estimate_backfill(const std::vector<BackfillCost>& parts,
                                   const std::vector<BudgetState>& budgets, size_t at_once);

}  // namespace mooring::host
