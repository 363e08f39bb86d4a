// Limits of memory: of what runs hold together, and of what the allocator keeps.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// Answers and rows that are not committed yet, of all runs that work. A single run goes on beyond it.
inline constexpr size_t kRunMemoryBytesMax = 16 << 20;
// Rows that are not committed yet, of all runs that wait for something else than memory: a run that finds no place here and
// will wait long ends, and reads them again.
inline constexpr size_t kParkedBytesMax = 64 << 20;
inline constexpr size_t kRowsPerAnswerByte = 2;  // an answer's rows take about as much as the answer, twice
inline constexpr auto kRoomKeptFor =
    std::chrono::seconds{5};  // for an answer; one that comes later counts when it comes
inline constexpr size_t kUnknownOperationBytes = 768 << 10;  // room for one that was never called
inline constexpr size_t kUnknownBodyBytes = 8 << 20;         // for the rows of a streamed one up to a commit
inline constexpr size_t kOperationsKnownMax = 1000;          // whose needs are remembered

inline constexpr int kReturnedBlockBytesMin = 256
                                              << 10;  // a block of this size goes back to the system at once
inline constexpr size_t kTrimEveryBytes =
    64 << 20;  // of rows that came and went: what is between the blocks goes back
inline constexpr int kMemoryArenasMax = 2;

}  // namespace mooring::host::limits
