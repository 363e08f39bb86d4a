// A record as a line of CSV or NDJSON. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/record_batch.hpp"

namespace mooring::host::admin {

using RecordCells = std::vector<std::optional<std::string>>;  // as a RecordPage has them

std::string record_csv_titles(const std::vector<RecordField>& columns);
// A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers never do. Null is an empty cell.
std::string record_csv_line(const std::vector<RecordField>& columns, const RecordCells& cells);
std::string record_json_line(const std::vector<RecordField>& columns, const RecordCells& cells);

}  // namespace mooring::host::admin
