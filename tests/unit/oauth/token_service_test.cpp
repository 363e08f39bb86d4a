#include <catch2/catch.hpp>

#include "base/limits_life.hpp"
#include "oauth_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using Kinds = std::vector<std::string>;

namespace {

const char* const kRejected =
    R"({"error":"invalid_grant","error_description":"The request has an invalid grant"})";
const char* const kRevoked = R"({"error":"invalid_grant","error_description":"User may have revoked it"})";

std::string token_json(const std::string& access, int expires_in = 3600, const std::string& refresh = {}) {
  return R"({"access_token":")" + access + R"(","token_type":"bearer","expires_in":)" +
         std::to_string(expires_in) + (refresh.empty() ? "" : R"(,"refresh_token":")" + refresh + "\"") + "}";
}

struct ServiceFixture : OAuthFixture {
  std::optional<TokenService> tokens;
  std::vector<std::string> got;    // tokens, or kinds of failure
  std::vector<std::string> ended;  // what the listener heard
  Result<OAuthEndpoint> endpoint = shop_endpoint(description);
  int issued = 0;

  ServiceFixture() {
    store.add_connection("con_a");
    add_grant("con_a", "grt_1", "Atzr-refresh-1");
    start_service();
    // Each answer another token, as a provider does.
    http.on("/token", [this](const HttpRequest&) {
      return json_answer(200, token_json("Atza-access-" + std::to_string(++issued)));
    });
  }
  void start_service() {
    tokens.emplace(store.database(), *vault, client, journal, core, clock, redactor,
                   [this](const std::string&) { return endpoint; });
    tokens->on_grant_changed([this](const std::string& id) { ended.push_back(id); });
  }
  void ask(const std::string& connection = "con_a") {
    tokens->access_token(connection, [this](AccessTokenResult result) {
      got.push_back(result ? std::string(result->reveal()) : to_text(result.error().kind));
    });
  }
  std::string ask_now(const std::string& connection = "con_a") {
    size_t before = got.size();
    ask(connection);
    run_for(10s);
    REQUIRE(got.size() == before + 1);
    return got.back();
  }
  size_t requests() const { return http.count("/token"); }
};

}  // namespace

TEST_CASE("many callers, one refresh") {
  ServiceFixture f;
  for (int i = 0; i < 64; ++i)
    f.ask();
  CHECK(f.got.empty());
  f.run_for(1s);
  CHECK(f.got == std::vector<std::string>(64, "Atza-access-1"));
  CHECK(f.requests() == 1);
  CHECK(form_value(f.http.last().body, "refresh_token") == "Atzr-refresh-1");
  CHECK(f.grant("con_a").last_refreshed_at.has_value());
  CHECK(f.kinds("con_a").empty());  // routine
}

TEST_CASE("a token is kept until shortly before its end") {
  ServiceFixture f;
  CHECK(f.ask_now() == "Atza-access-1");
  f.run_for(54min, 1min);
  CHECK(f.ask_now() == "Atza-access-1");
  CHECK(f.requests() == 1);
  f.run_for(1min);
  // In the last minutes the old one still serves whoever asks, while a new one is fetched.
  f.ask();
  CHECK(f.got.back() == "Atza-access-1");
  f.run_for(1s);
  CHECK(f.requests() == 2);
  CHECK(f.ask_now() == "Atza-access-2");
}

TEST_CASE("a short-lived token is renewed at half its life, an expired one is never handed out") {
  ServiceFixture f;
  f.http.once("/token", json_answer(200, token_json("Atza-short", 60)));
  CHECK(f.ask_now() == "Atza-short");
  f.run_for(15s);
  CHECK(f.ask_now() == "Atza-short");
  CHECK(f.requests() == 1);
  f.http.hold();
  f.ask();
  CHECK(f.got.back() == "Atza-short");
  size_t before = f.got.size();
  f.run_for(60s);
  f.ask();
  CHECK(f.got.size() == before);  // waits
  f.http.release();
  f.run_for(1s);
  CHECK(f.got.back() == "Atza-access-1");
}

TEST_CASE("a dropped token is refreshed, dropping another one changes nothing") {
  ServiceFixture f;
  CHECK(f.ask_now() == "Atza-access-1");
  f.tokens->drop("con_a", Secret("Atza-of-long-ago"));
  CHECK(f.ask_now() == "Atza-access-1");
  f.tokens->drop("con_a", Secret("Atza-access-1"));
  CHECK(f.ask_now() == "Atza-access-2");
  f.tokens->drop("con_unknown", Secret("Atza-access-2"));
}

TEST_CASE("a rejection is confirmed by a second try before the grant is marked") {
  ServiceFixture f;
  auto [body, kind, state, entry] =
      GENERATE(std::make_tuple(kRejected, std::string("grant_rejected"), GrantState::rejected,
                               std::string("token.rejected")),
               std::make_tuple(kRevoked, std::string("grant_revoked"), GrantState::revoked,
                               std::string("token.revoked")));
  f.http.on("/token", json_answer(400, body));
  f.ask();
  f.run_for(2900ms);
  CHECK(f.requests() == 1);
  CHECK(f.got.empty());
  CHECK(f.grant("con_a").state == GrantState::active);
  f.run_for(1s);
  CHECK(f.requests() == 2);
  CHECK(f.got == Kinds{kind});
  GrantRow grant = f.grant("con_a");
  CHECK(grant.state == state);
  CHECK(grant.ended_at.has_value());
  CHECK(grant.evidence_status == 400);
  CHECK(grant.evidence_code == kind);
  CHECK(grant.evidence_endpoint == "POST https://login.example.com/token");
  CHECK(grant.evidence_message.find("invalid_grant") != std::string::npos);
  CHECK(f.kinds("con_a") == Kinds{entry});
  CHECK(f.entries("con_a")[0].severity == Severity::error);
  CHECK(f.entries("con_a")[0].status == 400);
  CHECK(f.entries("con_a")[0].attempt == 2);
  CHECK(f.entries("con_a")[0].method == "POST");
  CHECK(f.entries("con_a")[0].duration_ms.has_value());
  CHECK(f.entries("con_a")[0].endpoint == "POST https://login.example.com/token");
  CHECK(f.ended == Kinds{"con_a"});

  CHECK(f.ask_now() == kind);  // known now: nobody is asked again
  CHECK(f.requests() == 2);
  CHECK(f.kinds("con_a").size() == 1);
}

TEST_CASE("a rejection that the second try does not confirm leaves the grant alone") {
  ServiceFixture f;
  f.http.once("/token", json_answer(400, kRejected));
  SECTION("the second try succeeds") {
    CHECK(f.ask_now() == "Atza-access-1");
    CHECK(f.kinds("con_a").empty());
  }
  SECTION("the second try meets a server error") {
    f.http.once("/token", json_answer(503, "{}"));
    CHECK(f.ask_now() == "server");
    CHECK(f.kinds("con_a") == Kinds{"token.refresh_failed"});
  }
  SECTION("the second try meets a dead network") {
    f.http.once("/token", transport_failure(TransportErrorKind::connect));
    CHECK(f.ask_now() == "network");
  }
  CHECK(f.grant("con_a").state == GrantState::active);
  CHECK(f.ended.empty());
}

TEST_CASE("a transient failure pauses, is logged once in a while, and its end is logged") {
  ServiceFixture f;
  auto answer = GENERATE(json_answer(503, "<html>"), json_answer(429, kRejected),
                         json_answer(400, "<html>invalid_grant"),
                         transport_failure(TransportErrorKind::timeout, "no answer in time"));
  f.http.on("/token", answer);
  std::string failure = f.ask_now();
  CHECK(f.ask_now() == failure);
  CHECK(f.requests() == 1);  // paused
  for (int i = 0; i < 10; ++i) {
    f.run_for(limits::kRefreshFailurePause);
    CHECK(f.ask_now() == failure);
  }
  CHECK(f.requests() > 5);
  CHECK(f.grant("con_a").state == GrantState::active);
  CHECK(f.kinds("con_a") == Kinds{"token.refresh_failed"});
  CHECK(f.entries("con_a")[0].severity == Severity::warning);
  f.run_for(limits::kRefreshFailureEntryEvery, 10s);
  f.ask_now();
  CHECK(f.kinds("con_a").size() == 2);

  f.http.on("/token", json_answer(200, token_json("Atza-again", 60)));
  f.run_for(limits::kRefreshFailurePause);
  CHECK(f.ask_now() == "Atza-again");
  CHECK(f.kinds("con_a").back() == "token.refreshed");
  f.run_for(1min);
  f.ask_now();
  CHECK(f.kinds("con_a").size() == 3);  // a routine refresh is not news
}

TEST_CASE("a token endpoint that asks for more time gets it, within limits") {
  ServiceFixture f;
  f.http.on("/token", json_answer(429, "{}", {{"retry-after", "300"}}));
  f.ask_now();
  f.run_for(4min, 10s);
  f.ask_now();
  CHECK(f.requests() == 1);
  f.run_for(2min, 10s);
  f.http.on("/token", json_answer(503, "{}", {{"retry-after", "99999999"}}));
  f.ask_now();
  CHECK(f.requests() == 2);
  f.run_for(limits::kTokenRetryAfterMax, 30s);
  f.ask_now();
  CHECK(f.requests() == 3);
}

TEST_CASE("a failed refresh ahead of time does not take the token away that still works") {
  ServiceFixture f;
  CHECK(f.ask_now() == "Atza-access-1");
  f.http.on("/token", json_answer(503, "{}"));
  f.run_for(56min, 1min);
  CHECK(f.ask_now() == "Atza-access-1");
  CHECK(f.ask_now() == "Atza-access-1");
  CHECK(f.requests() == 2);
  f.run_for(4min);
  CHECK(f.ask_now() == "server");
}

TEST_CASE("a rejected application never touches the grant and is said once per change") {
  ServiceFixture f;
  const char* const kClient =
      R"({"error":"invalid_client","error_description":"Client authentication failed"})";
  f.http.on("/token", json_answer(401, kClient));
  for (int i = 0; i < 5; ++i) {
    CHECK(f.ask_now() == "application_rejected");
    f.run_for(1h, 10min);
  }
  CHECK(f.requests() == 5);
  CHECK(f.grant("con_a").state == GrantState::active);
  CHECK(f.kinds("con_a") == Kinds{"token.application_rejected"});
  CHECK(f.entries("con_a")[0].severity == Severity::error);
  f.start_service();  // a restart repeats nothing either
  CHECK(f.ask_now() == "application_rejected");
  CHECK(f.kinds("con_a").size() == 1);

  f.http.on("/token", json_answer(200, token_json("Atza-again")));
  f.run_for(1min);
  CHECK(f.ask_now() == "Atza-again");
  f.http.on("/token", json_answer(401, kClient));
  f.tokens->drop("con_a", Secret("Atza-again"));
  f.ask_now();
  CHECK(f.kinds("con_a") ==
        Kinds{"token.application_rejected", "token.refreshed", "token.application_rejected"});
}

TEST_CASE("an application that is not configured is the operator's matter") {
  ServiceFixture f;
  f.endpoint = fail("application_missing", "the application is not configured", "Set client_id");
  CHECK(f.ask_now() == "application_rejected");
  CHECK(f.requests() == 0);
  CHECK(f.entries("con_a")[0].message == "the application is not configured. Set client_id");
}

TEST_CASE("a rotated refresh token is stored before its access token is handed out") {
  ServiceFixture f;
  f.http.once("/token", json_answer(200, token_json("Atza-rotated", 3600, "Atzr-refresh-2")));
  std::string stored_at_delivery;
  f.tokens->access_token("con_a", [&](AccessTokenResult result) {
    REQUIRE(result);
    stored_at_delivery = f.stored_token("con_a", "grt_1");
  });
  f.run_for(1s);
  CHECK(stored_at_delivery == "Atzr-refresh-2");
  f.tokens->drop("con_a", Secret("Atza-rotated"));
  f.ask_now();
  CHECK(form_value(f.http.last().body, "refresh_token") == "Atzr-refresh-2");
}

TEST_CASE("a rotated refresh token that could not be stored is kept and stored at the next try") {
  ServiceFixture f;
  auto break_store = [&](bool broken) {
    f.store.write([&](Session& session) {
      session
          << (broken
                  ? "CREATE TRIGGER full BEFORE UPDATE ON grants BEGIN SELECT RAISE(FAIL, 'disk full'); END"
                  : "DROP TRIGGER full"),
          Poco::Data::Keywords::now;
    });
  };
  f.http.once("/token", json_answer(200, token_json("Atza-rotated", 3600, "Atzr-refresh-2")));
  break_store(true);
  CHECK(f.ask_now() == "internal");  // not handed out: the old refresh token may be dead already
  CHECK(f.stored_token("con_a", "grt_1") == "Atzr-refresh-1");
  break_store(false);
  f.run_for(limits::kRefreshFailurePause);
  CHECK(f.ask_now() == "Atza-access-1");
  CHECK(form_value(f.http.last().body, "refresh_token") == "Atzr-refresh-2");
  CHECK(f.stored_token("con_a", "grt_1") == "Atzr-refresh-2");
}

TEST_CASE("without an active grant nobody is asked and nothing is logged") {
  ServiceFixture f;
  f.store.add_connection("con_b");
  CHECK(f.ask_now("con_b") == "grant_rejected");
  GrantRow grant = f.grant("con_a");
  grant.state = GrantState::withdrawn;
  f.store.write([&](Session& session) { rows::update_grant(session, grant); });
  CHECK(f.ask_now("con_a") == "grant_rejected");
  CHECK(f.requests() == 0);
  CHECK(f.kinds("con_a").empty());
  CHECK(f.kinds("con_b").empty());
}

TEST_CASE("a refresh token that cannot be opened is an internal failure, never a rejection") {
  ServiceFixture f;
  f.store.write(
      [&](Session& session) { REQUIRE(f.vault->erase(session, "con_a", refresh_token_name("grt_1"))); });
  CHECK(f.ask_now() == "internal");
  CHECK(f.grant("con_a").state == GrantState::active);
  CHECK(f.kinds("con_a") == Kinds{"token.refresh_failed"});
}

TEST_CASE("forget in mid-flight: those who wait get a token of the new grant") {
  ServiceFixture f;
  f.http.hold();
  f.ask();
  f.run_for(1s);
  REQUIRE(f.requests() == 1);
  f.supersede(f.grant("con_a"));
  f.clock.advance(1s);
  f.add_grant("con_a", "grt_2", "Atzr-of-the-new-grant");
  f.tokens->forget("con_a");
  f.http.release();
  f.run_for(1s);
  CHECK(f.requests() == 2);
  CHECK(form_value(f.http.last().body, "refresh_token") == "Atzr-of-the-new-grant");
  CHECK(f.got == Kinds{"Atza-access-2"});
}

TEST_CASE("a rejection of the old grant does not fall on the new one") {
  ServiceFixture f;
  f.http.once("/token", json_answer(400, kRejected));
  f.http.once("/token", json_answer(400, kRejected));
  f.ask();
  f.run_for(1s);  // rejected once, about to be confirmed
  f.supersede(f.grant("con_a"));
  f.clock.advance(1s);
  f.add_grant("con_a", "grt_2", "Atzr-of-the-new-grant");
  bool forgotten = GENERATE(true, false);  // also when the word of the new grant has not come yet
  if (forgotten) f.tokens->forget("con_a");
  f.run_for(10s);
  CHECK(f.got == Kinds{"Atza-access-1"});
  CHECK(f.grant("con_a").state == GrantState::active);
  CHECK(f.ended.empty());
}

TEST_CASE("forget after a disconnect: no token, no request") {
  ServiceFixture f;
  CHECK(f.ask_now() == "Atza-access-1");
  GrantRow grant = f.grant("con_a");
  grant.state = GrantState::withdrawn;
  f.store.write([&](Session& session) { rows::update_grant(session, grant); });
  f.tokens->forget("con_a");
  CHECK(f.ask_now() == "grant_rejected");
  CHECK(f.requests() == 1);
}

TEST_CASE("a rotation that comes back after forget is still stored for its grant") {
  ServiceFixture f;
  f.http.once("/token", json_answer(200, token_json("Atza-rotated", 3600, "Atzr-refresh-2")));
  f.http.hold();
  f.ask();
  f.run_for(1s);
  f.tokens->forget("con_a");
  f.http.release();
  f.run_for(1s);
  CHECK(f.stored_token("con_a", "grt_1") == "Atzr-refresh-2");
  CHECK(form_value(f.http.last().body, "refresh_token") == "Atzr-refresh-2");
  CHECK(f.got == Kinds{"Atza-access-1"});
}

TEST_CASE("ahead of time: connections in use are refreshed, idle ones are not, and not all at once") {
  ServiceFixture f;
  for (int i = 0; i < 100; ++i) {
    std::string id = "con_" + std::to_string(i);
    f.store.add_connection(id);
    f.add_grant(id, "grt_x" + std::to_string(i), "Atzr-of-" + std::to_string(i));
  }
  f.tokens->start_refreshing_ahead();
  f.run_for(1s);
  CHECK(f.requests() == 0);  // a start asks for nothing
  for (int i = 0; i < 100; ++i)
    f.ask("con_" + std::to_string(i));
  f.run_for(1min);
  CHECK(f.requests() == 100);
  for (int i = 0; i < 50; ++i)
    f.ask("con_" + std::to_string(i));
  size_t most_per_minute = 0;
  for (int minute = 0; minute < 58; ++minute) {
    size_t before = f.requests();
    f.run_for(1min, 10s);
    most_per_minute = std::max(most_per_minute, f.requests() - before);
  }
  CHECK(f.requests() == 150);
  CHECK(most_per_minute < 30);
  f.run_for(3h, 1min);
  CHECK(f.requests() == 150);  // nobody has asked since
}

TEST_CASE("nothing is called back after the service is gone") {
  ServiceFixture f;
  f.http.hold();
  f.ask();
  f.run_for(1s);
  f.tokens.reset();
  f.http.release();
  f.run_for(10s);
  CHECK(f.got.empty());
}

TEST_CASE("tokens are redacted while they may be in use, and let go afterwards") {
  ServiceFixture f;
  CHECK(f.ask_now() == "Atza-access-1");
  CHECK(f.redactor.redact("Atza-access-1 Atzr-refresh-1") == "[secret] [secret]");
  f.tokens->drop("con_a", Secret("Atza-access-1"));
  CHECK(f.ask_now() == "Atza-access-2");
  CHECK(f.redactor.redact("Atza-access-1 Atza-access-2") == "[secret] [secret]");
  f.tokens->drop("con_a", Secret("Atza-access-2"));
  CHECK(f.ask_now() == "Atza-access-3");
  CHECK(f.redactor.redact("Atza-access-1 Atza-access-2") == "Atza-access-1 [secret]");
}
