// What identify told about a connection, written beside what was known, and told by difference. Inside
// Database::write; used when a grant is adopted and by the checkup.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "connections/identifier.hpp"
#include "plugins/task.hpp"
#include "store/rows.hpp"

namespace mooring::host {

// The note of a marketplace that the account had and does not list any more.
inline constexpr const char* kNotListedNote = "the account does not list it any more";

struct IdentityChanges {
  std::vector<MarketplaceRow> added;     // never seen before
  std::vector<MarketplaceRow> lost;      // was available; its note says why it is not
  std::vector<MarketplaceRow> returned;  // is available again
  std::vector<PermissionRow> permissions_lost, permissions_returned;
  std::string renamed_from;  // the account's name before; empty: as it was
  bool details = false;      // a name, currency or time zone of a known marketplace
  bool any() const {
    return details || !renamed_from.empty() || !added.empty() || !lost.empty() || !returned.empty() ||
           !permissions_lost.empty() || !permissions_returned.empty();
  }
};

// Stores marketplaces and permissions, not the connection itself. The selection is left as it is: what was selected and
// is not available any more stays selected, and continues when it is back.
IdentityChanges store_identity(Session& session, const ConnectionRow& connection,
                               const IdentityAction& identity, Timestamp now);

// What identify is asked with. Inside Database::read or write.
KnownAccount known_account(Session& session, const ConnectionRow& connection);

std::string title_of(const MarketplaceRow& marketplace);                 // see marketplace_title
std::string titles_of(const std::vector<MarketplaceRow>& marketplaces);  // "DE Shop (no permission), FR Shop"

}  // namespace mooring::host
