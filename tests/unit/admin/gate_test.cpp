// Sign-in, sessions, CSRF, Host and Origin: who passes the gate, and who does not (reliability bars S9, S13).
#include "admin/gate.hpp"

#include <catch2/catch.hpp>

#include "admin/api/routes.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "support/access_fixture.hpp"

using namespace mooring::host;
using mooring::host::admin::Access;
using mooring::host::admin::Caller;
using mooring::host::admin::Gate;
using mooring::host::admin::NewSession;
using mooring::test::AccessFixture;
using mooring::test::kPassword;
using namespace std::chrono_literals;

namespace {

constexpr const char* kToken = "a-token-of-scripts-0123456789";

struct GateFixture : AccessFixture {
  Gate gate{{access, Secret(kToken), "http://127.0.0.1:8420", "127.0.0.1"}};

  GateFixture() { gate.listening_on(8420); }

  static http::Request request(const std::string& method, std::vector<http::Header> headers = {}) {
    http::Request made;
    made.method = method;
    made.path = "/api/v1/x";
    made.host = "127.0.0.1:8420";
    made.peer = "127.0.0.1";
    made.headers = std::move(headers);
    return made;
  }
  std::string code() { return link(LinkPurpose::local); }
  NewSession sign_in() {
    auto session = gate.sign_in_with_code(request("POST"), code());
    REQUIRE(session);
    return *session;
  }
  static std::string cookie_of(const NewSession& session) {
    return session.cookie.substr(0, session.cookie.find(';'));
  }
  std::string code_of(const http::Request& made, Access wanted = Access::api) {
    auto caller = gate.admit(made, wanted);
    return caller ? "ok:" + caller->actor : caller.error().code;
  }
};

}  // namespace

TEST_CASE_METHOD(GateFixture, "Only the exact token opens the API to a script", "[admin][security]") {
  CHECK(code_of(request("GET")) == "not_signed_in");
  CHECK(code_of(request("GET", {{"authorization", std::string("Bearer ") + kToken}})) == "ok:token:admin");
  CHECK(code_of(request("DELETE", {{"authorization", std::string("bearer ") + kToken}})) == "ok:token:admin");
  for (const std::string& wrong :
       {std::string("Bearer "), std::string("Bearer a"), std::string("Bearer ") + kToken + "0",
        std::string("Bearer  ") + kToken, std::string("Basic ") + kToken, std::string(kToken),
        std::string("Bearer")})
    CHECK(code_of(request("GET", {{"authorization", wrong}})) == "not_signed_in");
}

TEST_CASE_METHOD(GateFixture, "A wrong token is not saved by a good cookie", "[admin][security]") {
  const std::string cookie = cookie_of(sign_in());
  CHECK(code_of(request("GET", {{"cookie", cookie}, {"authorization", "Bearer wrong"}})) == "not_signed_in");
}

TEST_CASE("Without a token configured nothing is the token", "[admin][security]") {
  AccessFixture f;
  Gate gate({f.access, Secret(), "http://127.0.0.1:8420", "127.0.0.1"});
  gate.listening_on(8420);
  CHECK_FALSE(gate.admit(GateFixture::request("GET", {{"authorization", "Bearer "}}), Access::api));
  CHECK_FALSE(gate.sign_in_with_token(GateFixture::request("POST"), Secret()));
}

TEST_CASE_METHOD(GateFixture, "Only our own host names are answered", "[admin][security]") {
  auto made = request("GET", {{"authorization", std::string("Bearer ") + kToken}});
  for (const char* ours : {"127.0.0.1:8420", "localhost:8420", "[::1]:8420"}) {
    made.host = ours;
    CHECK(code_of(made) == "ok:token:admin");
  }
  for (const char* foreign : {"evil.example", "127.0.0.1", "localhost", "localhost:80",
                              "127.0.0.1:8420.evil.example", "evil.example:8420", "localhost.:8420"}) {
    made.host = foreign;
    INFO(foreign);
    CHECK(code_of(made) == "host_not_allowed");
    CHECK(code_of(made, Access::page) == "host_not_allowed");
    CHECK(code_of(made, Access::sign_in) == "host_not_allowed");
    CHECK(code_of(made, Access::open) == "ok:");
  }
}

TEST_CASE("Behind a proxy the public name and its standard port are ours", "[admin][security]") {
  AccessFixture f;
  Gate gate({f.access, Secret(kToken), "https://Mooring.example:443/", "0.0.0.0"});
  gate.listening_on(8420);
  auto made = GateFixture::request(
      "GET", {{"authorization", std::string("Bearer ") + kToken}, {"origin", "https://mooring.example"}});
  made.host = "mooring.example";
  CHECK(gate.admit(made, Access::api));
  made.headers[1].second = "http://mooring.example";
  CHECK_FALSE(gate.admit(made, Access::api));
  CHECK(gate.cleared_cookies().at(0).find("; Secure") != std::string::npos);
}

TEST_CASE("Programs of this machine reach a host that listens beyond it, foreign names do not",
          "[admin][security]") {
  AccessFixture f;
  for (const std::string bind : {"0.0.0.0", "10.1.2.3", "::"}) {
    CAPTURE(bind);
    Gate gate({f.access, Secret(kToken), "https://mooring.example", bind});
    gate.listening_on(8420);
    auto made = GateFixture::request("GET", {{"authorization", std::string("Bearer ") + kToken}});
    const auto admits = [&](const std::string& host) {
      made.host = host;
      return gate.admit(made, Access::api).has_value();
    };
    for (const char* loopback : {"localhost:8420", "127.0.0.1:8420", "[::1]:8420"})
      CHECK(admits(loopback));
    CHECK(admits((bind == "::" ? "[::]" : bind) + ":8420"));
    for (const char* foreign :
         {"localhost", "localhost:80", "127.0.0.1:8421", "10.9.9.9:8420", "10.1.2.3", "evil.example:8420",
          "localhost.evil.example:8420", "mooring.example:8420", "127.0.0.1.evil.example:8420"}) {
      CAPTURE(foreign);
      CHECK_FALSE(admits(foreign));
    }
    made.headers.push_back({"origin", "http://evil.example"});
    CHECK_FALSE(admits("localhost:8420"));
  }
}

TEST_CASE_METHOD(GateFixture, "Pages of other origins are turned away, even with every secret",
                 "[admin][security]") {
  const NewSession session = sign_in();
  const auto with = [&](const std::string& name, const std::string& value) {
    return request("POST", {{"cookie", cookie_of(session)},
                            {"x-csrf-token", session.caller.session->row.csrf_token},
                            {name, value}});
  };
  CHECK(code_of(with("origin", "http://127.0.0.1:8420")) == "ok:user:local");
  CHECK(code_of(with("sec-fetch-site", "same-origin")) == "ok:user:local");
  for (const char* foreign :
       {"null", "http://evil.example", "http://127.0.0.1:8421", "https://127.0.0.1:8420",
        "http://127.0.0.1:8420.evil.example", "http://localhost:8420"})
    CHECK(code_of(with("origin", foreign)) == "origin_not_allowed");
  for (const char* site : {"cross-site", "same-site"}) {
    CHECK(code_of(with("sec-fetch-site", site)) == "origin_not_allowed");
    CHECK(code_of(with("sec-fetch-site", site), Access::sign_in) == "origin_not_allowed");
  }
}

TEST_CASE_METHOD(GateFixture, "A session's unsafe requests need its own CSRF token", "[admin][security]") {
  const NewSession first = sign_in();
  const NewSession second = sign_in();
  const std::string cookie = cookie_of(first);
  CHECK(code_of(request("GET", {{"cookie", cookie}})) == "ok:user:local");
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    CHECK(code_of(request(method, {{"cookie", cookie}})) == "csrf_invalid");
    CHECK(code_of(request(method, {{"cookie", cookie}, {"x-csrf-token", ""}})) == "csrf_invalid");
    CHECK(code_of(request(method,
                          {{"cookie", cookie}, {"x-csrf-token", second.caller.session->row.csrf_token}})) ==
          "csrf_invalid");
    CHECK(code_of(request(method,
                          {{"cookie", cookie}, {"x-csrf-token", first.caller.session->row.csrf_token}})) ==
          "ok:user:local");
  }
}

TEST_CASE_METHOD(GateFixture, "A sign-in code works once and not after its time", "[admin][security]") {
  const std::string once = code();
  CHECK(gate.sign_in_with_code(request("POST"), once));
  auto again = gate.sign_in_with_code(request("POST"), once);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == "signin_refused");
  const std::string late = code();
  clock.advance(Duration(limits::kSigninCodeLifetime) + 1s);
  CHECK_FALSE(gate.sign_in_with_code(request("POST"), late));
  CHECK_FALSE(gate.sign_in_with_code(request("POST"), ""));
  CHECK(gate.sign_in_with_token(request("POST"), Secret(kToken)));
  CHECK_FALSE(gate.sign_in_with_token(request("POST"), Secret("other")));
}

TEST_CASE_METHOD(GateFixture, "The cookie is for this browser's own pages only; its value is nowhere stored",
                 "[admin][security]") {
  const NewSession session = sign_in();
  CHECK(session.cookie.find("; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800") != std::string::npos);
  const std::string id = cookie_of(session).substr(std::string("mooring_session=").size());
  CHECK(id.size() >= 43);  // 256 bits
  CHECK(session.caller.session_hash() == sha256_hex(id));
  const auto stored = read([&](Session& db) { return rows::find_session(db, sha256_hex(id)); });
  REQUIRE(stored);
  CHECK(stored->id_hash.find(id) == std::string::npos);
  CHECK(code_of(request("GET", {{"cookie", "mooring_session=" + session.caller.session_hash()}})) ==
        "not_signed_in");
}

TEST_CASE_METHOD(GateFixture, "Sessions end: signed out, idle, or too old", "[admin][security]") {
  const NewSession session = sign_in();
  const auto made = request("GET", {{"cookie", cookie_of(session)}});
  SECTION("signed out") {
    REQUIRE(gate.sign_out(session.caller));
    CHECK(code_of(made) == "not_signed_in");
  }
  SECTION("idle") {
    clock.advance(Duration(limits::kSessionIdle) - 1s);
    CHECK(code_of(made) == "ok:user:local");
    clock.advance(Duration(limits::kSessionIdle) - 1s);  // the request before counted
    CHECK(code_of(made) == "ok:user:local");
    clock.advance(Duration(limits::kSessionIdle) + 1s);
    CHECK(code_of(made) == "not_signed_in");
  }
  SECTION("too old, however busy") {
    for (Duration age{}; age + Duration(6h) < Duration(limits::kSessionAbsolute); age += Duration(6h)) {
      CHECK(code_of(made) == "ok:user:local");
      clock.advance(6h);
    }
    clock.advance(6h);
    CHECK(code_of(made) == "not_signed_in");
  }
}

TEST_CASE_METHOD(GateFixture, "Signing in makes a new session and ends the one before", "[admin][security]") {
  const NewSession before = sign_in();
  auto after = gate.sign_in_with_code(request("POST", {{"cookie", cookie_of(before)}}), code());
  REQUIRE(after);
  CHECK(cookie_of(*after) != cookie_of(before));
  CHECK(code_of(request("GET", {{"cookie", cookie_of(before)}})) == "not_signed_in");
  // A planted cookie is never adopted.
  auto planted = gate.sign_in_with_code(request("POST", {{"cookie", "mooring_session=planted"}}), code());
  REQUIRE(planted);
  CHECK(code_of(request("GET", {{"cookie", "mooring_session=planted"}})) == "not_signed_in");
}

TEST_CASE_METHOD(GateFixture, "Ten wrong codes close the door for wrong ones of that address, for a while",
                 "[admin][security]") {
  for (int i = 0; i < limits::kSigninFailuresMax; ++i)
    CHECK(gate.sign_in_with_code(request("POST"), "wrong").error().code == "signin_refused");
  CHECK(gate.sign_in_with_code(request("POST"), "wrong").error().code == "too_many_attempts");
  CHECK(gate.sign_in_with_token(request("POST"), Secret("wrong")).error().code == "too_many_attempts");
  CHECK(
      gate.set_up(request("POST"), "wrong", {"anna", Role::administrator, Secret(kPassword)}).error().code ==
      "too_many_attempts");
  auto elsewhere = request("POST");
  elsewhere.peer = "10.0.0.7";
  CHECK(gate.sign_in_with_code(elsewhere, "wrong").error().code == "signin_refused");
  clock.advance(Duration(limits::kSigninFailureForgottenAfter));
  CHECK(gate.sign_in_with_code(request("POST"), "wrong").error().code == "signin_refused");
}

TEST_CASE_METHOD(GateFixture, "Whoever shares an address with a guesser is not locked out",
                 "[admin][security]") {
  add_user("anna", Role::viewer);
  for (int i = 0; i < 2 * limits::kSigninFailuresMax; ++i)
    CHECK_FALSE(gate.sign_in_with_password(request("POST"), "anna", Secret("wrong")));
  CHECK(gate.sign_in_with_password(request("POST"), "anna", Secret(kPassword)).error().code ==
        "too_many_attempts");
  CHECK(gate.sign_in_with_code(request("POST"), code()));
  CHECK(gate.sign_in_with_token(request("POST"), Secret(kToken)));
}

TEST_CASE_METHOD(GateFixture, "The set-up link opens whatever strangers try", "[admin][security]") {
  const std::string setup = link(LinkPurpose::setup);
  for (int i = 0; i < 2 * limits::kSigninFailuresMax; ++i)
    CHECK_FALSE(gate.sign_in_with_code(request("POST"), "wrong"));
  CHECK(gate.set_up(request("POST"), setup, {"anna", Role::administrator, Secret(kPassword)}));
}

TEST_CASE("A token that may only start runs may look at the run it started, and at nothing else",
          "[admin][security]") {
  Caller caller;
  caller.role = Role::operator_;
  caller.scopes = Scopes{Scope::sync};
  const auto allowed = [&](const char* method, const char* path) {
    const auto match = mooring::host::admin::match_route(method, path);
    REQUIRE(match.route);
    return mooring::host::admin::permit(caller, *mooring::host::admin::need_of(*match.route)).has_value();
  };
  CHECK(allowed("POST", "/api/v1/connections/con_1/sync"));
  CHECK(allowed("GET", "/api/v1/runs/run_1"));
  CHECK(allowed("GET", "/api/v1/backfills/bkf_1"));
  for (const char* path : {"/api/v1/runs", "/api/v1/runs/run_1/calls", "/api/v1/backfills",
                           "/api/v1/connections", "/api/v1/records/shop/orders"}) {
    INFO(path);
    CHECK_FALSE(allowed("GET", path));
  }
  caller.scopes = Scopes{Scope::read};
  CHECK(allowed("GET", "/api/v1/runs/run_1"));
  CHECK_FALSE(allowed("POST", "/api/v1/runs/run_1/cancel"));
}
