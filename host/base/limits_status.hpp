// Limits of what is shown about status.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

inline constexpr size_t kBadgeDaysConnectionsMax = 200;  // in one request
inline constexpr int kBadgeDaysMax = 400, kBadgeDaysDefault = 90;
inline constexpr size_t kBadgeChangesOfStripMax = 20'000;  // of one connection; the newest count

}  // namespace mooring::host::limits
