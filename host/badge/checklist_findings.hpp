// The findings of the checklist: sentences about what is not read, the widest first. Pure; used by checklist.cpp.
#pragma once
#include <vector>

#include "badge/checklist.hpp"

namespace mooring::host {

std::vector<ReachFinding> reach_findings(const ReachGrid& grid, const ConnectionStatus& status);

}  // namespace mooring::host
