// The event stream: what the hub publishes, as server-sent events. The front door keeps the connections; this only says hello
// and puts events into words.
#include "admin/events.hpp"

#include <algorithm>

#include "admin/api/handlers.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {

std::string event_text(const HostEvent& event) {
  std::string data = event.data_json;
  std::replace(data.begin(), data.end(), '\n', ' ');
  std::replace(data.begin(), data.end(), '\r', ' ');
  // {"a":1} becomes {"connection_id":"...","a":1}; ids hold nothing that needs escaping.
  const size_t first = data.find_first_not_of(" {");
  const bool has_members = data.starts_with('{') && first != std::string::npos && data[first] != '}';
  if (data.find("\"connection_id\"") == std::string::npos)
    data = "{\"connection_id\":\"" + event.connection_id + "\"" + (has_members ? "," + data.substr(1) : "}");
  return "event: " + clean_line(event.type, 40) + "\ndata: " + data + "\n\n";
}

Answer get_event_stream(Call& call) {
  http::Response response;
  response.set("Content-Type", "text/event-stream");
  response.set("X-Accel-Buffering", "no");  // a proxy in between must not collect events
  response.event_stream = true;
  response.event_stream_owner = call.caller.stream_owner();
  // Not longer than what it was opened with: then the reader comes again, and is let in or not.
  if (call.caller.ends_at) response.event_stream_for = *call.caller.ends_at - call.admin.d.clock.now();
  response.body = "retry: 2000\n\n";
  return response;
}

}  // namespace mooring::host::admin
