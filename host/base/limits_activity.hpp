// Limits of the activity log. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

inline constexpr size_t kActivityValuesBytesMax = 8 << 10;  // of a change, before and after each
inline constexpr size_t kCallRowsPerRun = 200;   // operations and statuses told apart; the rest together
inline constexpr size_t kRunEntriesShown = 100;  // entries of a run beside its calls

// searching
inline constexpr auto kActivityScanTime =
    std::chrono::milliseconds{30};                       // then the page tells how far it came
inline constexpr size_t kActivityTextCharactersMin = 3;  // the text index knows threes of them
inline constexpr size_t kActivityTextBytesMax = 200;
inline constexpr size_t kActivityTrigramsMax = 16;    // of a long text; the entry itself decides
inline constexpr size_t kActivityStreamsMerged = 64;  // values of one filter that are read side by side

// keeping
inline constexpr int64_t kActivityEntriesMax = 10'000'000;  // unless the configuration says otherwise
inline constexpr int64_t kActivityEntriesLeast = 10'000, kActivityEntriesMost = 1'000'000'000;
inline constexpr int64_t kActivityRemovedPerStep = 256;     // in one transaction
inline constexpr int64_t kActivityRemovedPerPass = 20'000;  // then other background work has its turn

}  // namespace mooring::host::limits
