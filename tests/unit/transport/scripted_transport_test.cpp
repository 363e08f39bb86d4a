#include "support/scripted_transport.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  VirtualClock clock{Timestamp{}};
  ManualExecutor executor{clock};
  ScriptedTransport http{executor, 10ms};
  std::vector<HttpResult> results;

  HttpRequestId send(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.allowed_hosts = {"api.example.com"};
    return http.send(std::move(request), [this](HttpResult result) { results.push_back(std::move(result)); });
  }
};

}  // namespace

TEST_CASE("scripted transport answers once-rules first, then the latest matching rule") {
  Fixture f;
  f.http.on("/a", json_answer(200, "1"));
  f.http.on("/a", json_answer(201, "2"));
  f.http.once("/a", json_answer(503, "3"));
  for (int i = 0; i < 2; ++i)
    f.send("https://api.example.com/a");
  f.send("https://api.example.com/b");
  f.executor.run_for(1s);
  REQUIRE(f.results.size() == 3);
  CHECK(f.results[0]->status == 503);
  CHECK(f.results[1]->status == 201);
  CHECK(f.results[2]->status == 404);
  CHECK(f.http.unmatched() == 1);
  CHECK(f.http.count("/a") == 2);
}

TEST_CASE("scripted transport takes virtual time, holds and cancels") {
  Fixture f;
  f.http.on("", json_answer(200, "{}"));
  f.send("https://api.example.com/");
  f.executor.run_for(9ms);
  CHECK(f.results.empty());
  f.executor.run_for(1ms);
  CHECK(f.results.size() == 1);

  f.http.hold();
  f.send("https://api.example.com/1");
  HttpRequestId second = f.send("https://api.example.com/2");
  f.executor.run_for(1h);
  CHECK(f.results.size() == 1);
  f.http.cancel(second);
  f.http.release();
  f.executor.run_for(1s);
  CHECK(f.results.size() == 2);
  CHECK(f.http.cancelled() == 1);
  CHECK(f.http.in_flight() == 0);
}

TEST_CASE("scripted transport refuses a request that allows no host, like the real one") {
  Fixture f;
  f.http.on("", json_answer(200, "{}"));
  HttpRequest request;
  request.url = "https://api.example.com/";
  f.http.send(request, [&](HttpResult result) { f.results.push_back(std::move(result)); });
  f.executor.run_for(1s);
  REQUIRE_FALSE(f.results.at(0).has_value());
  CHECK(f.results[0].error().kind == TransportErrorKind::refused_by_policy);
}

TEST_CASE("form_value decodes one field") {
  CHECK(form_value("a=1&refresh_token=Atzr%7Cx+y&b", "refresh_token") == "Atzr|x y");
  CHECK(form_value("a=1&b", "b").empty());
  CHECK(form_value("a=1", "c").empty());
}
