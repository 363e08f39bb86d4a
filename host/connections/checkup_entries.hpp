// What a checkup found, as entries of the activity log, and the selection of what is new where that is wanted.
#pragma once
#include "connections/identity_store.hpp"
#include "plugins/manifest.hpp"

namespace mooring::host {

// Pure. Without connection, which the caller sets. noun: what the channel calls a marketplace; account_name: as it is
// now; selected: the added ones were selected.
std::vector<ActivityRow> entries_of(const IdentityChanges& changes, const std::string& noun,
                                    const std::string& account_name, bool selected);

// Inside Database::write. Only beside a selection that somebody made, and only what the consent (may be nullptr) proposes;
// false: nothing was selected.
bool select_added(Session& session, const std::string& connection_id, const ManifestConsent* consent,
                  const std::vector<MarketplaceRow>& added);

}  // namespace mooring::host
