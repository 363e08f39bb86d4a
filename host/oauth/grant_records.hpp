// What TokenService keeps in the database: the stored refresh token, the state of the grant, the activity entries.
// Called on core; the work happens on the writer thread and its outcome comes back to core. Internal to oauth/.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "oauth/oauth.hpp"

namespace mooring::host {

struct StoredToken {
  std::string grant_id;
  Secret refresh_token;
};

std::string refresh_token_name(const std::string& grant_id);  // in the vault

class GrantRecords {
 public:
  using Found = tl::expected<StoredToken, Failure>;

  GrantRecords(Database& database, Vault& vault, Journal& journal, Executor& core, const Clock& clock)
      : database_(database), vault_(vault), journal_(journal), core_(core), clock_(clock) {}

  // The refresh token of the active grant. `unsaved`: a rotated one that could not be stored the last time; it is stored
  // first when its grant is still the active one. Failure kinds: grant_rejected, grant_revoked (there is no active
  // grant), internal.
  void find(const std::string& connection_id, std::optional<StoredToken> unsaved,
            std::function<void(Found)> done);
  // A refresh succeeded; `rotated` may be empty.
  void note_refreshed(const std::string& connection_id, const std::string& grant_id, Secret rotated,
                      std::function<void(Status)> done);
  // The rejection is confirmed: state, evidence and entry in one write. False: that grant is not the active one any more.
  void mark_ended(const std::string& connection_id, const std::string& grant_id, const Failure& why,
                  std::function<void(Result<bool>)> done);
  // An attempt failed for another reason: an entry, unless the same was said before.
  void note_failed(const std::string& connection_id, const Failure& why);

 private:
  Database& database_;
  Vault& vault_;
  Journal& journal_;
  Executor& core_;
  const Clock& clock_;
};

}  // namespace mooring::host
