// From what a manifest declares to what the store reads and writes: record tables and views. Pure, any thread.
#pragma once
#include "plugins/manifest.hpp"
#include "store/record_view.hpp"

namespace mooring::host {

RecordTable record_table_of(const Manifest& manifest, const StreamRule& stream);
// `view` is one of the manifest's, which was checked when it was read.
RecordView record_view_of(const Manifest& manifest, const ViewRule& view);

}  // namespace mooring::host
