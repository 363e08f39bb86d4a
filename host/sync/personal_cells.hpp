// Personal data that nobody asked for: where a connection does not read it, what a plugin brings all the same is taken out
// before it is held anywhere. Pure.
#pragma once
#include "plugins/manifest.hpp"
#include "store/record_batch.hpp"

namespace mooring::host {

// Cells of fields marked with pii become null; the raw record of a row that had such a value goes.
void drop_personal_cells(RecordBatch& batch, const Manifest& manifest);

}  // namespace mooring::host
