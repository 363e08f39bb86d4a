// Limits of the activity log. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

inline constexpr size_t kActivityValuesBytesMax = 8 << 10;  // of a change, before and after each

}  // namespace mooring::host::limits
