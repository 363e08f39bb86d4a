#include "store/rows_access.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<UserRow> {
  static constexpr const char* kNames =
      "id, name, role, password_hash, disabled, created_at, created_by, signed_in_at, version";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.name), column(row.role), column(row.password_hash), column(row.disabled);
    column(row.created_at), column(row.created_by), column(row.signed_in_at), column(row.version);
  }
};

template <>
struct RowColumns<SessionRow> {
  static constexpr const char* kNames =
      "id_hash, id, csrf_token, user_id, method, peer, client, created_at, last_seen_at";
  static void each(auto& row, auto&& column) {
    column(row.id_hash), column(row.id), column(row.csrf_token), column(row.user_id), column(row.method);
    column(row.peer), column(row.client), column(row.created_at), column(row.last_seen_at);
  }
};

template <>
struct RowColumns<ApiTokenRow> {
  static constexpr const char* kNames =
      "id, name, token_hash, prefix, scopes, role, user_id, created_by, created_at, expires_at, "
      "last_used_at, revoked_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.name), column(row.token_hash), column(row.prefix), column(row.scopes);
    column(row.role), column(row.user_id), column(row.created_by), column(row.created_at);
    column(row.expires_at), column(row.last_used_at), column(row.revoked_at);
  }
};

template <>
struct RowColumns<AccessLinkRow> {
  static constexpr const char* kNames = "code_hash, purpose, user_id, expires_at";
  static void each(auto& row, auto&& column) {
    column(row.code_hash), column(row.purpose), column(row.user_id), column(row.expires_at);
  }
};

namespace {

int64_t count(Session& session, const char* sql) {
  return Query(session, sql).first<Poco::Int64>().value_or(0);
}

}  // namespace

void insert_user(Session& session, const UserRow& row) {
  insert(session, "users", row).run();
}

std::vector<UserRow> list_users(Session& session) {
  return select<UserRow>(session, "users").add(" ORDER BY name").all<UserRow>();
}

std::optional<UserRow> find_user(Session& session, const std::string& id) {
  return select<UserRow>(session, "users").where("id = ?", id).first<UserRow>();
}

std::optional<UserRow> find_user_by_name(Session& session, const std::string& name) {
  return select<UserRow>(session, "users").where("name = ?", name).first<UserRow>();
}

int64_t count_users(Session& session) {
  return count(session, "SELECT count(*) FROM users");
}

void update_user(Session& session, const UserRow& row) {
  update(session, "users", row).where("id = ?", row.id).run();
}

void touch_user(Session& session, const std::string& id, Timestamp signed_in_at) {
  Query(session, "UPDATE users SET signed_in_at = ?").bind(signed_in_at).where("id = ?", id).run();
}

void delete_user(Session& session, const std::string& id) {
  Query(session, "DELETE FROM access_links").where("user_id = ?", id).run();
  Query(session, "DELETE FROM users").where("id = ?", id).run();
}

void insert_session(Session& session, const SessionRow& row) {
  insert(session, "sessions", row).run();
}

std::optional<SessionRow> find_session(Session& session, const std::string& id_hash) {
  return select<SessionRow>(session, "sessions").where("id_hash = ?", id_hash).first<SessionRow>();
}

std::vector<SessionRow> list_sessions(Session& session, const std::optional<std::string>& user_id) {
  auto query = select<SessionRow>(session, "sessions");
  if (user_id) query.where("user_id = ?", *user_id);
  return query.add(" ORDER BY created_at DESC, id DESC").all<SessionRow>();
}

void touch_session(Session& session, const std::string& id_hash, Timestamp at) {
  Query(session, "UPDATE sessions SET last_seen_at = ?").bind(at).where("id_hash = ?", id_hash).run();
}

void set_session_method(Session& session, const std::string& id_hash, const std::string& method) {
  Query(session, "UPDATE sessions SET method = ?").bind(method).where("id_hash = ?", id_hash).run();
}

void delete_session(Session& session, const std::string& id_hash) {
  Query(session, "DELETE FROM sessions").where("id_hash = ?", id_hash).run();
}

size_t delete_sessions_before(Session& session, const SessionAges& ages) {
  return Query(session, "DELETE FROM sessions WHERE created_at < ? OR last_seen_at < ?")
      .bind(ages.created_before)
      .bind(ages.seen_before)
      .run();
}

void insert_api_token(Session& session, const ApiTokenRow& row) {
  insert(session, "api_tokens", row).run();
}

std::vector<ApiTokenRow> list_api_tokens(Session& session) {
  return select<ApiTokenRow>(session, "api_tokens").add(" ORDER BY id DESC").all<ApiTokenRow>();
}

std::optional<ApiTokenRow> find_api_token(Session& session, const std::string& id) {
  return select<ApiTokenRow>(session, "api_tokens").where("id = ?", id).first<ApiTokenRow>();
}

std::optional<ApiTokenRow> find_api_token_by_hash(Session& session, const std::string& token_hash) {
  return select<ApiTokenRow>(session, "api_tokens").where("token_hash = ?", token_hash).first<ApiTokenRow>();
}

int64_t count_api_tokens(Session& session) {
  return count(session, "SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL");
}

void touch_api_token(Session& session, const std::string& id, Timestamp used_at) {
  Query(session, "UPDATE api_tokens SET last_used_at = ?").bind(used_at).where("id = ?", id).run();
}

void revoke_api_token(Session& session, const std::string& id, Timestamp at) {
  Query(session, "UPDATE api_tokens SET revoked_at = ?")
      .bind(at)
      .where("id = ?", id)
      .where("revoked_at IS NULL")
      .run();
}

size_t delete_api_tokens_ended_before(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM api_tokens WHERE revoked_at < ? OR expires_at < ?")
      .bind(before)
      .bind(before)
      .run();
}

void insert_access_link(Session& session, const AccessLinkRow& row) {
  insert(session, "access_links", row).run();
}

std::optional<AccessLinkRow> find_access_link(Session& session, const std::string& code_hash, Timestamp now) {
  return select<AccessLinkRow>(session, "access_links")
      .where("code_hash = ?", code_hash)
      .where("expires_at > ?", now)
      .first<AccessLinkRow>();
}

void delete_access_link(Session& session, const std::string& code_hash) {
  Query(session, "DELETE FROM access_links").where("code_hash = ?", code_hash).run();
}

void delete_expired_access_links(Session& session, Timestamp now) {
  Query(session, "DELETE FROM access_links").where("expires_at <= ?", now).run();
}

void delete_access_links(Session& session, const std::string& purpose, const std::string& user_id) {
  Query(session, "DELETE FROM access_links")
      .where("purpose = ?", purpose)
      .where("user_id = ?", user_id)
      .run();
}

void move_saved_views(Session& session, const std::string& from_owner, const std::string& to_owner) {
  Query(session, "UPDATE saved_views SET owner = ?").bind(to_owner).where("owner = ?", from_owner).run();
}

void delete_saved_views_of(Session& session, const std::string& owner) {
  Query(session, "DELETE FROM saved_views").where("owner = ?", owner).run();
}

}  // namespace mooring::host::rows
