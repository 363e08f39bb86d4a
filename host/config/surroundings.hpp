// What the configuration names outside itself: folders, files, days. Kept apart from load_config: they may change without it,
// and a command that only asks the running host does not need them. Main thread.
#pragma once
#include <vector>

#include "config/config.hpp"

namespace mooring::host {

// What cannot work as it is now, or cannot be meant. What this user may not look at is not judged.
std::vector<ConfigProblem> check_surroundings(const Config& config, Timestamp now);

}  // namespace mooring::host
