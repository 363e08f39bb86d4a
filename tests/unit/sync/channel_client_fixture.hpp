// A channel client over a scripted transport, with a manifest of one host, one budget and one credential.
#pragma once
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"
#include "sync/channel_client.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;

inline Manifest shop_manifest() {
  Manifest manifest;
  manifest.id = "shop";
  manifest.hosts = {"api.shop.example"};
  manifest.request_id_header = "x-request-id";
  manifest.credentials = {{"account", {{"x-token", "Bearer {access_token}"}}}};
  manifest.budgets = {{"list", 1.0, 3, "x-rate"}};
  manifest.api_answers = {{403, "secret has expired", AnswerMeaning::application_rejected},
                          {403, "token has expired", AnswerMeaning::access_token_expired},
                          {401, "scope", AnswerMeaning::permission},
                          {401, "", AnswerMeaning::access_token_expired}};
  return manifest;
}

// What a channel client stands on.
struct ScriptedChannel : StoreFixture {
  VirtualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  SeededRandom random{3};
  Redactor redactor;
  EventHub events;
  Journal journal{database(), clock, random, redactor, events, logger()};
  ManualExecutor core{clock};
  ScriptedTransport http{core, 10ms};
  SeededRandom jitter{7};

  ~ScriptedChannel() {
    write([](Session&) {});  // what the journal has posted is written while it stands
  }
};

struct ChannelClientFixture : ScriptedChannel {
  Manifest manifest = shop_manifest();
  ChannelClient client{http, journal, core, clock, jitter, redactor, "Mooring/test"};
  int tokens_asked = 0, tokens_dropped = 0;
  std::function<void(std::function<void(AccessTokenResult)>)> tokens_get = [this](auto done) {
    done(Secret("token-number-" + std::to_string(++tokens_asked)));
  };
  std::optional<tl::expected<HttpResponse, Failure>> outcome;
  std::vector<std::string> waits;
  ChannelConfig config;
  std::shared_ptr<CallTally> tally = std::make_shared<CallTally>();
  bool stream_body = false;
  Duration throttled_max = limits::kThrottledMax;

  ChannelClientFixture() { add_connection("con_1"); }

  ChannelClient::CallId send(std::string url = "https://api.shop.example/orders?page=2") {
    ChannelCall call;
    call.connection_id = "con_1";
    call.run_id = "run_1";
    call.stream = "orders";
    call.manifest = &manifest;
    call.api_base = "https://api.shop.example";
    call.config = &config;
    call.tokens.get = tokens_get;
    call.tokens.drop = [this](const Secret&) { ++tokens_dropped; };
    call.tally = tally;
    call.throttled_max = throttled_max;
    call.request.method = "GET";
    call.request.url = std::move(url);
    call.request.budget = "list";
    call.request.credential = "account";
    call.request.stream_body = stream_body;
    return client.send(
        std::move(call), [this](auto result) { outcome = std::move(result); },
        [this](const std::string& what, Timestamp) { waits.push_back(what); });
  }
  void finish() {
    while (!outcome && core.run_next()) {
    }
    REQUIRE(outcome);
  }
  std::vector<ActivityRow> entries() {
    write([](Session&) {});  // what was posted is stored
    rows::ActivityFilter filter;
    filter.kind_prefix = "request";
    filter.limit = 200;
    return read([&](Session& session) { return rows::list_activity(session, filter); });
  }
};

inline std::string sent_header(const HttpRequest& request, const std::string& wanted) {
  for (const auto& [name, value] : request.headers)
    if (name == wanted) return value;
  return {};
}
inline std::string sent_token(const HttpRequest& request) {
  return sent_header(request, "x-token");
}

}  // namespace mooring::test
