// Limits of the check of permissions. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// A probe that the operation's budget lets wait longer than this is told as throttled: syncs need the budget more.
inline constexpr auto kProbePatience = std::chrono::minutes{20};
inline constexpr auto kProbePatienceUrgent = std::chrono::minutes{2};  // somebody asked for it
// After a connection changed: what is chosen in several steps is probed once.
inline constexpr auto kProbeAfterChange = std::chrono::seconds{2};
// Whoever asked for a checkup gets its answer then, with what is known until now.
inline constexpr auto kProbesWaitNow = std::chrono::seconds{60};
inline constexpr size_t kProbeNoteBytesMax = 400;

}  // namespace mooring::host::limits
