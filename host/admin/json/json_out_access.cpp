#include "admin/json/json_out_access.hpp"

namespace mooring::host::admin {
namespace {

Poco::Dynamic::Var scopes_json(const Scopes& scopes) {
  auto list = json_array();
  for (Scope scope : scopes)
    list->add(std::string(to_text(scope)));
  return list;
}

Poco::Dynamic::Var session_user_json(const Caller& caller) {
  if (!caller.session || !caller.session->user) return {};
  auto user = json_object();
  user->set("id", caller.session->user->id);
  user->set("name", caller.session->user->name);
  user->set("has_password", !caller.session->user->password_hash.empty());
  return user;
}

const char* state_of(const ApiTokenRow& token, Timestamp now) {
  if (token.revoked_at) return "revoked";
  return token.expires_at && now >= *token.expires_at ? "expired" : "active";
}

}  // namespace

JsonObject session_json(const Caller& caller, bool setup_open) {
  auto out = json_object();
  out->set("actor", caller.actor);
  out->set("user", session_user_json(caller));
  out->set("role", std::string(to_text(caller.role)));
  out->set("scopes", caller.scopes ? scopes_json(*caller.scopes) : Poco::Dynamic::Var());
  out->set("method", caller.session ? caller.session->row.method : std::string("bearer"));
  out->set("csrf_token", caller.session ? caller.session->row.csrf_token : std::string());
  out->set("expires_at", caller.session ? json_time(caller.session->expires_at) : Poco::Dynamic::Var());
  out->set("setup_open", setup_open);
  return out;
}

JsonObject user_json(const UserRow& user, size_t sessions) {
  auto out = json_object();
  out->set("id", user.id);
  out->set("name", user.name);
  out->set("role", user.role);
  out->set("disabled", user.disabled);
  out->set("has_password", !user.password_hash.empty());
  out->set("created_at", json_time(user.created_at));
  out->set("created_by", user.created_by);
  out->set("signed_in_at", json_time(user.signed_in_at));
  out->set("sessions", sessions);
  out->set("version", user.version);
  return out;
}

JsonObject session_info_json(const LiveSession& session, bool current) {
  auto out = json_object();
  out->set("id", session.row.id);
  out->set("user_id", json_text_or_null(session.row.user_id));
  out->set("actor", session.actor());
  out->set("current", current);
  out->set("method", session.row.method);
  out->set("peer", session.row.peer);
  out->set("client", session.row.client);
  out->set("created_at", json_time(session.row.created_at));
  out->set("last_seen_at", json_time(session.row.last_seen_at));
  out->set("expires_at", json_time(session.expires_at));
  return out;
}

JsonObject api_token_json(const ApiTokenRow& token, Timestamp now) {
  auto out = json_object();
  out->set("id", token.id);
  out->set("name", token.name);
  out->set("prefix", token.prefix);
  out->set("scopes", scopes_json(scopes_of(token.scopes)));
  out->set("role", token.role);
  out->set("state", std::string(state_of(token, now)));
  out->set("created_by", token.created_by);
  out->set("created_at", json_time(token.created_at));
  out->set("expires_at", json_time(token.expires_at));
  out->set("last_used_at", json_time(token.last_used_at));
  out->set("revoked_at", json_time(token.revoked_at));
  return out;
}

}  // namespace mooring::host::admin
