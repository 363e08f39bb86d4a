// People, their sessions, API tokens and one-time links. Of secrets only hashes are stored. Called inside Database::read or
// Database::write, like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct UserRow {
  std::string id, name, role;
  std::string password_hash;  // with its parameters; empty: none yet
  bool disabled = false;
  Timestamp created_at;
  std::string created_by;  // an actor
  std::optional<Timestamp> signed_in_at{};
  int64_t version = 1;  // for ETag and If-Match
};

struct SessionRow {
  std::string id_hash, id, csrf_token;
  std::string user_id;  // empty: signed in with the host's own token or link
  std::string method;   // "password", "link", "token"
  std::string peer, client;
  Timestamp created_at, last_seen_at;
};

struct ApiTokenRow {
  std::string id, name, token_hash, prefix;
  std::string scopes;      // "read sync"
  std::string role;        // never more than this
  std::string user_id;     // who made it; empty: the host's own token or link
  std::string created_by;  // an actor
  Timestamp created_at;
  std::optional<Timestamp> expires_at{}, last_used_at{}, revoked_at{};
};

struct AccessLinkRow {
  std::string code_hash;
  std::string purpose;  // "setup", "local", "user"
  std::string user_id;  // of "user"
  Timestamp expires_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

void insert_user(Session&, const UserRow&);
std::vector<UserRow> list_users(Session&);  // by name
std::optional<UserRow> find_user(Session&, const std::string& id);
std::optional<UserRow> find_user_by_name(Session&, const std::string& name);  // letters of either case
int64_t count_users(Session&);
void update_user(Session&, const UserRow&);
void touch_user(Session&, const std::string& id, Timestamp signed_in_at);
void delete_user(Session&,
                 const std::string& id);  // with its links; sessions and tokens are ended by themselves

struct SessionAges {
  Timestamp created_before, seen_before;
};
void insert_session(Session&, const SessionRow&);
std::optional<SessionRow> find_session(Session&, const std::string& id_hash);
std::vector<SessionRow> list_sessions(Session&, const std::optional<std::string>& user_id);  // newest first
void touch_session(Session&, const std::string& id_hash, Timestamp at);
void set_session_method(Session&, const std::string& id_hash, const std::string& method);
void delete_session(Session&, const std::string& id_hash);
size_t delete_sessions_before(Session&, const SessionAges&);

void insert_api_token(Session&, const ApiTokenRow&);
std::vector<ApiTokenRow> list_api_tokens(Session&);  // newest first
std::optional<ApiTokenRow> find_api_token(Session&, const std::string& id);
std::optional<ApiTokenRow> find_api_token_by_hash(Session&, const std::string& token_hash);
int64_t count_api_tokens(Session&);  // not revoked
void touch_api_token(Session&, const std::string& id, Timestamp used_at);
void revoke_api_token(Session&, const std::string& id, Timestamp at);
size_t delete_api_tokens_ended_before(Session&, Timestamp before);

void insert_access_link(Session&, const AccessLinkRow&);
// Only before it expires.
std::optional<AccessLinkRow> find_access_link(Session&, const std::string& code_hash, Timestamp now);
void delete_access_link(Session&, const std::string& code_hash);
void delete_expired_access_links(Session&, Timestamp now);
void delete_access_links(Session&, const std::string& purpose, const std::string& user_id);

// Saved views of one owner become another's.
void move_saved_views(Session&, const std::string& from_owner, const std::string& to_owner);
void delete_saved_views_of(Session&, const std::string& owner);

}  // namespace mooring::host::rows
