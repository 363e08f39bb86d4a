// Limits of the thread that writes to the database.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

// Writes that may share a transaction: as many share one sync of the disk, and wait for one another.
inline constexpr size_t kWritesPerTransaction = 16;

}  // namespace mooring::host::limits
