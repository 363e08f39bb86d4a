// Limits of the queue of runs: who begins, and what is told of it.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// Runs that are open and do not work: they sleep until a report is built, or wait long. Each keeps its plugin task, its plan
// and its cursor, some 10 KB; rows that it holds are counted by the memory of runs. More stay in the queue.
inline constexpr size_t kRunsAwayMax = 20'000;
// One in so many places is always for first syncs and backfills, and one at least.
inline constexpr size_t kBackfillPlaceOneIn = 8;

inline constexpr size_t kQueuePlacesShown = 1000;  // those behind only know that they wait
inline constexpr auto kQueueShownAfter =
    std::chrono::milliseconds{200};  // of a change; not for each of thousands

}  // namespace mooring::host::limits
