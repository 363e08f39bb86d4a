// From a request to its answer: gate, route, handler, and the one place where exceptions end. Runs on worker threads.
#pragma once
#include "admin/api/call.hpp"

namespace mooring::host::admin {

http::Response answer_request(Admin& admin, const http::Request& request);

}  // namespace mooring::host::admin
