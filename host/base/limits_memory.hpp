// Limits of memory: of what runs hold together, and of what the allocator keeps.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

// Answers and rows that are not committed yet, of all runs. A single run goes on beyond it.
inline constexpr size_t kRunMemoryBytesMax = 32 << 20;
inline constexpr size_t kAnswerBytesExpected = 256 << 10;  // of an operation that was never called
inline constexpr size_t kRowsPerAnswerByte = 2;  // an answer's rows take about as much as the answer, twice
inline constexpr size_t kAnswerSizesKnownMax = 1000;  // operations whose answers' sizes are remembered

inline constexpr int kReturnedBlockBytesMin = 256
                                              << 10;  // a block of this size goes back to the system at once
inline constexpr int kMemoryArenasMax = 4;

}  // namespace mooring::host::limits
