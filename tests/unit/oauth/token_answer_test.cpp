#include <catch2/catch.hpp>

#include "oauth_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using Kind = FailureKind;

namespace {

const std::string kEndpoint = "POST https://login.example.com/token";

TokenResult read(int status, const std::string& body,
                 HttpHeaders headers = {{"content-type", "application/json"}}) {
  static const OAuthDescription rules = shop_oauth();
  return read_token_answer(rules, kEndpoint, http_response(status, body, std::move(headers)));
}

Failure refused(int status, const std::string& body,
                HttpHeaders headers = {{"content-type", "application/json"}}) {
  auto result = read(status, body, std::move(headers));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().status == status);
  CHECK(result.error().endpoint == kEndpoint);
  CHECK_FALSE(result.error().message.empty());
  return result.error();
}

}  // namespace

TEST_CASE("a token answer is read") {
  auto grant = read(
      200, R"({"access_token":"Atza|abc","token_type":"bearer","expires_in":3600,"refresh_token":"Atzr|x"})");
  REQUIRE(grant);
  CHECK(grant->access_token.reveal() == "Atza|abc");
  CHECK(grant->refresh_token.reveal() == "Atzr|x");
  CHECK(grant->expires_in == 1h);

  CHECK(read(200, R"({"access_token":"a","expires_in":"120"})")->expires_in == 2min);
  CHECK(read(200, R"({"access_token":"a","expires_in":90.5})")->expires_in == 90s + 500ms);
  CHECK(read(200, R"({"access_token":"a","expires_in":1e15})")->expires_in == limits::kTokenLifetimeMax);
  CHECK(read(200, R"({"access_token":"a"})")->expires_in == limits::kTokenLifetimeDefault);
  CHECK(read(200, R"({"access_token":"a","refresh_token":null})")->refresh_token.empty());
  CHECK(read(
      200,
      R"({"access_token":"a","TOKEN_TYPE":1,"more":{"deep":[1,2]},"scope":"x y","token_type":"Bearer"})"));
}

TEST_CASE("every refusal of the provider is told apart by the manifest's rules") {
  struct Case {
    int status;
    const char* body;
    Kind kind;
  };
  const Case cases[] = {
      {400,
       R"({"error_description":"The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.","error":"invalid_grant"})",
       Kind::grant_revoked},
      {400,
       R"({"error_description":"The request has an invalid grant parameter : refresh_token","error":"invalid_grant"})",
       Kind::grant_rejected},
      {400,
       R"({"error_description":"The request has an invalid grant parameter : code","error":"invalid_grant"})",
       Kind::grant_rejected},
      {400, R"({"error":"invalid_grant"})", Kind::grant_rejected},
      {400, R"({"error_description":"Not authorized for requested operation","error":"unauthorized_client"})",
       Kind::application_rejected},
      {401, R"({"error_description":"Client authentication failed","error":"invalid_client"})",
       Kind::application_rejected},
      {400,
       R"({"error_description":"The authorization grant type is not supported by the authorization server","error":"unsupported_grant_type"})",
       Kind::application_rejected},
      {400,
       R"({"error":"invalid_request","error_description":"The request is missing a required parameter : x"})",
       Kind::application_rejected},
      {400, R"({"error":"invalid_scope"})", Kind::application_rejected},
      {400, R"({"error_index":"a","request_id":"r-1","error":"invalid_grant","other":[]})",
       Kind::grant_rejected},
      // says nothing about the grant, whatever the body claims
      {500, R"({"error":"invalid_grant"})", Kind::server},
      {503, R"({"error":"temporarily_unavailable"})", Kind::server},
      {500, R"({"error":"server_error"})", Kind::server},
      {429, R"({"error":"invalid_grant"})", Kind::throttled},
      {429, "", Kind::throttled},
      {503, "<html>busy</html>", Kind::server},
      // temporary, for want of a rule
      {403, R"({"error":"invalid_grant"})", Kind::request_rejected},
      {400, R"({"error":"something_new"})", Kind::request_rejected},
      {400, R"({"error":["invalid_grant"]})", Kind::request_rejected},
      {400, R"({"error":{"error":"invalid_grant"}})", Kind::request_rejected},
      {400, R"({})", Kind::request_rejected},
  };
  for (const Case& each : cases) {
    INFO(each.status << " " << each.body);
    CHECK(refused(each.status, each.body).kind == each.kind);
  }
}

TEST_CASE("an answer that is no JSON object never means rejected") {
  for (int status : {200, 302, 400, 401, 403, 404})
    for (const char* body :
         {"", "<html>invalid_grant</html>", "invalid_grant", "[\"invalid_grant\"]", "\"invalid_grant\"",
          "{\"error\":\"invalid_grant\"", "null", "{\"error\":\"invalid_grant\"} x", "\x80\xff"}) {
      INFO(status << " " << body);
      CHECK(refused(status, body).kind == Kind::bad_response);
    }
  CHECK(refused(400, std::string(60'000, '[')).kind == Kind::bad_response);
}

TEST_CASE("a 200 without a usable token is a bad response that quotes nothing") {
  for (const char* body :
       {R"({})", R"({"token":"hidden-value-1"})", R"({"access_token":""})", R"({"access_token":null})",
        R"({"access_token":["hidden-value-1"]})", R"({"access_token":12})",
        R"({"access_token":"hidden-value-1\r\nX: y"})", R"({"access_token":"hidden-value-1 b"})",
        R"({"access_token":"hidden-value-1","refresh_token":5})",
        R"({"access_token":"hidden-value-1","refresh_token":""})",
        R"({"access_token":"hidden-value-1","expires_in":0})",
        R"({"access_token":"hidden-value-1","expires_in":-5})",
        R"({"access_token":"hidden-value-1","expires_in":true})",
        R"({"access_token":"hidden-value-1","expires_in":"soon"})",
        R"({"access_token":"hidden-value-1","expires_in":{}})",
        R"({"access_token":"hidden-value-1","token_type":"mac"})", R"({"error":"invalid_grant"})"}) {
    INFO(body);
    Failure failure = refused(200, body);
    CHECK(failure.kind == Kind::bad_response);
    CHECK(failure.message.find("hidden-value-1") == std::string::npos);
  }
  std::string long_token =
      R"({"access_token":")" + std::string(limits::kRefreshTokenBytesMax + 1, 'x') + "\"}";
  CHECK(refused(200, long_token).kind == Kind::bad_response);
  CHECK(refused(302, R"({"access_token":"a"})").kind == Kind::bad_response);
}

TEST_CASE("the message is for people: it quotes the provider, cleaned and cut") {
  Failure failure = refused(
      400, R"({"error":"invalid_grant","error_description":"Line one\r\nline two","request_id":"r-77"})");
  CHECK(failure.message ==
        "The provider no longer accepts this authorization (HTTP 400, invalid_grant): Line one  line two");
  CHECK(failure.request_id == "r-77");
  Failure html = refused(404, "<html>oops</html>", {{"content-type", "text/html"}});
  CHECK(html.message == "The answer is not JSON (HTTP 404, text/html, 17 bytes)");
  std::string huge = R"({"error":"x","error_description":")" + std::string(50'000, 'y') + "\"}";
  CHECK(refused(400, huge).message.size() < 800);
}
