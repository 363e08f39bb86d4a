// A provider that throttles is waited out.
#include <catch2/catch.hpp>

#include "channel_client_fixture.hpp"
#include "sync/answers.hpp"

using namespace mooring::test;

using Fixture = ChannelClientFixture;

TEST_CASE_METHOD(Fixture, "429 waits as long as the provider asks") {
  http.once("/orders", http_response(429, "slow down", {{"retry-after", "120"}}));
  http.on("/orders", json_answer(200, "{}"));
  auto before = clock.steady_now();
  send();
  finish();
  REQUIRE(*outcome);
  CHECK(clock.steady_now() - before >= 120s);
  CHECK(client.counters().throttled == 1);
}

TEST_CASE_METHOD(Fixture, "429 is no attempt: it is waited out for hours, then the run goes on") {
  for (int n = 0; n < 60; ++n)
    http.once("/orders", http_response(429, "slow down"));
  http.once("/orders", http_response(503, "down"));
  http.on("/orders", json_answer(200, "{}"));
  const auto before = clock.steady_now();
  send();
  finish();
  REQUIRE(*outcome);
  CHECK(clock.steady_now() - before > 2h);
  CHECK(clock.steady_now() - before < 6h);
  CHECK(std::count(waits.begin(), waits.end(), "throttled") >= 60);
  CHECK(std::count(waits.begin(), waits.end(), "retry") == 1);
  const auto log = entries();
  REQUIRE(log.size() == 61);
  CHECK(log[0].message == "HTTP 503: the provider has a fault. Attempt 1 of 5, trying again");
  CHECK(log[1].message.find("the provider limits our request rate. For ") != std::string::npos);
  CHECK(log[1].message.find(" now. The next try is in ") != std::string::npos);
  CHECK(log[60].message.find("rate. The next try is in ") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a provider that throttles for half a day fails the run") {
  http.on("/orders", http_response(429, "slow down"));
  const auto before = clock.steady_now();
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::throttled);
  CHECK(clock.steady_now() - before >= limits::kThrottledMax);
  CHECK(clock.steady_now() - before < limits::kThrottledMax + 1h);
  const std::string told = entries()[0].message;
  CHECK(told.find("our request rate. For 12 h") != std::string::npos);
  CHECK(told.ends_with(" now. Given up"));
  CHECK(http.count("/orders") < 300);
}

TEST_CASE_METHOD(Fixture, "calls of one budget do not each collect a 429") {
  http.on("/orders", http_response(429, "slow down"));
  for (int n = 0; n < 10; ++n)
    send();
  core.run_for(30min);
  const size_t of_ten = http.count("/orders");
  CHECK(of_ten >= 8);   // the pauses double up to 5 minutes
  CHECK(of_ten <= 25);  // ten that did it alone would send 140
  http.on("/orders", json_answer(200, "{}"));
  core.run_for(20min);
  CHECK(client.budget("con_1", manifest.budgets[0], &config).waiting == 0);
  CHECK(http.count("/orders") == of_ten + 10);
}

TEST_CASE_METHOD(Fixture, "who has little time is told at once when the pause is longer") {
  throttled_max = 30s;
  http.on("/orders", http_response(429, "", {{"retry-after", "600"}}));
  send();
  finish();
  REQUIRE_FALSE(*outcome);
  CHECK(outcome->error().kind == FailureKind::throttled);
  CHECK(http.count("/orders") == 1);
}

TEST_CASE_METHOD(Fixture, "a token endpoint that throttles is waited out as well") {
  http.on("/orders", json_answer(200, "{}"));
  int asked = 0;
  tokens_get = [&](auto done) {
    if (++asked <= 30) return done(tl::unexpected(Failure{FailureKind::throttled, 429, "", "", "no token"}));
    done(Secret("token-number-31"));
  };
  send();
  finish();
  CHECK(*outcome);
  CHECK(std::count(waits.begin(), waits.end(), "throttled") == 30);
}

TEST_CASE_METHOD(Fixture, "a huge or senseless Retry-After does not stop a run for ever") {
  Timestamp now = clock.now();
  CHECK(retry_after_of(http_response(429, "", {{"retry-after", "99999999999999"}}), now) ==
        Duration(limits::kRetryAfterMax));
  CHECK(retry_after_of(http_response(429, "", {{"retry-after", "-5"}}), now) == Duration::zero());
  CHECK_FALSE(retry_after_of(http_response(429, "", {{"retry-after", "soon"}}), now));
  CHECK_FALSE(retry_after_of(http_response(429, ""), now));
  Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};
  CHECK(retry_after_of(http_response(429, "", {{"retry-after", "Sat, 21 Nov 2026 12:01:30 GMT"}}), noon) ==
        Duration(90s));
}
