// Whether there is anything to look at yet. Called inside Database::read or Database::write.
#pragma once
#include "store/record_table.hpp"

namespace mooring::host {

// Quick, however many there are; deleted ones count. False where the table was never made.
bool holds_records(Session&, const RecordTable&, const std::string& connection_id);

}  // namespace mooring::host
