#include "admin/api/handlers.hpp"
#include "admin/json/json.hpp"

namespace mooring::host::admin {
namespace {

http::Response session_response(int status, const Caller& caller) {
  auto body = json_object();
  body->set("actor", caller.actor);
  body->set("csrf_token", caller.csrf_token);
  body->set("expires_at", caller.by_session() ? json_time(caller.expires_at) : Poco::Dynamic::Var());
  return json_response(status, body);
}

}  // namespace

Answer get_session(Call& call) {
  return session_response(200, call.caller);
}

Answer post_session(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto code = body->text("code");
  auto token = body->text("token");
  if (code.has_value() == token.has_value()) body->complain("code", "is missing; send either code or token");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto session = code ? call.admin.gate.sign_in_with_code(call.request, *code)
                      : call.admin.gate.sign_in_with_token(call.request, Secret(std::move(*token)));
  if (!session) {
    Problem problem(session.error());
    if (session.error().code == "too_many_attempts") problem.headers.emplace_back("Retry-After", "60");
    call.admin.d.logger.warning("sign-in refused",
                                {{"peer", call.request.peer}, {"code", session.error().code}});
    return refuse(std::move(problem));
  }
  http::Response response = session_response(201, session->caller);
  response.add("Set-Cookie", session->cookie);
  return response;
}

Answer delete_session(Call& call) {
  if (Status done = call.admin.gate.sign_out(call.caller); !done) return refuse(done.error());
  http::HttpServer* server = call.admin.server;
  if (call.caller.by_session() && server) server->close_event_streams(call.caller.session_hash);
  http::Response response;
  response.status = 204;
  response.add("Set-Cookie", call.admin.gate.cleared_cookie());
  return response;
}

Answer post_signin_link(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  const AdminDependencies& d = call.admin.d;
  auto link = make_signin_link(d.database, d.public_url, d.clock, d.random);
  if (!link) return refuse(link.error());
  auto answer = json_object();
  answer->set("url", *link);
  answer->set("expires_at", json_time(d.clock.now() + Duration(limits::kSigninCodeLifetime)));
  return json_response(201, answer);
}

}  // namespace mooring::host::admin
