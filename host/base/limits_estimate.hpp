// When a run is expected to end.
#pragma once
#include <chrono>

namespace mooring::host::limits {

inline constexpr auto kEstimateLeftMin = std::chrono::seconds{30};     // while it runs, it is not over
inline constexpr auto kEstimateAgainBefore = std::chrono::seconds{2};  // the told time is reached

}  // namespace mooring::host::limits
