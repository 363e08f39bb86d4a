// A scenario file: troubles that begin by themselves. README.md describes the format.
#pragma once
#include <string>
#include <vector>

#include "faults.hpp"

namespace mooring::amazon_simulator {

// Every error names file and line.
host::Result<std::vector<Fault>> read_scenario(const std::string& path, int64_t start_us);

}  // namespace mooring::amazon_simulator
