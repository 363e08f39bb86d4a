#include "admin/api/record_lines.hpp"

#include <Poco/JSONString.h>

#include <algorithm>

namespace mooring::host::admin {
namespace {

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.front() != '.' &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// What spreadsheets run; an apostrophe makes it text.
bool runs_as_formula(std::string_view cell) {
  constexpr std::string_view kStarts = "=+-@\t\r\n";
  return !cell.empty() && kStarts.find(cell.front()) != std::string_view::npos && !is_plain_number(cell);
}

std::string csv_cell(std::string cell) {
  if (runs_as_formula(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string shown(const RecordField& column, const std::optional<std::string>& value) {
  if (!value) return "";
  if (column.type == FieldType::boolean) return *value == "0" ? "false" : "true";
  return *value;
}

std::string json_value(const RecordField& column, const std::optional<std::string>& value) {
  if (!value) return "null";
  if (column.type == FieldType::boolean) return *value == "0" ? "false" : "true";
  return column.type == FieldType::integer ? *value : Poco::toJSON(*value);
}

}  // namespace

std::string record_csv_titles(const std::vector<RecordField>& columns) {
  std::string line;
  for (const RecordField& column : columns)
    line += (line.empty() ? "" : ",") + csv_cell(column.name);
  return line + "\r\n";
}

std::string record_csv_line(const std::vector<RecordField>& columns, const RecordCells& cells) {
  std::string line;
  for (size_t i = 0; i < columns.size(); ++i)
    line += (i == 0 ? "" : ",") + csv_cell(shown(columns[i], cells[i]));
  return line + "\r\n";
}

std::string record_json_line(const std::vector<RecordField>& columns, const RecordCells& cells) {
  std::string line = "{";
  for (size_t i = 0; i < columns.size(); ++i)
    line += (i == 0 ? "" : ",") + Poco::toJSON(columns[i].name) + ":" + json_value(columns[i], cells[i]);
  return line + "}\n";
}

}  // namespace mooring::host::admin
