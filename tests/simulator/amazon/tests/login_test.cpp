#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

std::string description(const Reply& reply) {
  return text_of(reply.body, "error_description");
}
std::string error(const Reply& reply) {
  return text_of(reply.body, "error");
}
constexpr const char* kBadCode = "The request has an invalid grant parameter : code";

Fields exchange(const std::string& code, const std::string& redirect = kRedirect) {
  return {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect}};
}

}  // namespace

TEST_CASE("a code gives tokens once, to its client, for its redirect address, within five minutes") {
  Client client;
  const std::string code = client.consent_code();
  const Reply granted = client.token(exchange(code));
  REQUIRE(granted.status == 200);
  CHECK(text_of(granted.body, "access_token").starts_with("Atza|"));
  CHECK(text_of(granted.body, "refresh_token").starts_with("Atzr|"));
  CHECK(text_of(granted.body, "token_type") == "bearer");
  CHECK(parse(granted.body)->getValue<int>("expires_in") == 3600);
  CHECK(header(granted, "Cache-Control") == "no-store");

  const Reply again = client.token(exchange(code));
  CHECK(again.status == 400);
  CHECK(description(again) == kBadCode);

  const Reply elsewhere = client.token(exchange(client.consent_code(), "http://127.0.0.1/other"));
  CHECK(description(elsewhere) == kBadCode);
  const Reply stolen =
      client.token(exchange(client.consent_code()), "amzn1.application-oa2-client.mooring-private",
                   "amzn1.oa2-cs.v1.mooring-private");
  CHECK(description(stolen) == kBadCode);

  const std::string late = client.consent_code();
  client.clock.advance(5min + 1s);
  CHECK(description(client.token(exchange(late))) == kBadCode);
}

TEST_CASE("refreshing returns the same refresh token, and form, JSON and Basic are understood") {
  Client client;
  const std::string refresh_token = client.refresh_token();
  CHECK(text_of(client.refresh(refresh_token).body, "refresh_token") == refresh_token);

  Request json = make_request("POST", "/auth/o2/token");
  json.headers.emplace_back("Content-Type", "application/json");
  json.body = R"({"grant_type":"refresh_token","refresh_token":")" + refresh_token + R"(","client_id":")" +
              kDemoClientId + R"(","client_secret":")" + kDemoClientSecret + "\"}";
  CHECK(client.simulator.handle(json).status == 200);
  json.headers[0].second = "application/x-www-form-urlencoded";
  CHECK(error(client.simulator.handle(json)) == "unsupported_grant_type");

  Request basic = make_request("POST", "/auth/o2/token");
  basic.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  // base64 of the demo application's id, a colon, and its secret
  basic.headers.emplace_back(
      "Authorization",
      "Basic YW16bjEuYXBwbGljYXRpb24tb2EyLWNsaWVudC5tb29yaW5nLWRlbW86YW16bjEub2EyLWNzLnYxLm1vb3"
      "JpbmctZGVtbw==");
  basic.body = "grant_type=refresh_token&refresh_token=" + mooring::host::url_encode(refresh_token);
  CHECK(client.simulator.handle(basic).status == 200);
}

TEST_CASE("the token endpoint looks at the client first, then the grant type, then the grant") {
  Client client;
  const Reply wrong_client =
      client.token({{"grant_type", "nonsense"}, {"refresh_token", "x"}}, kDemoClientId, "wrong");
  CHECK(wrong_client.status == 401);
  CHECK(wrong_client.body ==
        R"({"error_description":"Client authentication failed","error":"invalid_client"})");
  CHECK(error(client.token({{"grant_type", "nonsense"}, {"refresh_token", "x"}})) ==
        "unsupported_grant_type");
  CHECK(description(client.token({{"grant_type", "refresh_token"}})) ==
        "The request is missing a required parameter : refresh_token");
  const Reply garbage = client.refresh("Atzr|garbage");
  CHECK(garbage.status == 400);
  CHECK(description(garbage) == "The request has an invalid grant parameter : refresh_token");
  CHECK(error(client.token({{"grant_type", "client_credentials"}, {"scope", "nope"}})) == "invalid_scope");
  const Reply grantless =
      client.token({{"grant_type", "client_credentials"}, {"scope", "sellingpartnerapi::notifications"}});
  CHECK(grantless.status == 200);
  CHECK(text_of(grantless.body, "refresh_token").empty());
}

TEST_CASE("a removed application is told so, an overdue one is not, and a new consent works at once") {
  Client client;
  const std::string seller = client.seller().id;
  REQUIRE(client.control("/faults", R"({"kind":"revoke_grant","seller":")" + seller + "\"}").status == 201);
  const Reply revoked = client.refresh(client.refresh_token());
  CHECK(revoked.status == 400);
  CHECK(
      description(revoked) ==
      "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the "
      "permission.");
  const Reply fresh = client.token(exchange(client.consent_code()));
  CHECK(fresh.status == 200);
  CHECK(client.refresh(text_of(fresh.body, "refresh_token")).status == 200);
  CHECK(client.refresh(client.refresh_token()).status == 400);  // the old grant stays dead

  REQUIRE(client.control("/faults", R"({"kind":"restore_grant","seller":")" + seller + "\"}").status == 201);
  CHECK(client.refresh(client.refresh_token()).status == 200);
  REQUIRE(client.control("/faults", R"({"kind":"expire_grant","seller":")" + seller + "\"}").status == 201);
  CHECK(description(client.refresh(client.refresh_token())) ==
        "The request has an invalid grant parameter : refresh_token");
}

TEST_CASE("a rotated secret is refused until the new one is used") {
  Client client;
  REQUIRE(client
              .control("/secret",
                       R"({"client_id":")" + std::string(kDemoClientId) + R"(","client_secret":"new"})")
              .status == 200);
  CHECK(client.refresh(client.refresh_token()).status == 401);
  const Reply rotated = client.token(
      {{"grant_type", "refresh_token"}, {"refresh_token", client.refresh_token()}}, kDemoClientId, "new");
  CHECK(rotated.status == 200);
}

TEST_CASE("consent pages refuse what Amazon refuses, and never redirect to a stranger") {
  Client client;
  const auto open = [&](const std::string& application, const std::string& redirect,
                        const std::string& more = "") {
    return client.get("/apps/authorize/consent?application_id=amzn1.sp.solution.mooring-" + application +
                      "&state=s&redirect_uri=" + mooring::host::url_encode(redirect) + more);
  };
  CHECK(open("demo", kRedirect).status == 200);
  CHECK(header(open("demo", kRedirect), "Referrer-Policy") == "no-referrer");
  CHECK(open("demo", "http://evil.example/oauth/callback/amazon-seller-na").body.find("MD5101") !=
        std::string::npos);
  CHECK(open("demo", "http://127.0.0.1@evil.example/oauth/callback/amazon-seller-na").status == 400);
  CHECK(open("draft", kRedirect).body.find("MD1000") != std::string::npos);
  CHECK(open("draft", kRedirect, "&version=beta").status == 200);
  CHECK(open("misconfigured", kRedirect).body.find("MD9100") != std::string::npos);
  CHECK(open("private", kRedirect).status == 400);

  const std::string form = "application_id=" + std::string(kDemoApplicationId) +
                           "&state=a%26b%3Cc&redirect_uri=" + mooring::host::url_encode(kRedirect) +
                           "&seller=" + client.seller().id + "&decision=";
  const Reply approved = client.post("/na/apps/authorize/consent", form + "approve");
  CHECK(approved.status == 302);
  CHECK(header(approved, "Location")
            .starts_with(std::string(kRedirect) +
                         "?state=a%26b%3Cc&selling_partner_id=" + client.seller().id + "&spapi_oauth_code="));
  const Reply denied = client.post("/na/apps/authorize/consent", form + "deny");
  CHECK(denied.status == 200);
  CHECK(header(denied, "Location").empty());
  CHECK(client.post("/eu/apps/authorize/consent", form + "approve").status ==
        400);  // a seller of another region
}
