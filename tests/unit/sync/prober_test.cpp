// Probes over the channel client, in virtual time: one try each, and patience with their budgets.
#include "sync/prober.hpp"

#include <catch2/catch.hpp>

#include "base/limits_permissions.hpp"
#include "channel_client_fixture.hpp"
#include "store/rows_probes.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct Fixture : mooring::test::ScriptedChannel {
  Manifest manifest;
  ChannelConfig config;
  ProbeRule rule;
  ChannelClient client{http, journal, core, clock, jitter, redactor, "Mooring/test"};
  tl::expected<Secret, Failure> token = Secret("token-1");
  ChannelProber prober{client,
                       [this](const std::string&) -> AccessTokens {
                         return {[this](auto done) { done(token); }, [](const Secret&) {}};
                       },
                       core, redactor};
  std::vector<std::string> told;  // "path state"
  ProbeOutcome last;
  int ended = 0;

  Fixture() {
    add_connection("con_1");
    manifest.id = "shop";
    manifest.hosts = {"api.shop.example"};
    manifest.request_id_header = "x-request-id";
    manifest.credentials = {{"account", {{"x-token", "{access_token}"}}}};
    manifest.budgets = {{"slow", 0.0001, 1, ""}, {"fast", 100, 100, ""}};
    http.on("/", json_answer(200, "{}"));
  }
  ProbeCall call(const std::string& path, const std::string& budget = "fast") const {
    ProbeCall made{{}, &rule, {{"orders", path}}};
    made.request.method = "GET";
    made.request.url = "https://api.shop.example/" + path + "?limit=1";
    made.request.budget = budget;
    made.request.credential = "account";
    return made;
  }
  void start(std::vector<ProbeCall> calls, bool urgent = false) {
    ChannelSetup setup;
    setup.manifest = &manifest;
    setup.config = &config;
    setup.api_base = "https://api.shop.example";
    prober.start(
        "con_1", setup, std::move(calls), urgent,
        [this](const ProbeCall& asked, ProbeOutcome outcome) {
          told.push_back(asked.cells.front().second + " " + outcome.state);
          last = std::move(outcome);
        },
        [this] { ++ended; });
  }
  void finish() {
    while (ended == 0 && core.run_next()) {
    }
  }
  using Told = std::vector<std::string>;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "each probe is told as its answer comes, and then the end") {
  http.on("/b", json_answer(403, "denied", {{"x-request-id", "r-5"}}));
  start({call("a"), call("b")});
  finish();
  CHECK(told == Told{"a ok", "b role_missing"});
  CHECK(last.endpoint == "GET https://api.shop.example/b");
  CHECK(last.request_id == "r-5");
  CHECK(last.status == 403);
  CHECK(ended == 1);
  CHECK(http.requests().size() == 2);
}

TEST_CASE_METHOD(Fixture, "a refusal that quotes the token is told without it", "[security]") {
  redactor.add(Secret("token-number-1"));
  http.on("/b",
          json_answer(403, std::string(380, 'x') + "token-number-1", {{"x-request-id", "token-number-1"}}));
  http.on("/c", json_answer(429, "{}", {{"x-request-id", "token-number-1"}}));
  for (const char* path : {"b", "c"}) {
    start({call(path)}, true);
    finish();
    ended = 0;
    CHECK(last.note.find("token-") == std::string::npos);
    CHECK(last.request_id == "[secret]");
  }
}

TEST_CASE_METHOD(Fixture, "what is throttled or down is the outcome at once, not tried again") {
  http.on("/a", json_answer(429, "{}", {{"retry-after", "600"}}));
  http.on("/b", json_answer(503, "{}"));
  start({call("a"), call("b", "slow")}, true);
  finish();
  CHECK(told == Told{"a throttled", "b failed"});
  CHECK(http.requests().size() == 2);
}

TEST_CASE_METHOD(Fixture,
                 "a probe that its budget lets wait too long is told as throttled; other budgets go on") {
  start({call("a", "slow"), call("b", "slow"), call("c", "slow"), call("d")});
  core.run_for(1s);
  CHECK(told == Told{"d ok", "a ok"});
  CHECK(ended == 0);
  core.run_for(limits::kProbePatience + 1s);
  CHECK(told == Told{"d ok", "a ok", "b throttled", "c throttled"});
  CHECK(ended == 1);
  core.run_for(24h);
  CHECK(http.requests().size() == 2);  // those were given up
}

TEST_CASE_METHOD(Fixture, "where a person waits, patience is shorter") {
  start({call("a", "slow"), call("b", "slow")}, true);
  core.run_for(limits::kProbePatienceUrgent + 1s);
  CHECK(ended == 1);
}

TEST_CASE_METHOD(Fixture, "a grant that is not accepted any more ends them all") {
  token = tl::unexpected(Failure{FailureKind::grant_rejected, 400, "POST x", "", "the token is not valid"});
  start({call("a"), call("b"), call("c", "slow")});
  finish();
  CHECK(told.size() == 1);
  CHECK(last.state.empty());
  CHECK(ended == 1);
  CHECK(http.requests().empty());
}
