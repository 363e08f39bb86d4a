// Which problems a route answers with, and what its answers without a schema are. Pure; any thread.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "admin/api/routes.hpp"

namespace mooring::host::admin {

std::map<int, std::set<std::string>> problems_of(const Route& route);  // codes by status
// Of answers that are no JSON of a schema; empty: the answer has a schema or no content.
std::vector<std::string> media_types_of(const Route& route);

}  // namespace mooring::host::admin
