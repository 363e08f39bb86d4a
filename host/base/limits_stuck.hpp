// Limits of plugins that do not come back from a resume, or from freeing a task. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// Turning one part of an answer into rows takes milliseconds; kResumeWarnAfter is told long before.
inline constexpr auto kResumeGiveUpAfter = std::chrono::seconds{60};
inline constexpr size_t kStuckResumesMax =
    3;  // of one plugin; then it is not run any more until the host is restarted
inline constexpr size_t kSpareWorkersMax = 16;  // threads in the place of those that are stuck

}  // namespace mooring::host::limits
