// Loads a library in a child process first: what crashes, hangs or ends the process does so there.
// The child runs probe_plugin_main() (registry.hpp) and ends its output with one verdict line.
#pragma once
#include <filesystem>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace mooring::host {

// Blocks until the child ends or the time is over (then it is killed). Error codes: "probe", and what the
// child found: "note", "manifest", "abi", "load".
Status probe_in_child(const std::filesystem::path& prober, const std::filesystem::path& file,
                      Duration timeout);

}  // namespace mooring::host
