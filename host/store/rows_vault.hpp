// What the key file seals, all of it, for the rotation of that key. Opaque here. Inside Database::read or Database::write;
// Poco's exceptions pass through to there.
#pragma once
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host::rows {

// Whose values are sealed: connections, and others that keep secrets; sorted.
std::vector<std::string> sealed_owners(Session&);
std::vector<std::string> sealed_names(Session&, const std::string& connection_id);

// Texts that are sealed by the key file itself: verifiers of consents that are under way, and consents that wait for a
// decision. `key` is what find_authorization and find_pending_grant take.
struct SealedText {
  std::string key, sealed;
};
std::vector<SealedText> sealed_verifiers(Session&);
void put_verifier(Session&, const SealedText&);
std::vector<SealedText> sealed_consents(Session&);
void put_consent(Session&, const SealedText&);

}  // namespace mooring::host::rows
