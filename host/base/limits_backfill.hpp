// Limits of backfills; the rest stands in limits.hpp.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

inline constexpr size_t kBackfillsOpenMax = 20;                       // of one connection, not ended
inline constexpr size_t kBackfillPartsMax = 2000;                     // of one backfill
inline constexpr int kBackfillDaysMax = 3660;                         // of one backfill
inline constexpr size_t kBackfillRunsAtOnceMax = 2;                   // of one connection
inline constexpr int kBackfillAttemptsMax = 5;                        // of one chunk without any progress
inline constexpr auto kBackfillsKept = std::chrono::hours{400 * 24};  // after their end
inline constexpr size_t kBackfillNamesMax = 5;                        // ranges that one entry spells out
// Streams that recover one after the other: their connection is looked through once, so long after the first of them.
inline constexpr auto kRefillAfter = std::chrono::seconds{10};
// A part of a stream that ends so long before the others is not read any more (a product that the account gave up).
inline constexpr auto kCoveragePartAlive = std::chrono::hours{48};
inline constexpr size_t kCoverageSpansMax = 50'000;  // of one answer

}  // namespace mooring::host::limits
