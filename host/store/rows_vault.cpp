#include "store/rows_vault.hpp"

#include "store/row_mapping.hpp"
#include "store/rows.hpp"
#include "store/rows_life.hpp"

namespace mooring::host::rows {

std::vector<std::string> sealed_owners(Session& session) {
  return Query(session, "SELECT DISTINCT connection_id FROM sealed_values ORDER BY connection_id")
      .all<std::string>();
}

std::vector<std::string> sealed_names(Session& session, const std::string& connection_id) {
  return Query(session, "SELECT name FROM sealed_values")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY name")
      .all<std::string>();
}

std::vector<SealedText> sealed_verifiers(Session& session) {
  std::vector<SealedText> found;
  for (const std::string& key :
       Query(
           session,
           "SELECT state_hash FROM authorizations WHERE used_at IS NULL AND length(pkce_verifier_sealed) > 0")
           .all<std::string>())
    if (auto row = find_authorization(session, key)) found.push_back({key, row->pkce_verifier_sealed});
  return found;
}

void put_verifier(Session& session, const SealedText& text) {
  // Bound as text, kept as the bytes that it is read as.
  Query(session, "UPDATE authorizations SET pkce_verifier_sealed = CAST(? AS BLOB)")
      .bind(text.sealed)
      .where("state_hash = ?", text.key)
      .run();
}

std::vector<SealedText> sealed_consents(Session& session) {
  std::vector<SealedText> found;
  for (PendingGrantRow& row : list_pending_grants(session))
    found.push_back({std::move(row.key_hash), std::move(row.token_sealed)});
  return found;
}

void put_consent(Session& session, const SealedText& text) {
  Query(session, "UPDATE pending_grants SET token_sealed = ?")
      .bind(text.sealed)
      .where("key_hash = ?", text.key)
      .run();
}

}  // namespace mooring::host::rows
