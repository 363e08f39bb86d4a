// The checklist of a connection as the API shows it: docs/reference/rest.md. Pure.
#pragma once
#include "admin/json/json.hpp"
#include "badge/checklist.hpp"

namespace mooring::host::admin {

JsonObject checklist_json(const ReachGrid& grid, bool checking);

}  // namespace mooring::host::admin
