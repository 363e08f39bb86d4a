// Limits of the board of all connections and of what is done to many at once. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// looking at connections
inline constexpr size_t kWatchChangedReadsMax = 500;  // more changed ones: the rest with the next look
// Of the time, spent on reading all connections: after a look at all that took a second, the next one comes after 100 s.
inline constexpr int kWatchAllShare = 100;
inline constexpr size_t kBoardFreshReadsMax = 500;  // in one read, before a list is answered

// what is done to many
inline constexpr size_t kBulkConnectionsMax = 500;  // named by id
inline constexpr size_t kBulkSyncMax = 2'000;       // to sync, named by a filter
inline constexpr size_t kBulkFilterMax = 20'000;    // named by a filter
inline constexpr size_t kBulkChunk = 100;           // in one transaction, or asked of the engine at once
inline constexpr size_t kBulkResultsMax = 500;      // told one by one; the rest is counted
inline constexpr size_t kTagsPerConnectionMax = 20;
inline constexpr size_t kWorkspaceBytesMax = 60;
inline constexpr size_t kConnectionTextBytesMax = 200;  // searched for
inline constexpr size_t kExportChunkBytes = 64 << 10;

// the Overview
inline constexpr auto kRunSummaryMax = std::chrono::hours{24 * 32};
inline constexpr int kRunSummaryBucketsMax = 800;

}  // namespace mooring::host::limits
