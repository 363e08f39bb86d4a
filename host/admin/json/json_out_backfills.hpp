// What the API shows of coverage and backfills. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "badge/coverage_state.hpp"
#include "sync/backfills.hpp"

namespace mooring::host::admin {

JsonObject coverage_json(const CoverageSpan& span);
JsonObject backfill_json(const BackfillView& view);          // without its parts
JsonObject backfill_details_json(const BackfillView& view);  // with them

}  // namespace mooring::host::admin
