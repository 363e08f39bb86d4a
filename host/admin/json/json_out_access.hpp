// What the API shows of people, sessions and API tokens: never a hash. Pure functions.
#pragma once
#include "admin/gate.hpp"
#include "admin/json/json.hpp"

namespace mooring::host::admin {

// setup_open: there is no user yet.
JsonObject session_json(const Caller& caller, bool setup_open);
JsonObject user_json(const UserRow& user, size_t sessions);
JsonObject session_info_json(const LiveSession& session, bool current);
JsonObject api_token_json(const ApiTokenRow& token, Timestamp now);

}  // namespace mooring::host::admin
