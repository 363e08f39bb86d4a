// People who may sign in.
#include <map>

#include "admin/api/access_calls.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_access.hpp"
#include "admin/validators.hpp"
#include "base/limits_doors.hpp"

namespace mooring::host::admin {
namespace {

std::optional<Role> role_in(JsonBody& body, bool required) {
  const auto text = required ? body.required_text("role") : body.text("role").value_or("");
  if (text.empty()) return std::nullopt;
  const auto role = role_of(std::string_view(text));
  if (!role) body.complain("role", "must be viewer, operator or administrator");
  return role;
}

Answer user_answer(Call& call, const UserRow& user, int status = 200) {
  auto sessions = call.admin.access.sessions.list(user.id);
  if (!sessions) return refuse(sessions.error());
  http::Response response = json_response(status, user_json(user, sessions->size()));
  set_version(response, user.version);
  return response;
}

// Else a token that was found out could make itself a way in that outlives its revocation.
std::optional<Error> refusal_of_token(const Caller& caller, const std::string& what) {
  if (caller.token_id.empty()) return std::nullopt;
  return Error{"person_only", "An API token cannot " + what,
               "Sign in at the console, or use `mooring users` on the host's machine"};
}

// Who came by a link just now has proved who they are, and may have forgotten the old one.
bool needs_current_password(const Call& call) {
  const LiveSession& session = *call.caller.session;
  if (!session.user || session.user->password_hash.empty()) return false;
  return session.row.method == "password" ||
         call.admin.d.clock.now() - session.row.created_at >= Duration(limits::kLinkPasswordWindow);
}

}  // namespace

void close_streams(Admin& admin, const Ended& ended) {
  http::HttpServer* server = admin.server;
  if (!server) return;
  for (const std::string& hash : ended.session_hashes)
    server->close_event_streams(hash);
  for (const std::string& token : ended.token_ids)
    server->close_event_streams(token);
}

bool is_self(const Caller& caller, const std::string& user_id) {
  return caller.by_session() && !caller.user_id.empty() && caller.user_id == user_id;
}

Status permit_self(const Caller& caller, const std::string& user_id) {
  return is_self(caller, user_id) ? Status{} : permit(caller, kAdministratorNeed);
}

JsonObject link_json(const std::string& url, Timestamp expires_at) {
  auto out = json_object();
  out->set("url", url);
  out->set("expires_at", json_time(expires_at));
  return out;
}

Answer list_users(Call& call) {
  auto users = call.admin.access.accounts.list();
  if (!users) return refuse(users.error());
  auto sessions = call.admin.access.sessions.list(std::nullopt);
  if (!sessions) return refuse(sessions.error());
  std::map<std::string, size_t> counts;
  for (const LiveSession& session : *sessions)
    ++counts[session.row.user_id];
  auto items = json_array();
  for (const UserRow& user : *users)
    items->add(user_json(user, counts[user.id]));
  return json_page(items);
}

Answer post_user(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  NewUser user;
  user.name = body->required_text("name");
  user.role = role_in(*body, true).value_or(Role::viewer);
  if (auto password = body->text("password")) user.password = Secret(std::move(*password));
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (auto refusal = refusal_of_token(call.caller, "make users")) return refuse(*refusal);
  auto made = call.admin.access.accounts.add(user, call.caller.actor);
  if (!made) return refuse(made.error());
  Answer answer = user_answer(call, *made, 201);
  if (answer) answer->set("Location", "/api/v1/users/" + made->id);
  return answer;
}

Answer get_user(Call& call) {
  if (Status permitted = permit_self(call.caller, call.id()); !permitted) return refuse(permitted.error());
  auto user = call.admin.access.accounts.find(call.id());
  if (!user) return refuse(user.error());
  return user_answer(call, *user);
}

Answer patch_user(Call& call) {
  auto version = if_match_version(call);
  if (!version) return refuse(version.error());
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  UserChange change;
  change.role = role_in(*body, false);
  change.disabled = body->flag("disabled");
  change.version = *version;
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (auto refusal = refusal_of_token(call.caller, "change users")) return refuse(*refusal);
  auto changed = call.admin.access.accounts.change(call.id(), change, call.caller.actor);
  if (!changed) return refuse(changed.error());
  close_streams(call.admin, changed->ended);
  return user_answer(call, changed->user);
}

Answer delete_user(Call& call) {
  auto ended = call.admin.access.accounts.remove(call.id(), call.caller.actor);
  if (!ended) return refuse(ended.error());
  close_streams(call.admin, *ended);
  http::Response response;
  response.status = 204;
  return response;
}

Answer post_user_password(Call& call) {
  if (Status permitted = permit_self(call.caller, call.id()); !permitted) return refuse(permitted.error());
  if (auto refusal = refusal_of_token(call.caller, "set passwords")) return refuse(*refusal);
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  Accounts::NewPassword password;
  password.password = Secret(body->required_text("password"));
  auto current = body->text("current_password");
  const bool self = is_self(call.caller, call.id());
  if (self && needs_current_password(call)) {
    if (!current) body->complain("current_password", "is missing");
    password.current = Secret(current.value_or(""));
  }
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (self) password.keep_session = call.caller.session_hash();
  // Whoever sits at somebody's open browser must not guess the password there.
  SigninAttempts& attempts = call.admin.access.attempts;
  const std::string tried = "password of " + call.id();
  if (password.current)
    if (Status begun = attempts.begin(call.request.peer, tried); !begun) return refuse(begun.error());
  auto changed = call.admin.access.accounts.set_password(call.id(), password, call.caller.actor);
  const bool wrong = !changed && changed.error().code == "password_wrong";
  if (password.current && !wrong) attempts.give_back(call.request.peer, tried);
  if (!changed) return refuse(changed.error());
  close_streams(call.admin, changed->ended);
  return user_answer(call, changed->user);
}

Answer post_user_signin_link(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (auto refusal = refusal_of_token(call.caller, "make sign-in links")) return refuse(*refusal);
  auto code = call.admin.access.accounts.make_link(call.id(), call.caller.actor);
  if (!code) return refuse(code.error());
  const AdminDependencies& d = call.admin.d;
  return json_response(201, link_json(link_address(d.public_url, LinkPurpose::user, *code),
                                      d.clock.now() + lifetime_of(LinkPurpose::user)));
}

}  // namespace mooring::host::admin
