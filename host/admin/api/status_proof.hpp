// What an explained status says beside its rules.
#pragma once
#include "admin/api/call.hpp"
#include "admin/json/json.hpp"
#include "badge/status.hpp"

namespace mooring::host::admin {

// Into an explained status: "entry", the entry that proves it, and "playbook", what its cause means; null without.
Status add_proof(const Call& call, JsonObject& status, const ConnectionStatus& found,
                 const Manifest* manifest);

}  // namespace mooring::host::admin
