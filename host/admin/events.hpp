// How an event of the host is written to the console's event stream. Pure.
#pragma once
#include <string>

#include "base/event_hub.hpp"

namespace mooring::host::admin {

// "event: run\ndata: {\"connection_id\":\"con_...\",...}\n\n"
std::string event_text(const HostEvent& event);

}  // namespace mooring::host::admin
