// Limits of the thread that writes to the database.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

// Writes that may share a transaction: as many share one sync of the disk, and wait for one another.
inline constexpr size_t kWritesPerTransaction = 16;

// A run reads on while its commits wait: as many as one transaction takes, while they are small. What they hold counts in the
// memory of all runs, too.
inline constexpr int kCommitsInFlightPerRun = static_cast<int>(kWritesPerTransaction);
inline constexpr size_t kBytesInFlightPerRun = 6 << 20;

// Of a new database; an older one keeps its own. Rows with their raw record are some kilobytes: of the usual 4 KiB, half is left empty.
inline constexpr int kPageBytes = 8192;

inline constexpr int kWriterCacheKib = 8192;

}  // namespace mooring::host::limits
