// What the parts of access share: what they work with, and how a change is told in the activity log.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"
#include "store/rows_access.hpp"

namespace mooring::host {

struct AccessDependencies {
  Database& database;
  Journal& journal;
  const Clock& clock;
  Random& random;
};

// Who holds the host's own token or a link made with it: no person, but an administrator.
inline constexpr const char* kLocalActor = "user:local";
inline constexpr const char* kAdminTokenActor = "token:admin";

std::string actor_of(const UserRow& user);  // "user:anna"

struct AuditEntry {
  std::string actor, kind, message;  // kind: "access.user_created"
  std::string before_json{}, after_json{};
  Severity severity = Severity::info;
};
// Inside Database::write, with the change itself.
void audit(Journal& journal, Session& session, AuditEntry entry);

// What ended with a change: their event streams have to end too.
struct Ended {
  std::vector<std::string> session_hashes, token_ids;
};
// All sessions of a person, but for one. Inside Database::write.
void end_sessions_of(Session& session, const std::string& user_id, const std::string& except_hash,
                     Ended& ended);

}  // namespace mooring::host
