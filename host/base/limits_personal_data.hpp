// Limits of personal data: how long it may stay, and how much of it is removed at once. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

// What providers' rules for developers allow: nobody can configure more.
inline constexpr int64_t kPersonalDataDaysMax = 30;

// How often somebody looks, and how much earlier than the days say personal data goes, so that it never stays longer.
inline constexpr auto kPersonalDataInterval = std::chrono::hours{1};
inline constexpr auto kPersonalDataMargin = std::chrono::hours{2};

// Rows that are cleaned in one transaction: other writes wait no longer than that.
inline constexpr int64_t kPersonalRowsAtOnce = 2000;

// Members of a raw record that a stream may name.
inline constexpr size_t kPersonalRawMembersMax = 20;

}  // namespace mooring::host::limits
