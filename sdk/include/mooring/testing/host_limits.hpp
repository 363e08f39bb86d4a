// The limits that the host holds the actions of a task to. A test of the host compares each with the host's own.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::testing::host_limits {

using namespace std::chrono_literals;

inline constexpr size_t kBatchRowsMax = 10'000;
inline constexpr size_t kBatchBytesMax = 64 << 20;
inline constexpr size_t kUncommittedRowsMax = 50'000;
inline constexpr size_t kCursorBytesMax = 64 << 10;
inline constexpr size_t kDecimalBytesMax = 64;
inline constexpr size_t kTaskListMax = 10'000;
inline constexpr size_t kTaskTextBytesMax = 512;
inline constexpr size_t kNameBytesMax = 48;
inline constexpr size_t kUrlBytesMax = 16 << 10;
inline constexpr size_t kRequestHeadersMax = 64;
inline constexpr size_t kRequestBodyBytesMax = 8 << 20;
inline constexpr auto kSleepMax = 31 * 24h;
inline constexpr size_t kEmptyTurnsMax = 1000;
inline constexpr auto kPauseMin = 1s;

}  // namespace mooring::testing::host_limits
