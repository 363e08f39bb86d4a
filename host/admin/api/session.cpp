// Signing in and out, the first administrator, and the sessions of people.
#include "admin/api/access_calls.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_access.hpp"
#include "admin/oauth_page.hpp"

namespace mooring::host::admin {
namespace {

Answer session_answer(Call& call, int status, const Caller& caller) {
  auto empty = call.admin.access.accounts.is_empty();
  if (!empty) return refuse(empty.error());
  return json_response(status, session_json(caller, *empty));
}

Answer signed_in(Call& call, const Result<NewSession>& session) {
  if (!session) {
    Problem problem(session.error());
    if (session.error().code == "too_many_attempts") problem.headers.emplace_back("Retry-After", "60");
    call.admin.d.logger.warning("sign-in refused",
                                {{"peer", call.request.peer}, {"code", session.error().code}});
    return refuse(std::move(problem));
  }
  Answer answer = session_answer(call, 201, session->caller);
  if (!answer) return answer;
  answer->add("Set-Cookie", session->cookie);
  // A consent that somebody else began in this browser is not this person's to finish.
  answer->add("Set-Cookie", cleared_consent_cookie(call.admin.gate.secure()));
  return answer;
}

// An API token has no sessions of its own; those of nobody are the host's own administrator's.
bool has_sessions(const Caller& caller) {
  return caller.token_id.empty();
}

// Whose sessions are meant: one's own, or with the role for it those of `user`; nothing: everybody's.
Result<std::optional<std::string>> whose(const Call& call) {
  const std::string user = call.query("user");
  const bool own = user.empty() || user == call.caller.user_id;
  if (own && has_sessions(call.caller)) return std::optional(call.caller.user_id);
  if (Status permitted = permit(call.caller, kAdministratorNeed); !permitted) return fail(permitted.error());
  if (user == "all") return std::optional<std::string>();
  return std::optional(user == "local" ? std::string() : user);
}

}  // namespace

Answer get_session(Call& call) {
  return session_answer(call, 200, call.caller);
}

Answer post_session(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto code = body->text("code");
  auto token = body->text("token");
  const auto name = body->text("name");
  auto password = body->text("password");
  if (int{code.has_value()} + int{token.has_value()} + int{name.has_value()} != 1)
    body->complain("name", "is missing; send name and password, or code, or token");
  if (name.has_value() != password.has_value()) body->complain("password", "goes with name");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  Gate& gate = call.admin.gate;
  if (code) return signed_in(call, gate.sign_in_with_code(call.request, *code));
  if (token) return signed_in(call, gate.sign_in_with_token(call.request, Secret(std::move(*token))));
  return signed_in(call, gate.sign_in_with_password(call.request, *name, Secret(std::move(*password))));
}

Answer post_setup(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const std::string code = body->required_text("code");
  NewUser user;
  user.name = body->required_text("name");
  user.password = Secret(body->required_text("password"));
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  return signed_in(call, call.admin.gate.set_up(call.request, code, user));
}

Answer delete_session(Call& call) {
  if (Status done = call.admin.gate.sign_out(call.caller); !done) return refuse(done.error());
  if (call.caller.by_session()) close_streams(call.admin, {{call.caller.session_hash()}, {}});
  http::Response response;
  response.status = 204;
  for (std::string& cookie : call.admin.gate.cleared_cookies())
    response.add("Set-Cookie", std::move(cookie));
  return response;
}

Answer post_signin_link(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  // Who comes by it is an administrator without a name: only who holds the host's own token may make one.
  if (!call.caller.is_local())
    return refuse("local_only", "Only the host's own token makes a sign-in link without a user",
                  "Use POST /api/v1/users/{id}/signin-link for a person");
  const AdminDependencies& d = call.admin.d;
  auto link = make_signin_link(d.database, d.public_url, d.clock, d.random);
  if (!link) return refuse(link.error());
  ActivityRow entry;
  entry.kind = "access.link_made";
  entry.message = "A sign-in link for the host's own administrator was made";
  entry.actor = call.caller.actor;
  d.journal.post(std::move(entry));
  return json_response(201, link_json(*link, d.clock.now() + lifetime_of(LinkPurpose::local)));
}

Answer list_sessions(Call& call) {
  auto user = whose(call);
  if (!user) return refuse(user.error());
  auto sessions = call.admin.access.sessions.list(*user);
  if (!sessions) return refuse(sessions.error());
  auto items = json_array();
  for (const LiveSession& session : *sessions)
    items->add(session_info_json(session, session.row.id_hash == call.caller.session_hash()));
  return json_page(items);
}

Answer delete_sessions(Call& call) {
  auto user = whose(call);
  if (!user) return refuse(user.error());
  if (!*user)
    return refuse("parameter_invalid", "user=all ends nobody's sessions", "Name one user at a time");
  auto ended = call.admin.access.sessions.end_all(**user, call.caller.session_hash(), call.caller.actor);
  if (!ended) return refuse(ended.error());
  close_streams(call.admin, *ended);
  auto body = json_object();
  body->set("ended", ended->session_hashes.size());
  return json_response(200, body);
}

Answer delete_one_session(Call& call) {
  std::optional<std::string> of_user = call.caller.user_id;
  if (Status permitted = permit(call.caller, kAdministratorNeed); permitted)
    of_user.reset();
  else if (!has_sessions(call.caller))
    return refuse(permitted.error());
  auto ended = call.admin.access.sessions.end(call.id(), of_user, call.caller.actor);
  if (!ended) return refuse(ended.error());
  close_streams(call.admin, *ended);
  http::Response response;
  response.status = 204;
  if (ended->session_hashes.front() == call.caller.session_hash())
    for (std::string& cookie : call.admin.gate.cleared_cookies())
      response.add("Set-Cookie", std::move(cookie));
  return response;
}

}  // namespace mooring::host::admin
