// Users, roles, sessions and API tokens on a whole host (reliability bars S7, S8, S12, S13).
#include <catch2/catch.hpp>
#include <set>

#include "admin/api/routes.hpp"
#include "integration/admin/host_fixture.hpp"

using namespace mooring::test;
using namespace mooring::host;
using mooring::host::admin::Access;
using mooring::host::admin::need_of;
using mooring::host::admin::Route;
using mooring::host::admin::routes;

namespace {

constexpr const char* kPassword = "four unlikely words here";

std::string quoted(const std::string& name, const std::string& value) {
  return "\"" + name + "\":\"" + value + "\"";
}

struct AccessHost : HostFixture {
  static std::string code_in(const std::string& url) { return url.substr(url.find('=') + 1); }

  SignedIn open(const std::string& path, const std::string& body) {
    const Reply reply = send("POST", path, "", body);
    INFO(reply.head << reply.body);
    REQUIRE(reply.status == 201);
    const std::string cookie = reply.header("Set-Cookie");
    CHECK(cookie.find("HttpOnly; SameSite=Strict") != std::string::npos);
    return {cookie.substr(0, cookie.find(';')), reply.json()->getValue<std::string>("csrf_token")};
  }
  SignedIn set_up() {
    const auto link = host().setup_link();
    REQUIRE(link);
    REQUIRE(*link);
    return open("/api/v1/setup", "{" + quoted("code", code_in(**link)) + "," + quoted("name", "anna") + "," +
                                     quoted("password", kPassword) + "}");
  }
  // A person who came by an invitation; gives the id too.
  SignedIn invite(const std::string& name, const std::string& role, std::string* id = nullptr) {
    const Reply made =
        as_script("POST", "/api/v1/users", "{" + quoted("name", name) + "," + quoted("role", role) + "}");
    INFO(made.body);
    REQUIRE(made.status == 201);
    const auto user = made.json()->getValue<std::string>("id");
    if (id) *id = user;
    const Reply link = as_script("POST", "/api/v1/users/" + user + "/signin-link", "{}");
    REQUIRE(link.status == 201);
    return open("/api/v1/session",
                "{" + quoted("code", code_in(link.json()->getValue<std::string>("url"))) + "}");
  }
  std::string make_token(const std::string& name, const std::string& scope, std::string* id = nullptr) {
    const Reply made = as_script("POST", "/api/v1/api-tokens",
                                 "{" + quoted("name", name) + ",\"scopes\":[\"" + scope + "\"]}");
    INFO(made.body);
    REQUIRE(made.status == 201);
    if (id) *id = made.json()->getValue<std::string>("id");
    return made.json()->getValue<std::string>("token");
  }
  Reply as(const SignedIn& who, const std::string& method, const std::string& path,
           const std::string& body = {}) const {
    return send(method, path, who.fields(), body);
  }
  Reply with_token(const std::string& token, const std::string& method, const std::string& path,
                   const std::string& body = {}) const {
    return send(method, path, "Authorization: Bearer " + token + "\r\n", body);
  }
  // The newest entry of this kind.
  Poco::JSON::Object::Ptr entry(const std::string& kind) const {
    as_script("POST", "/api/v1/signin-links",
              "{}");  // a write of its own: what was posted before it is written
    const Reply reply = as_script("GET", "/api/v1/activity?limit=1&kind=" + kind);
    INFO(reply.body);
    REQUIRE(reply.json()->getArray("items")->size() == 1);
    return reply.json()->getArray("items")->getObject(0);
  }
};

std::string path_of(const Route& route) {
  std::string path(route.pattern);
  for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
    path.replace(at, path.find('}') - at + 1, "con_none");
  return path;
}

}  // namespace

TEST_CASE_METHOD(AccessHost, "What each role and scope may send is exactly what the table says",
                 "[admin][security]") {
  const SignedIn viewer = invite("vera", "viewer"), oper = invite("otto", "operator");
  const std::string reads = make_token("reads", "read"), syncs = make_token("syncs", "sync"),
                    manages = make_token("manages", "manage"), calendar = make_token("calendar", "calendar");
  for (const Route& route : routes()) {
    const auto need = need_of(route);
    // What ends the callers' own sessions comes in tests of its own.
    if (!need || route.pattern.starts_with("/api/v1/session") || route.pattern == "/api/v1/events/stream")
      continue;
    const std::string method(route.method), path = path_of(route);
    INFO(method << " " << path);
    // A body that no handler takes: whoever gets through changes nothing.
    const std::string body = method == "GET" || method == "DELETE" ? "" : R"({"no such member":1})";
    const auto refused = [&](const Reply& reply, const char* code, const std::string& named) {
      return reply.status == 403 && reply.code() == code && reply.body.find(named) != std::string::npos;
    };
    const auto by_role = [&](const SignedIn& who) {
      return refused(as(who, method, path, body), "role_insufficient", to_text(need->role));
    };
    if (need->role > Role::viewer) CHECK(by_role(viewer));
    if (need->role > Role::operator_) CHECK(by_role(oper));
    if (need->role <= Role::operator_ && method != "DELETE" && path.find("/users/") == std::string::npos)
      CHECK(as(oper, method, path, body).status != 403);
    const auto by_scope = [&](const std::string& token, Scopes scopes) {
      const Reply reply = with_token(token, method, path, body);
      const bool in_scope = includes(scopes, need->scope) || (need->also && includes(scopes, *need->also));
      const bool enough = in_scope && role_of(scopes) >= need->role;
      if (enough) return reply.status != 403 || path.find("/users/") != std::string::npos;
      return refused(reply, "role_insufficient", to_text(need->role)) ||
             refused(reply, "scope_insufficient", to_text(need->scope));
    };
    if (method == "DELETE") continue;
    CHECK(by_scope(reads, {Scope::read}));
    CHECK(by_scope(syncs, {Scope::sync}));
    CHECK(by_scope(manages, {Scope::manage}));
    CHECK(by_scope(calendar, {Scope::calendar}));
  }
}

TEST_CASE_METHOD(AccessHost,
                 "A new host is set up once; its administrator invites, and the invited choose a password",
                 "[admin][security]") {
  const SignedIn anna = set_up();
  CHECK_FALSE(host().setup_link().value());
  const auto session = as(anna, "GET", "/api/v1/session").json();
  CHECK(session->getValue<std::string>("actor") == "user:anna");
  CHECK(session->getValue<std::string>("role") == "administrator");
  CHECK_FALSE(session->getValue<bool>("setup_open"));

  std::string id;
  const SignedIn vera = invite("vera", "viewer", &id);
  const std::string password = "/api/v1/users/" + id + "/password";
  CHECK(as(vera, "POST", password, R"({"password":"short"})").code() == "password_weak");
  CHECK(as(vera, "POST", password, "{" + quoted("password", kPassword) + "}").status == 200);
  // From now on the old one is asked for, also in the session that came by the link.
  CHECK(as(vera, "POST", password, R"({"password":"another four words, please"})").code() ==
        "fields_invalid");
  CHECK(as(vera, "POST", password, R"({"password":"another four words, please","current_password":"no"})")
            .code() == "password_wrong");
  const std::string own = "{" + quoted("name", "VERA") + "," + quoted("password", kPassword) + "}";
  CHECK(send("POST", "/api/v1/session", "", own).status == 201);
  CHECK(as(vera, "GET", "/api/v1/users").code() == "role_insufficient");
  CHECK(as(vera, "GET", "/api/v1/users/" + id).status == 200);
  const auto users = as(anna, "GET", "/api/v1/users").json()->getArray("items");
  REQUIRE(users->size() == 2);
  CHECK(users->getObject(1)->getValue<int>("sessions") == 2);
  // Another's account is an administrator's business.
  const auto annas = users->getObject(0)->getValue<std::string>("id");
  CHECK(as(vera, "GET", "/api/v1/users/" + annas).code() == "role_insufficient");
  CHECK(as(vera, "POST", "/api/v1/users/" + annas + "/password", "{" + quoted("password", kPassword) + "}")
            .code() == "role_insufficient");
  CHECK(as(anna, "PATCH", "/api/v1/users/" + annas, R"({"role":"viewer"})").code() == "last_administrator");
}

TEST_CASE_METHOD(AccessHost, "Losing a role or the account ends sessions and event streams at once",
                 "[admin][security]") {
  std::string id;
  const SignedIn otto = invite("otto", "operator", &id);
  RawClient stream = client();
  stream.send(request_text("GET", "/api/v1/events/stream", otto.fields()));
  stream.read_until("retry: 2000\n\n");
  REQUIRE(as_script("PATCH", "/api/v1/users/" + id, R"({"role":"viewer"})").status == 200);
  CHECK(as(otto, "GET", "/api/v1/session").status == 401);
  stream.read_all(std::chrono::seconds{2});
  CHECK(stream.ended());
  REQUIRE(as_script("PATCH", "/api/v1/users/" + id, R"({"disabled":true})").status == 200);
  CHECK(as_script("POST", "/api/v1/users/" + id + "/signin-link", "{}").code() == "user_disabled");
  CHECK(as_script("PATCH", "/api/v1/users/" + id, R"({"disabled":"yes"})").code() == "fields_invalid");
  CHECK(as_script("PATCH", "/api/v1/users/" + id, R"({"disabled":false})", "If-Match: \"1\"\r\n").code() ==
        "version_conflict");
  CHECK(as_script("DELETE", "/api/v1/users/" + id).status == 204);
  CHECK(as_script("GET", "/api/v1/users/" + id).code() == "user_unknown");
}

TEST_CASE_METHOD(AccessHost, "A revoked token is refused from its next request on", "[admin][security]") {
  std::string id;
  const std::string token = make_token("nightly", "read", &id);
  CHECK(with_token(token, "GET", "/api/v1/connections").status == 200);
  const auto session = with_token(token, "GET", "/api/v1/session").json();
  CHECK(session->getValue<std::string>("actor") == "token:nightly");
  CHECK(session->getArray("scopes")->getElement<std::string>(0) == "read");
  RawClient stream = client();
  stream.send(request_text("GET", "/api/v1/events/stream", "Authorization: Bearer " + token + "\r\n"));
  stream.read_until("retry: 2000\n\n");
  CHECK(as_script("DELETE", "/api/v1/api-tokens/" + id).status == 204);
  CHECK(with_token(token, "GET", "/api/v1/connections").status == 401);
  stream.read_all(std::chrono::seconds{2});
  CHECK(stream.ended());
  const Reply list = as_script("GET", "/api/v1/api-tokens");
  CHECK(list.json()->getArray("items")->getObject(0)->getValue<std::string>("state") == "revoked");
  CHECK(list.body.find(token) == std::string::npos);
  CHECK(log().find(token) == std::string::npos);
  // A token makes no tokens and no nameless sign-in links, whatever its scopes.
  const std::string wide = make_token("wide", "admin");
  CHECK(with_token(wide, "POST", "/api/v1/api-tokens", R"({"name":"child","scopes":["read"]})").code() ==
        "person_only");
  CHECK(with_token(wide, "POST", "/api/v1/signin-links", "{}").code() == "local_only");
  // Nor a person, or a way in as one: that would outlive the token.
  std::string vera;
  invite("vera", "viewer", &vera);
  const std::string user = "/api/v1/users/" + vera;
  CHECK(with_token(wide, "GET", user).status == 200);
  CHECK(with_token(wide, "POST", "/api/v1/users", R"({"name":"x","role":"administrator"})").code() ==
        "person_only");
  CHECK(with_token(wide, "PATCH", user, R"({"role":"administrator"})").code() == "person_only");
  CHECK(with_token(wide, "POST", user + "/password", "{" + quoted("password", kPassword) + "}").code() ==
        "person_only");
  CHECK(with_token(wide, "POST", user + "/signin-link", "{}").code() == "person_only");
}

TEST_CASE_METHOD(AccessHost,
                 "A calendar program subscribes by an address that opens nothing else and can be withdrawn",
                 "[admin][security]") {
  const Reply made = as_script("POST", "/api/v1/api-tokens", R"({"name":"phone","scopes":["calendar"]})");
  REQUIRE(made.status == 201);
  const std::string url = made.json()->getValue<std::string>("calendar_url");
  const std::string token = made.json()->getValue<std::string>("token");
  const std::string path = url.substr(url.find("/calendar/"));
  REQUIRE(path == "/calendar/" + token + "/expiries.ics");

  const Reply feed = send("GET", path, "");
  CHECK(feed.status == 200);
  CHECK(feed.header("Content-Type") == "text/calendar; charset=utf-8");
  CHECK(feed.header("Cache-Control") == "no-store");
  CHECK(feed.body.starts_with("BEGIN:VCALENDAR\r\n"));
  CHECK(with_token(token, "GET", "/api/v1/expiries.ics").status == 200);
  CHECK(with_token(token, "GET", "/api/v1/expiries").code() == "scope_insufficient");
  CHECK(with_token(token, "GET", "/api/v1/connections").code() == "scope_insufficient");

  // A token that may do more does not open it: such a one has no business in an address.
  const std::string reads = make_token("reads", "read");
  CHECK(send("GET", "/calendar/" + reads + "/expiries.ics", "").code() == "calendar_unknown");
  CHECK(send("GET", "/calendar/nonsense/expiries.ics", "").status == 404);
  CHECK(send("GET", "/calendar/" + token, "").status == 404);
  CHECK(as_script("POST", "/api/v1/api-tokens", R"({"name":"both","scopes":["calendar","read"]})").code() ==
        "scopes_invalid");

  const std::string id = made.json()->getValue<std::string>("id");
  CHECK(as_script("DELETE", "/api/v1/api-tokens/" + id).status == 204);
  const Reply gone = send("GET", path, "");
  CHECK(gone.status == 404);
  CHECK(gone.body.find(token) == std::string::npos);
}

TEST_CASE_METHOD(AccessHost, "People see and end their own sessions, administrators everybody's",
                 "[admin][security]") {
  const SignedIn vera = invite("vera", "viewer"), otto = invite("otto", "operator");
  const auto of = [&](const SignedIn& who) {
    return as(who, "GET", "/api/v1/sessions").json()->getArray("items")->getObject(0);
  };
  CHECK(of(vera)->getValue<bool>("current"));
  const auto ottos = of(otto)->getValue<std::string>("id");
  CHECK(as(vera, "DELETE", "/api/v1/sessions/" + ottos).code() == "session_unknown");
  CHECK(as(vera, "GET", "/api/v1/sessions?user=all").code() == "role_insufficient");
  CHECK(as(vera, "DELETE", "/api/v1/sessions?user=" + of(otto)->getValue<std::string>("user_id")).code() ==
        "role_insufficient");
  CHECK(as_script("GET", "/api/v1/sessions?user=all").json()->getArray("items")->size() == 2);
  CHECK(as_script("DELETE", "/api/v1/sessions/" + ottos).status == 204);
  CHECK(as(otto, "GET", "/api/v1/session").status == 401);
  const Reply own = as(vera, "DELETE", "/api/v1/sessions/" + of(vera)->getValue<std::string>("id"));
  CHECK(own.status == 204);
  CHECK(own.header("Set-Cookie").find("Max-Age=0") != std::string::npos);
}

TEST_CASE_METHOD(AccessHost, "A narrow token neither sees nor ends sessions of the host's own administrator",
                 "[admin][security]") {
  const SignedIn local = sign_in();
  const std::string reader = make_token("reader", "read"), manager = make_token("manager", "manage");
  const std::string id = as(local, "GET", "/api/v1/sessions")
                             .json()
                             ->getArray("items")
                             ->getObject(0)
                             ->getValue<std::string>("id");
  CHECK(with_token(reader, "GET", "/api/v1/sessions").code() == "role_insufficient");
  CHECK(with_token(reader, "GET", "/api/v1/sessions?user=local").code() == "role_insufficient");
  CHECK(with_token(manager, "DELETE", "/api/v1/sessions/" + id).code() == "role_insufficient");
  CHECK(with_token(manager, "DELETE", "/api/v1/sessions").code() == "role_insufficient");
  CHECK(as(local, "GET", "/api/v1/session").status == 200);
}

TEST_CASE_METHOD(AccessHost, "A reconnect link begins only some consents at a time", "[admin][security]") {
  const Reply made = as_script("POST", "/api/v1/connections/con_a/reconnect-links", "{}");
  REQUIRE(made.status == 201);
  const auto url = made.json()->getValue<std::string>("url");
  const std::string path = url.substr(url.find("/reconnect/"));
  const auto followed = [&] {
    return as_script("GET", "/api/v1/activity?kind=connection.link_opened").json()->getArray("items")->size();
  };
  for (int i = 0; i < 10; ++i)
    CHECK(send("POST", path, "", "").status != 429);
  CHECK(followed() == 10);
  CHECK(send("POST", path, "", "").status == 429);
  CHECK(followed() == 10);
  CHECK(send("GET", path).status == 200);  // it still opens
}

TEST_CASE_METHOD(AccessHost, "Every change is told with who made it", "[admin]") {
  const SignedIn anna = set_up();
  CHECK(entry("access.set_up")->getValue<std::string>("actor") == "user:anna");
  REQUIRE(as(anna, "PATCH", "/api/v1/connections/con_a", R"({"label":"Mine"})").status == 200);
  CHECK(entry("connection.changed")->getValue<std::string>("actor") == "user:anna");
  const std::string token = make_token("robot", "manage");
  CHECK(entry("access.token_created")->getValue<std::string>("actor") == "token:admin");
  REQUIRE(with_token(token, "PATCH", "/api/v1/connections/con_a", R"({"label":"Its"})").status == 200);
  const auto changed = entry("connection.changed");
  CHECK(changed->getValue<std::string>("actor") == "token:robot");
  CHECK(changed->getObject("before")->getValue<std::string>("label") == "Mine");
  CHECK(changed->getObject("after")->getValue<std::string>("label") == "Its");
  const Reply refused = send("POST", "/api/v1/session", "", R"({"name":"anna","password":"a wrong one"})");
  CHECK(refused.code() == "signin_refused");
  CHECK(entry("access.signin_failed")->getValue<std::string>("message").find("of anna") != std::string::npos);
  send("POST", "/api/v1/session", "", R"({"name":"my secret phrase","password":"x"})");
  CHECK(entry("access.signin_failed")->getValue<std::string>("message").find("secret") == std::string::npos);
  REQUIRE(as(anna, "DELETE", "/api/v1/session").status == 204);
  CHECK(entry("access.signed_out")->getValue<std::string>("actor") == "user:anna");
  CHECK(log().find(kPassword) == std::string::npos);
}

TEST_CASE_METHOD(AccessHost, "Signing in, setting up and signing out clear what a browser held",
                 "[admin][security]") {
  const auto cleared = [](const Reply& reply, const std::string& cookie) {
    return reply.head.find("Set-Cookie: " + cookie + "=;") != std::string::npos;
  };
  const auto link = host().setup_link();
  const Reply made = send("POST", "/api/v1/setup", "Cookie: mooring_oauth=somebody-elses\r\n",
                          "{" + quoted("code", code_in(**link)) + "," + quoted("name", "anna") + "," +
                              quoted("password", kPassword) + "}");
  REQUIRE(made.status == 201);
  CHECK(cleared(made, "mooring_oauth"));
  const SignedIn anna{made.header("Set-Cookie").substr(0, made.header("Set-Cookie").find(';')),
                      made.json()->getValue<std::string>("csrf_token")};
  const Reply out = as(anna, "DELETE", "/api/v1/session");
  CHECK(cleared(out, "mooring_session"));
  CHECK(cleared(out, "mooring_oauth"));
}

TEST_CASE_METHOD(AccessHost,
                 "The provider's way back needs no session; the console behind it finds the session again",
                 "[admin][security]") {
  // What a browser sends after a redirect from another site: no Strict cookie, and Sec-Fetch-Site says so.
  const SignedIn anna = sign_in();
  const std::string across = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";
  CHECK(send("GET", "/oauth/callback/issuer?state=forged", across).status ==
        400);  // looked at, not turned away
  CHECK(send("GET", "/", across).status != 403);
  CHECK(send("GET", "/api/v1/session", "Cookie: " + anna.cookie + "\r\nSec-Fetch-Site: same-origin\r\n")
            .status == 200);
  CHECK(send("GET", "/api/v1/session", "Cookie: " + anna.cookie + "\r\n" + across).status == 403);
}
