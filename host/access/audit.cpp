#include "access/audit.hpp"

namespace mooring::host {

std::string actor_of(const UserRow& user) {
  return "user:" + user.name;
}

void audit(Journal& journal, Session& session, AuditEntry entry) {
  ActivityRow row;
  row.kind = std::move(entry.kind);
  row.severity = entry.severity;
  row.message = std::move(entry.message);
  row.actor = std::move(entry.actor);
  row.before_json = std::move(entry.before_json);
  row.after_json = std::move(entry.after_json);
  journal.append(session, std::move(row));
}

void end_sessions_of(Session& session, const std::string& user_id, const std::string& except_hash,
                     Ended& ended) {
  for (const SessionRow& row : rows::list_sessions(session, user_id)) {
    if (row.id_hash == except_hash) continue;
    rows::delete_session(session, row.id_hash);
    ended.session_hashes.push_back(row.id_hash);
  }
}

}  // namespace mooring::host
