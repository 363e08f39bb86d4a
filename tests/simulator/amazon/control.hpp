// The control API (/control/api/...) and page (/control): provoke troubles, see requests, ask the oracle. Any
// thread.
#pragma once
#include "http.hpp"
#include "search.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

Reply answer_control(World& world, Search& search, const Request& request);
std::string control_page_html();  // control_page.cpp

// Completes a fault that someone ordered (serial, begin) and adds it; "restore_grant" ends grant faults
// instead.
host::Result<int64_t> order_fault(World& world, Fault fault);

}  // namespace mooring::amazon_simulator
