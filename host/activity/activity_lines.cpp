// One activity entry as a line of CSV or JSON, with the same members in the same order.
#include <Poco/JSONString.h>

#include "activity/activity_log.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

// A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe makes it text.
bool looks_like_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos;
}

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

std::string json_text(const std::string& value) {
  return Poco::toJSON(value);
}

}  // namespace

std::string to_csv_line(const ActivityRow& entry) {
  std::string status = entry.status == 0 ? "" : std::to_string(entry.status);
  std::string line = csv_cell(entry.id);
  for (const auto& value :
       {format_time(entry.at), entry.connection_id, entry.kind, std::string(to_text(entry.severity)), status,
        entry.endpoint, entry.request_id, entry.message, entry.actor, entry.run_id, entry.stream})
    line += "," + csv_cell(value);
  return line + "\r\n";
}

std::string to_json_line(const ActivityRow& entry) {
  return "{\"id\":" + json_text(entry.id) + ",\"at\":" + json_text(format_time(entry.at)) +
         ",\"connection_id\":" + json_text(entry.connection_id) + ",\"kind\":" + json_text(entry.kind) +
         ",\"severity\":" + json_text(to_text(entry.severity)) +
         ",\"status\":" + (entry.status == 0 ? "null" : std::to_string(entry.status)) +
         ",\"endpoint\":" + json_text(entry.endpoint) + ",\"request_id\":" + json_text(entry.request_id) +
         ",\"message\":" + json_text(entry.message) + ",\"actor\":" + json_text(entry.actor) +
         ",\"run_id\":" + json_text(entry.run_id) + ",\"stream\":" + json_text(entry.stream) + "}\n";
}

}  // namespace mooring::host
