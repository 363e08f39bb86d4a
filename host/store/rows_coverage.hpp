// Coverage beyond rows.hpp: days that are lost. Called inside Database::write, like the functions there.
#pragma once
#include <vector>

#include "store/rows.hpp"

namespace mooring::host::rows {

// Marks what is neither held nor known to be lost already. Returns what was added: whoever tells of it tells nothing twice.
std::vector<CoverageRow> add_lost_coverage(Session&, const CoverageRow& lost);

}  // namespace mooring::host::rows
