// What the handlers of sessions, users and API tokens share.
#pragma once
#include "admin/api/call.hpp"
#include "admin/json/json.hpp"

namespace mooring::host::admin {

inline constexpr Need kAdministratorNeed{Role::administrator, Scope::admin};

// Whoever lost the right to listen hears nothing more.
void close_streams(Admin& admin, const Ended& ended);

// The person themself, in a browser; else an administrator. Error: role_insufficient, scope_insufficient.
bool is_self(const Caller& caller, const std::string& user_id);
Status permit_self(const Caller& caller, const std::string& user_id);

JsonObject link_json(const std::string& url, Timestamp expires_at);

}  // namespace mooring::host::admin
