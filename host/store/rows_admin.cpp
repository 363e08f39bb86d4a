// Admin sessions, sign-in codes, facts.
#include "store/row_mapping.hpp"
#include "store/rows.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<AdminSessionRow> {
  static constexpr const char* kNames = "id_hash, csrf_token, actor, created_at, last_seen_at";
  static void each(auto& row, auto&& column) {
    column(row.id_hash), column(row.csrf_token), column(row.actor), column(row.created_at),
        column(row.last_seen_at);
  }
};

void insert_admin_session(Session& session, const AdminSessionRow& row) {
  insert(session, "admin_sessions", row).run();
}

std::optional<AdminSessionRow> find_admin_session(Session& session, const std::string& id_hash) {
  return select<AdminSessionRow>(session, "admin_sessions")
      .where("id_hash = ?", id_hash)
      .first<AdminSessionRow>();
}

void touch_admin_session(Session& session, const std::string& id_hash, Timestamp at) {
  Query(session, "UPDATE admin_sessions SET last_seen_at = ?").bind(at).where("id_hash = ?", id_hash).run();
}

void delete_admin_session(Session& session, const std::string& id_hash) {
  Query(session, "DELETE FROM admin_sessions").where("id_hash = ?", id_hash).run();
}

size_t delete_admin_sessions_before(Session& session, Timestamp created_before, Timestamp seen_before) {
  return Query(session, "DELETE FROM admin_sessions WHERE created_at < ? OR last_seen_at < ?")
      .bind(created_before)
      .bind(seen_before)
      .run();
}

void insert_signin_code(Session& session, const std::string& code_hash, Timestamp expires_at) {
  Query(session, "INSERT INTO signin_codes (code_hash, expires_at) VALUES (?, ?)")
      .bind(code_hash)
      .bind(expires_at)
      .run();
}

bool consume_signin_code(Session& session, const std::string& code_hash, Timestamp now) {
  bool valid = Query(session, "DELETE FROM signin_codes")
                   .where("code_hash = ?", code_hash)
                   .where("expires_at > ?", now)
                   .run() == 1;
  Query(session, "DELETE FROM signin_codes")
      .where("expires_at <= ?", now)
      .run();  // nobody can use them any more
  return valid;
}

std::optional<std::string> get_fact(Session& session, const std::string& key) {
  return Query(session, "SELECT value FROM facts").where("key = ?", key).first<std::string>();
}

void put_fact(Session& session, const std::string& key, const std::string& value) {
  Query(session,
        "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
      .bind(key)
      .bind(value)
      .run();
}

}  // namespace mooring::host::rows
