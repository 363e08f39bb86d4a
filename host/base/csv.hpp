// Cells of CSV files as RFC 4180 has them. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

namespace mooring::host {

// Quoted where it must be. What a spreadsheet would run as a formula gets an apostrophe, which makes it text.
std::string csv_cell(std::string_view value);

}  // namespace mooring::host
