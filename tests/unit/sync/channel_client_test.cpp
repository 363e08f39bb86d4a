#include <catch2/catch.hpp>

#include "channel_client_fixture.hpp"

using namespace mooring::test;

using Fixture = ChannelClientFixture;

TEST_CASE_METHOD(Fixture, "a good answer reaches the task with the credential injected") {
  http.on("/orders", json_answer(200, "{}"));
  send();
  finish();
  REQUIRE(*outcome);
  CHECK((*outcome)->status == 200);
  CHECK(sent_token(http.last()) == "Bearer token-number-1");
  CHECK(http.last().allowed_hosts == std::vector<std::string>{"api.shop.example", "api.shop.example"});
  CHECK(entries().empty());
}

TEST_CASE_METHOD(Fixture, "5xx and network errors are retried and written down, then the run goes on") {
  http.once("/orders", http_response(503, "<html>down</html>", {{"x-request-id", "r-1"}}));
  http.once("/orders", transport_failure(TransportErrorKind::interrupted, "the connection broke"));
  http.on("/orders", json_answer(200, "{}"));
  send();
  finish();
  REQUIRE(*outcome);
  auto log = entries();
  REQUIRE(log.size() == 2);
  CHECK(log[1].status == 503);
  CHECK(log[1].endpoint == "GET https://api.shop.example/orders");
  CHECK(log[1].request_id == "r-1");
  CHECK(log[1].method == "GET");
  CHECK(log[1].operation == "GET https://api.shop.example/orders");
  CHECK(log[1].attempt == 1);
  CHECK(log[1].duration_ms == 10);  // of the scripted transport
  CHECK(log[0].attempt == 2);
  REQUIRE(tally->rows("run_1").size() == 3);
  const auto calls = tally->rows("run_1");
  CHECK(calls[0].status == 0);
  CHECK(calls[1].status == 200);
  CHECK(calls[1].bytes == 2);
  CHECK(calls[2].status == 503);
  CHECK(calls[2].total_ms == 10);
  CHECK(log[0].message.find("the connection broke") != std::string::npos);
  CHECK(std::count(waits.begin(), waits.end(), "retry") == 2);
}

TEST_CASE_METHOD(Fixture,
                 "a token endpoint in trouble is waited out; one that refuses ends the call at once") {
  http.on("/orders", json_answer(200, "{}"));
  int asked = 0;
  FailureKind kind = FailureKind::server;
  tokens_get = [&](auto done) {
    if (++asked <= 2) return done(tl::unexpected(Failure{kind, 503, "", "", "no token"}));
    done(Secret("token-number-3"));
  };
  Timestamp before = clock.now();
  send();
  finish();
  CHECK(*outcome);
  CHECK(asked == 3);
  CHECK(clock.now() - before >= 60s);  // the token service pauses that long itself

  outcome.reset();
  asked = 0;
  kind = FailureKind::grant_rejected;
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::grant_rejected);
  CHECK(asked == 1);

  outcome.reset();
  asked = -100;
  kind = FailureKind::network;
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(asked == -100 + limits::kAttemptsMax);
}

TEST_CASE_METHOD(Fixture, "an endless fault ends after a bounded number of attempts") {
  http.on("/orders", http_response(500, "no"));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::server);
  CHECK(outcome->error().status == 500);
  CHECK(http.count("/orders") == static_cast<size_t>(limits::kAttemptsMax));
}

TEST_CASE_METHOD(
    Fixture,
    "an expired access token is renewed once; a second refusal is a permission problem, never a red badge") {
  http.once("/orders", http_response(403, "the access token has expired"));
  http.on("/orders", json_answer(200, "{}"));
  send();
  finish();
  REQUIRE(*outcome);
  CHECK(tokens_dropped == 1);
  CHECK(sent_token(http.last()) == "Bearer token-number-2");
  CHECK(entries().empty());  // it happens every hour

  outcome.reset();
  http.on("/orders", http_response(403, "the access token has expired"));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::permission);
  CHECK(tokens_dropped == 2);
}

TEST_CASE_METHOD(Fixture, "an expired application secret is the operator's business") {
  http.on("/orders", http_response(403, "The LWA secret has expired."));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::application_rejected);
  CHECK(tokens_dropped == 0);
}

TEST_CASE_METHOD(Fixture, "a 4xx without a rule goes to the task and into the log") {
  http.on("/orders", http_response(400, R"({"errors":[]})"));
  send();
  finish();
  REQUIRE(*outcome);
  CHECK((*outcome)->status == 400);
  CHECK(entries().size() == 1);
}

TEST_CASE_METHOD(Fixture, "the budget spaces requests, and the provider's header corrects it") {
  http.on("/orders", json_answer(200, "{}", {{"x-rate", "0.1"}}));
  for (int i = 0; i < 2; ++i) {
    outcome.reset();
    send();
    finish();
  }
  auto before = clock.steady_now();
  outcome.reset();
  send();
  finish();
  CHECK(clock.steady_now() - before > 9s);  // 0.1 per second, as the header said, not the declared 1
  CHECK(std::count(waits.begin(), waits.end(), "budget") >= 1);
}

TEST_CASE_METHOD(Fixture, "a cancelled call never answers, wherever it stands") {
  http.on("/orders", json_answer(200, "{}"));
  SECTION("in the air") {
    auto id = send();
    core.run_ready();
    client.cancel(id);
  }
  SECTION("waiting for the budget") {
    for (int i = 0; i < 2; ++i)
      send();
    core.run_for(100ms);
    outcome.reset();
    auto id = send();
    core.run_ready();
    client.cancel(id);
  }
  core.run_for(1h);
  CHECK_FALSE(outcome);
}

TEST_CASE_METHOD(Fixture, "an undeclared budget is the plugin's fault and is named") {
  ChannelCall call;
  call.manifest = &manifest;
  call.request.method = "GET";
  call.request.url = "https://api.shop.example/x";
  call.request.budget = "nope";
  client.send(
      std::move(call), [this](auto result) { outcome = std::move(result); }, [](auto&, Timestamp) {});
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::internal);
  CHECK(outcome->error().message.find("nope") != std::string::npos);
  CHECK(http.requests().empty());
}

TEST_CASE_METHOD(Fixture, "a token goes to the region's API only, whatever hosts the manifest allows") {
  manifest.hosts.push_back("*.storage.example");
  http.on("/report", json_answer(200, "[]"));
  for (const char* url : {"https://reports.storage.example/report", "https://api.shop.example:8443/report",
                          "https://api.shop.example@reports.storage.example/report"}) {
    INFO(url);
    outcome.reset();
    send(url);
    finish();
    REQUIRE_FALSE(*outcome);
    CHECK(outcome->error().kind == FailureKind::internal);
    CHECK(outcome->error().message.find("api_base") != std::string::npos);
  }
  CHECK(tokens_asked == 0);
  outcome.reset();
  send("https://API.shop.example:443/report");
  finish();
  CHECK(*outcome);
}

TEST_CASE_METHOD(Fixture, "a credential may need several headers, and the application's id in one") {
  manifest.credentials = {
      {"account", {{"authorization", "Bearer {access_token}"}, {"x-client-id", "{client_id}"}}}};
  http.on("/orders", json_answer(200, "{}"));
  SECTION("as configured") {
    config.application["client_id"] = "app-1";
    send();
    finish();
    REQUIRE(*outcome);
    CHECK(sent_header(http.last(), "authorization") == "Bearer token-number-1");
    CHECK(sent_header(http.last(), "x-client-id") == "app-1");
  }
  SECTION("not configured: nothing is sent, and the key to set is named") {
    send();
    finish();
    REQUIRE_FALSE(*outcome);
    CHECK(outcome->error().kind == FailureKind::application_rejected);
    CHECK(outcome->error().message.find("client_id in [channels.shop.application]") != std::string::npos);
    CHECK(http.requests().empty());
    CHECK(entries().size() == 1);
  }
}

TEST_CASE_METHOD(Fixture, "a 401 about one profile is a matter of permission, with its status and text") {
  http.on("/orders", http_response(401, R"({"message":"Not authorized for scope 123"})"));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::permission);
  CHECK(outcome->error().status == 401);
  CHECK(outcome->error().message.find("Not authorized for scope 123") != std::string::npos);
  CHECK(tokens_dropped == 0);  // the token is as good as before
  CHECK(http.count("/orders") == 1);

  outcome.reset();
  http.once("/orders", http_response(401, "unauthorized"));
  http.on("/orders", json_answer(200, "{}"));
  send();
  finish();
  CHECK(*outcome);
  CHECK(tokens_dropped == 1);
}

TEST_CASE_METHOD(Fixture,
                 "a 401 to a request that carried no credential is the plugin's fault, and says so") {
  http.on("/orders", http_response(401, "unauthorized"));
  ChannelCall call;
  call.manifest = &manifest;
  call.config = &config;
  call.request.method = "GET";
  call.request.url = "https://api.shop.example/orders";
  client.send(
      std::move(call), [this](auto result) { outcome = std::move(result); }, [](auto&, Timestamp) {});
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::request_rejected);
  CHECK(outcome->error().status == 401);
  CHECK(outcome->error().message.find("the plugin sent no credential with this request") !=
        std::string::npos);
  CHECK(tokens_dropped == 0);
  CHECK(http.count("/orders") == 1);
}

TEST_CASE_METHOD(Fixture,
                 "429 without Retry-After, or with a date, or with a page for browsers, is waited out") {
  Duration at_least{}, at_most = limits::kBackoffMax;
  SECTION("no Retry-After, a page for browsers") {
    http.once("/orders", http_response(429, "<!DOCTYPE html><html><head><title>Busy</title></head></html>",
                                       {{"content-type", "text/html"}}));
  }
  SECTION("a date") {
    http.once("/orders", http_response(429, "", {{"retry-after", "Sat, 21 Nov 2026 00:05:00 GMT"}}));
    at_least = 4min, at_most = 6min;
  }
  http.on("/orders", json_answer(200, "{}"));
  auto before = clock.steady_now();
  send();
  finish();
  REQUIRE(*outcome);
  CHECK(client.counters().throttled == 1);
  REQUIRE(client.counters_by_channel().size() == 1);
  CHECK(client.counters_by_channel().begin()->second.throttled == 1);
  CHECK(client.counters_by_channel().begin()->second.requests == 2);
  CHECK(clock.steady_now() - before >= at_least);
  CHECK(clock.steady_now() - before <= at_most);
  auto log = entries();
  REQUIRE(log.size() == 1);
  CHECK(log[0].status == 429);
  CHECK(log[0].message.find('<') == std::string::npos);
}

// Stores of files repeat the key and the signature of the address.
TEST_CASE_METHOD(Fixture, "of a page its title is quoted, of another document its code, nothing more") {
  const auto told_of = [this](const std::string& body) {
    http.once("/orders", http_response(404, body));
    outcome.reset();
    send();
    finish();
    return entries().front().message;
  };
  CHECK(told_of("\n<html><title>Not here</title><body>long</body></html>") ==
        "HTTP 404: an HTML page titled 'Not here'");
  CHECK(told_of("<html>no title</html>") == "HTTP 404: an HTML page");
  CHECK(told_of("\xef\xbb\xbf<?xml?><Error><Code>AccessDenied</Code><Key>pl4nted</Key></Error>") ==
        "HTTP 404: an XML document with the code AccessDenied");
  CHECK(told_of("<Error><Key>pl4nted</Key></Error>") == "HTTP 404: an XML document");
}

TEST_CASE_METHOD(Fixture, "a large body is asked for on disk, with the time that a download may take") {
  stream_body = true;
  http.on("/orders", json_answer(200, "[1,2,3]"));
  send();
  finish();
  REQUIRE(*outcome);
  REQUIRE((*outcome)->spooled);
  CHECK((*outcome)->spooled->next_part().value() == "[1,2,3]");
  CHECK(http.last().to_disk);
  CHECK(http.last().deadline == Duration(limits::kDownloadDeadline));
  stream_body = false;
  outcome.reset();
  send();
  finish();
  CHECK((*outcome)->body == "[1,2,3]");
  CHECK_FALSE(http.last().to_disk);
  CHECK(http.last().deadline == Duration(limits::kRequestDeadline));
}

TEST_CASE_METHOD(Fixture, "a download that breaks, or finds no room on the disk, is tried again") {
  stream_body = true;
  http.once("/orders", transport_failure(TransportErrorKind::malformed, "broken chunks"));
  http.once("/orders", transport_failure(TransportErrorKind::interrupted, "cut"));
  http.once("/orders", transport_failure(TransportErrorKind::storage, "No space left on device"));
  http.on("/orders", json_answer(200, "[]"));
  send();
  finish();
  REQUIRE(*outcome);
  auto log = entries();
  REQUIRE(log.size() == 3);
  CHECK(log[0].message == "No space left on device. Attempt 3 of 5, trying again");

  outcome.reset();
  http.on("/orders", transport_failure(TransportErrorKind::storage, "No space left on device"));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::internal);
  CHECK(outcome->error().message == "No space left on device");
  CHECK(entries()[0].message == "No space left on device. Given up after 5 attempts");
}

TEST_CASE_METHOD(Fixture, "broken framing of a small answer is no matter of luck") {
  http.on("/orders", transport_failure(TransportErrorKind::malformed, "broken chunks"));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::bad_response);
  CHECK(http.count("/orders") == 1);
}
