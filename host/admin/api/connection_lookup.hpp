// Reading one connection for an answer. Used by the handlers of connections.
#pragma once
#include "admin/api/call.hpp"
#include "admin/json/json_out.hpp"

namespace mooring::host::admin {

// Errors: connection_unknown.
Result<ConnectionStatus> find_status(const Call& call, const std::string& id, bool count_rows = false,
                                     bool each_failure = false);
// 200 (or `status`) with the connection and its ETag.
Answer connection_answer(const Call& call, const std::string& id, int status = 200);
http::Response connection_response(const Call& call, const ConnectionStatus& found, int status);

Result<JsonObject> checklist_of(Call& call);  // of the connection that the call names

}  // namespace mooring::host::admin
