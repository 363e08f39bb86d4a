// What an explained status says beside its rules.
#pragma once
#include "admin/api/call.hpp"
#include "admin/json/json.hpp"
#include "badge/status.hpp"

namespace mooring::host::admin {

// Into an explained status: "entry", the entry that proves it, and "playbook", what its cause means; null without.
Status add_proof(const Call& call, JsonObject& status, const ConnectionStatus& found,
                 const Manifest* manifest);

// Of the channel of a connection; null: it is not loaded, or there is no such connection. Causes are then general ones.
const Manifest* manifest_of(const Call& call, const std::string& connection_id);

}  // namespace mooring::host::admin
