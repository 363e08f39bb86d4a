// One activity entry as a line of CSV or JSON, with the same members in the same order.
#include <Poco/JSONString.h>

#include "activity/activity_log.hpp"
#include "base/csv.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

std::string json_text(const std::string& value) {
  return Poco::toJSON(value);
}

std::string json_values(const std::string& values) {
  return values.empty() ? "null" : values;
}

std::string text_of(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : std::string();
}

}  // namespace

std::string to_csv_line(const ActivityRow& entry) {
  std::string status = entry.status == 0 ? "" : std::to_string(entry.status);
  std::string line = csv_cell(entry.id);
  for (const auto& value :
       {format_time(entry.at), entry.connection_id, entry.kind, std::string(to_text(entry.severity)), status,
        entry.endpoint, entry.request_id, entry.message, entry.actor, entry.run_id, entry.stream,
        entry.method, entry.operation, entry.attempt == 0 ? "" : std::to_string(entry.attempt),
        text_of(entry.duration_ms), entry.before_json, entry.after_json})
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
         ",\"run_id\":" + json_text(entry.run_id) + ",\"stream\":" + json_text(entry.stream) +
         ",\"method\":" + json_text(entry.method) + ",\"operation\":" + json_text(entry.operation) +
         ",\"attempt\":" + (entry.attempt == 0 ? "null" : std::to_string(entry.attempt)) +
         ",\"duration_ms\":" + (entry.duration_ms ? text_of(entry.duration_ms) : "null") +
         ",\"before\":" + json_values(entry.before_json) + ",\"after\":" + json_values(entry.after_json) +
         "}\n";
}

}  // namespace mooring::host
