#include "base/csv.hpp"

namespace mooring::host {
namespace {

// A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe makes it text.
bool looks_like_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_cell(std::string_view value) {
  std::string cell(value);
  if (looks_like_formula(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace mooring::host
