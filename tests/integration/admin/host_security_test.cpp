// Who may do what, on every route of the table (reliability bars S7, S9, S13, S15).
#include <catch2/catch.hpp>

#include "admin/api/routes.hpp"
#include "integration/admin/host_fixture.hpp"

using namespace mooring::test;
using mooring::host::admin::Access;
using mooring::host::admin::Route;
using mooring::host::admin::routes;

namespace {

std::string path_of(const Route& route) {
  std::string path(route.pattern);
  if (path == "/{path...}") return "/";
  for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
    path.replace(at, path.find('}') - at + 1, "con_a");
  return path;
}

bool is_safe(const Route& route) {
  return route.method == "GET";
}

}  // namespace

TEST_CASE_METHOD(HostFixture, "Every route of the API asks who is there", "[admin][security]") {
  const SignedIn browser = sign_in();
  const SignedIn other = sign_in();
  for (const Route& route : routes()) {
    const std::string method(route.method);
    const std::string path = path_of(route);
    INFO(method << " " << path);
    const bool api = route.access == Access::api;
    const auto status = [&](const std::string& fields) { return send(method, path, fields).status; };
    if (!api) {
      CHECK(status("") != 401);
      continue;
    }
    CHECK(status("") == 401);
    CHECK(status("Authorization: Bearer wrong\r\n") == 401);
    CHECK(status("Cookie: mooring_session=guess\r\nX-CSRF-Token: guess\r\n") == 401);
    CHECK(status(browser.fields() + "Origin: http://evil.example\r\n") == 403);
    CHECK(status(browser.fields() + "Sec-Fetch-Site: cross-site\r\n") == 403);
    if (is_safe(route)) continue;
    CHECK(status("Cookie: " + browser.cookie + "\r\n") == 403);
    CHECK(status("Cookie: " + browser.cookie + "\r\nX-CSRF-Token: " + other.csrf + "\r\n") == 403);
  }
  for (const char* id : {"con_a", "con_b", "con_c"})
    CHECK(as_script("GET", std::string("/api/v1/connections/") + id).json()->getValue<int>("version") == 1);
}

TEST_CASE_METHOD(HostFixture, "Nobody learns what exists without signing in", "[admin][security]") {
  CHECK(send("GET", "/api/v1/no-such-thing").status == 401);
  CHECK(send("TRACE", "/api/v1/runs").status == 501);
  CHECK(send("OPTIONS", "/api/v1/runs").status == 401);
  CHECK(as_script("GET", "/api/v1/no-such-thing").code() == "not_found");
  const Reply wrong = as_script("DELETE", "/api/v1/runs");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("Allow") == "GET");
}

TEST_CASE_METHOD(HostFixture, "Another host name is turned away everywhere but at the health checks",
                 "[admin][security]") {
  for (const char* path : {"/", "/api/v1/plugins", "/oauth/callback/x", "/metrics"}) {
    RawClient connection = client();
    connection.send(std::string("GET ") + path +
                    " HTTP/1.1\r\nHost: rebound.example\r\nAuthorization: Bearer " + kAdminToken +
                    "\r\n\r\n");
    CHECK(parse(connection.read_all()).code() == "host_not_allowed");
  }
  RawClient probe = client();
  probe.send("GET /healthz HTTP/1.1\r\nHost: pod-7\r\n\r\n");
  CHECK(parse(probe.read_all()).status == 200);
}

TEST_CASE_METHOD(HostFixture, "A browser signs in with a link, works, and signs out", "[admin][security]") {
  const SignedIn browser = sign_in();
  const Reply session = send("GET", "/api/v1/session", browser.fields());
  CHECK(session.status == 200);
  CHECK(session.json()->getValue<std::string>("actor") == "user:local");
  CHECK(session.json()->getValue<std::string>("csrf_token") == browser.csrf);
  const std::string origin = "Origin: " + own_origin() + "\r\nSec-Fetch-Site: same-origin\r\n";
  CHECK(send("PATCH", "/api/v1/connections/con_a", browser.fields() + origin, R"({"label":"Mine"})").status ==
        200);

  RawClient stream = client();
  stream.send(request_text("GET", "/api/v1/events/stream", browser.fields()));
  stream.read_until("retry: 2000\n\n");
  const Reply out = send("DELETE", "/api/v1/session", browser.fields());
  CHECK(out.status == 204);
  CHECK(out.header("Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(send("GET", "/api/v1/session", browser.fields()).status == 401);
  stream.read_all(std::chrono::seconds{2});
  CHECK(stream.ended());
}

TEST_CASE_METHOD(HostFixture, "Scripts make sign-in links; guessing ends in a pause", "[admin][security]") {
  const Reply made = as_script("POST", "/api/v1/signin-links", "{}");
  REQUIRE(made.status == 201);
  const auto url = made.json()->getValue<std::string>("url");
  const std::string body = "{\"code\":\"" + url.substr(url.find("#signin=") + 8) + "\"}";
  CHECK(send("POST", "/api/v1/session", "", body).status == 201);
  CHECK(send("POST", "/api/v1/session", "", body).code() == "signin_refused");
  int last = 0;
  for (int i = 0; i < 12; ++i)
    last = send("POST", "/api/v1/session", "", R"({"token":"guess"})").status;
  CHECK(last == 429);
}

TEST_CASE_METHOD(HostFixture,
                 "A callback that nobody asked for gets a page, changes nothing and leaves no code behind",
                 "[admin][security]") {
  const Reply page =
      send("GET", "/oauth/callback/issuer?state=forged&code=SECRETCODE&spapi_oauth_code=SECRETCODE",
           "Cookie: mooring_oauth=foreign\r\n");
  CHECK(page.status == 400);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
  CHECK(page.header("Referrer-Policy") == "no-referrer");
  CHECK(page.header("Cache-Control") == "no-store");
  CHECK(page.header("Location").empty());
  CHECK(page.body.find("SECRETCODE") == std::string::npos);
  CHECK(send("GET", "/oauth/callback/issuer").status == 400);
  CHECK(send("POST", "/oauth/callback/issuer?state=forged").status == 405);
  CHECK(send("HEAD", "/oauth/callback/issuer?state=forged").status == 405);
  CHECK(log().find("SECRETCODE") == std::string::npos);
  const auto script_style = send("GET", "/oauth/page.css");
  CHECK(script_style.header("Content-Type") == "text/css; charset=utf-8");
}

TEST_CASE_METHOD(HostFixture, "Nothing from outside becomes a line of the log or of a header",
                 "[admin][security]") {
  const std::string before = log();
  for (const char* path :
       {"/api/v1/runs/a%0d%0aX-Evil:%201", "/api/v1/connections/%0aFAKE%20line", "/%0aFAKE",
        "/oauth/callback/%0d%0aFAKE?state=%0aFAKE", "/api/v1/records/%0aFAKE/x"}) {
    INFO(path);
    const Reply reply = as_script("GET", path, "", "X-Forwarded-For: =?UTF-8?Q?=0D=0AFAKE?=\r\n");
    CHECK(reply.status >= 400);
    CHECK(reply.head.find("\r\nX-Evil") == std::string::npos);
  }
  const std::string after = log().substr(before.size());
  CHECK(after.find("\nFAKE") == std::string::npos);
  CHECK(log().find(kAdminToken) == std::string::npos);
}
