// Limits of outbound connections. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

#include "base/limits.hpp"

namespace mooring::host::limits {

// Under way to one host at once: more than all runs that may work (as many again of a person) and what wakes beside them, so
// that nobody stands behind another connection's slow calls. It guards the process against a host that hangs while thousands wake.
inline constexpr size_t kRequestsPerHostMax = 2 * kRunsAtOnceCeiling + 500;
// And no more than one in so many of the files that the process may have open.
inline constexpr size_t kFilesPerHostOneIn = 8;
// Kept open for the next requests, those in use included; libcurl reuses none that was unused for two minutes.
inline constexpr size_t kConnectionsKeptMax = 2 * kRequestsPerHostMax;

}  // namespace mooring::host::limits
