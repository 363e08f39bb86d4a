// The small parts: bodies, problems, events, metrics, the consent page.
#include <catch2/catch.hpp>
#include <sstream>

#include "admin/events.hpp"
#include "admin/idempotency.hpp"
#include "admin/json/json.hpp"
#include "admin/metrics_text.hpp"
#include "admin/oauth_page.hpp"
#include "base/text.hpp"

using namespace mooring::host;
using namespace mooring::host::admin;

namespace {

http::Request with_body(const std::string& body, const std::string& type = "application/json") {
  http::Request request;
  request.method = "POST";
  request.headers = {{"content-type", type}};
  request.body = body;
  return request;
}

}  // namespace

TEST_CASE("A body's complaints are collected and name the members", "[admin]") {
  auto body =
      JsonBody::parse(with_body(R"({"channel":7,"settings":{"days":30,"on":true,"bad":[1]},"lable":"x"})"));
  REQUIRE(body);
  body->required_text("channel");
  body->required_text("region");
  const auto settings = body->values("settings");
  CHECK(settings.at("days") == "30");
  CHECK(settings.at("on") == "true");
  auto checked = body->check();
  REQUIRE_FALSE(checked);
  std::string pointers;
  for (const FieldProblem& field : checked.error().fields)
    pointers += field.pointer + " ";
  CHECK(pointers == "/channel /region /settings/bad /lable ");
  const http::Response response = problem_response(checked.error(), "req_1");
  CHECK(response.status == 422);
  CHECK(response.body.find(R"("pointer":"/lable")") != std::string::npos);
}

TEST_CASE("A body that is no JSON object is refused as a whole", "[admin]") {
  const std::string deep = std::string(200'000, '[');
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("7"), std::string("null"),
        std::string("{\"a\":1e999}"), std::string("{} x"), deep, "{\"a\":" + deep}) {
    auto body = JsonBody::parse(with_body(text));
    INFO(text.substr(0, 20));
    REQUIRE_FALSE(body);
    CHECK(body.error().code == "json_invalid");
  }
  CHECK(JsonBody::parse(with_body("{}", "text/plain")).error().code == "content_type_unsupported");
  CHECK(JsonBody::parse(with_body("{}", "application/json; charset=utf-8")));
  CHECK(JsonBody::parse(with_body("", "")));
}

TEST_CASE("A body of many wrong members is told of in few words", "[admin][security]") {
  std::string many = "{";
  for (int i = 0; i < 900; ++i)
    many += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":[1]";
  many += R"(,"names":[)" + std::string("7");
  for (int i = 0; i < 900; ++i)
    many += ",7";
  auto body = JsonBody::parse(with_body(many + "]}"));
  REQUIRE(body);
  body->texts("names");
  auto checked = body->check();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().fields.size() == 20);
  CHECK(checked.error().error.message.find(", and 1800 more") != std::string::npos);
  CHECK(problem_response(checked.error(), "req_1").body.size() < 4000);
}

TEST_CASE("A body of more values than any request has is not read", "[admin][security]") {
  const auto list_of = [](size_t count) {
    std::string text = R"({"a":[0)";
    for (size_t i = 1; i < count; ++i)
      text += ",0";
    return JsonBody::parse(with_body(text + "]}"));
  };
  CHECK(list_of(9'000));
  CHECK(list_of(11'000).error().code == "json_invalid");
  // What stands in texts is no value.
  CHECK(JsonBody::parse(with_body(R"({"a":"\")" + std::string(50'000, ',') + "\"}")));
}

TEST_CASE("A whole number beyond all bounds is a complaint", "[admin]") {
  for (const char* text : {"99999999999999999999", "18446744073709551615", "-99999999999999999999"}) {
    INFO(text);
    auto body = JsonBody::parse(with_body(std::string(R"({"n":)") + text + "}"));
    if (!body) continue;  // refused as a whole is as good
    CHECK_FALSE(body->integer("n"));
    CHECK_FALSE(body->check());
  }
}

TEST_CASE("An error without a status of its own says nothing of the inside", "[admin][security]") {
  const auto response =
      problem_response(Problem(Error{"segfault_in_x", "at /home/secret/file.cpp", "hint"}), "req_7");
  CHECK(response.status == 500);
  CHECK(response.body.find("secret") == std::string::npos);
  CHECK(response.body.find("internal_error") != std::string::npos);
  CHECK(response.body.find("req_7") != std::string::npos);
  const auto known =
      problem_response(Problem(Error{"version_conflict", "It was changed", "Read it again"}), "req_8");
  CHECK(known.status == 412);
  CHECK(known.body.find("It was changed") != std::string::npos);
}

TEST_CASE("Events are one well-formed block each", "[admin]") {
  CHECK(event_text({"run", "con_1", R"({"run_id":"run_1"})"}) ==
        "event: run\ndata: {\"connection_id\":\"con_1\",\"run_id\":\"run_1\"}\n\n");
  CHECK(event_text({"connection", "con_1", "{}"}) ==
        "event: connection\ndata: {\"connection_id\":\"con_1\"}\n\n");
  CHECK(event_text({"plugin", "", "{ }"}) == "event: plugin\ndata: {\"connection_id\":\"\"}\n\n");
  const std::string split = event_text({"run\ndata: x", "con_1", "{\"a\":1,\n\n\"b\":2}"});
  CHECK(split.find("\n\n") == split.size() - 2);
  CHECK(std::count(split.begin(), split.end(), '\n') == 3);
}

TEST_CASE("Metrics are Prometheus text", "[admin]") {
  MetricsText text;
  text.describe("m", "gauge", "What");
  text.add("m", {{"a", "x\"y\\z\n"}, {"b", "2"}}, 0.5);
  text.add("m", {}, 12345678901.0);
  CHECK(text.take() == "# HELP m What\n# TYPE m gauge\nm{a=\"x\\\"y\\\\z\\n\",b=\"2\"} 0.5\nm 12345678901\n");
}

TEST_CASE("The consent's cookie is only for the callback", "[admin][security]") {
  CHECK(consent_cookie("s", false) == "mooring_oauth=s; Path=/oauth; HttpOnly; SameSite=Lax; Max-Age=900");
  CHECK(consent_cookie("s", true).ends_with("; Secure"));
  CHECK(cleared_consent_cookie(false).find("Max-Age=0") != std::string::npos);
}

TEST_CASE("Only addresses of the console are returned to", "[admin][security]") {
  CHECK(is_console_address("/#/connections/con_1?tab=runs"));
  for (const char* other : {"", "/", "//evil.example", "https://evil.example", "/#", "#/x", "/#/a\r\nX: y",
                            "/#/a b", "/\\evil.example", "/#/a\\b", "javascript:alert(1)", " /#/x"})
    CHECK_FALSE(is_console_address(other));
  CHECK_FALSE(is_console_address("/#/" + std::string(400, 'a')));
}

TEST_CASE("The failure page escapes what the provider said and explains", "[admin][security]") {
  const auto page = consent_failure_page(
      Error{"consent_refused", "The provider said <script>alert('x')</script> & \"more\"", "Ask <again>"},
      400, "req_1");
  CHECK(page.status == 400);
  CHECK(page.body.find("<script") == std::string::npos);
  CHECK(page.body.find("&lt;script&gt;alert(&#39;x&#39;)") != std::string::npos);
  CHECK(page.body.find("The consent was not given") != std::string::npos);
  CHECK(page.body.find("style=") == std::string::npos);
  for (const char* code :
       {"state_unknown", "state_used", "state_expired", "state_foreign_browser", "issuer_mismatch",
        "code_missing", "account_mismatch", "provider_unavailable", "something_new"})
    CHECK(consent_failure_page(Error{code, "m", ""}, 400, "r").body.find("What to do") != std::string::npos);
}

TEST_CASE("A body that may hold a password leaves no hash that guesses can be tried against",
          "[admin][security]") {
  const auto route = [](std::string_view pattern) {
    for (const Route& one : routes())
      if (one.method == "POST" && one.pattern == pattern) return one;
    throw std::runtime_error("no such route");
  };
  http::Request request = with_body(R"({"password":"four unlikely words"})");
  request.path = "/x";
  for (const char* pattern : {"/api/v1/users", "/api/v1/users/{id}/password",
                              "/api/v1/connections/{id}/connect-with-token", "/api/v1/alert-destinations"}) {
    INFO(pattern);
    const std::string hash = request_hash(route(pattern), request, "key-1");
    CHECK(hash == request_hash(route(pattern), request, "key-1"));
    CHECK(hash != request_hash(route(pattern), request, "key-2"));
  }
  // What holds none is known after a restart too.
  const Route plain = route("/api/v1/connections/{id}/sync");
  CHECK(request_hash(plain, request, "key-1") == request_hash(plain, request, "key-2"));
  http::Request other = request;
  other.body += " ";
  CHECK(request_hash(plain, other, "key-1") != request_hash(plain, request, "key-1"));
}
