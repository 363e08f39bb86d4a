// Limits of the API's platform: repeated requests, validators, lists, exports. Fixed.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

// Idempotency-Key
inline constexpr size_t kIdempotencyKeyBytesMax = 255;
inline constexpr auto kIdempotencyKept = std::chrono::hours{24};
inline constexpr int64_t kIdempotencyKeysPerCallerMax = 10'000;  // then the caller's oldest goes
inline constexpr size_t kIdempotencyAnswerBytesMax = 256 << 10;  // a longer answer is not given again
inline constexpr int64_t kIdempotencyTidiedAtOnce = 200;

// ETag and If-None-Match
inline constexpr size_t kValidatedBodyBytesMax = 4 << 20;  // longer answers get no ETag

// lists with sums and records: statements that may take seconds hold a worker
inline constexpr int kHeavyReadsAtOnceMax = 3;
inline constexpr int kHeavyReadsWaitingMax = 3;
inline constexpr auto kHeavyReadWait = std::chrono::seconds{5};

// data browser
inline constexpr size_t kWhereMax = 20;                   // conditions of one query
inline constexpr size_t kWhereBytesMax = 1000;            // of one condition
inline constexpr int64_t kRecordStepsMax = 500'000'000;   // of SQLite's machine, for one page: about 15 s
inline constexpr int64_t kRecordCountSteps = 20'000'000;  // then the total of a filtered list is not counted
inline constexpr size_t kRecordExportRowsMax = 1'000'000;
inline constexpr size_t kRecordExportChunkRows = 500;
// In an order that no index serves, every chunk sorts all that match.
inline constexpr size_t kSortedExportRowsMax = 100'000;
inline constexpr size_t kSortedExportChunkRows = 10'000;

// command line
inline constexpr uint64_t kFreeDiskBytesMin = 1ull << 30;  // `doctor` warns below it
inline constexpr auto kClockSkewMax = std::chrono::seconds{60};

}  // namespace mooring::host::limits
