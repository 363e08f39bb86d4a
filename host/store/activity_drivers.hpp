// What a search of the activity log asks of an entry, and the indexes that lead to such entries. Internal to store/.
#pragma once
#include <vector>

#include "store/activity_sources.hpp"

namespace mooring::host::rows {

// Every condition of the filter but the range of seq, over a row of `activity`.
Expression wanted_of(const ActivityFilter& filter);
// The ways into the log that a filter opens. One without values proves that nothing matches.
std::vector<Driver> drivers_of(sqlite3* database, const ActivityFilter& filter);

}  // namespace mooring::host::rows
