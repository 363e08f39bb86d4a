// What the commands about runs share. Main thread.
#pragma once
#include <string>

#include "app/cli/output.hpp"

namespace mooring::host::cli {

// "report until 2026-11-22T10:00:00Z", "budget", "another run of its stream"; of a queued one "a place, 3 of 12"; else empty.
std::string run_waits_for(const JsonObject& run);

}  // namespace mooring::host::cli
