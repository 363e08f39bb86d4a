// The host's own token was replaced: what was opened with the one before ends. Called once at the start, before anybody can
// sign in; blocks on the store.
#pragma once
#include "access/audit.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// Keeps a hash of the token. When there was another one: ends the sessions, sign-in links and API tokens that belong to no
// user, and tells it ("access.admin_token_replaced"). True: it was another one.
Result<bool> note_admin_token(const AccessDependencies& d, const Secret& token);

}  // namespace mooring::host
