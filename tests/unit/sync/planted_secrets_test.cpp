// A provider, or a plugin, repeats a secret that the host knows in all that it can say. It comes nowhere.
#include "support/planted_secret.hpp"
#include "unit/sync/backfill_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using mooring::test::kPlanted;
using mooring::test::places_of;

namespace {

const std::string kSaid = std::string("what ") + kPlanted + " says";

NoticeAction notice() {
  return {"shop.odd", kSaid, "GET https://api.shop.example/" + kSaid, kSaid, 400};
}
Failure failure(FailureKind kind) {
  return {kind, 400, "GET https://api.shop.example/" + kSaid, kSaid, kSaid};
}
ScriptedTasks::Step asks() {
  return act([] {
    HttpAction action;
    action.method = "GET";
    action.url = std::string("https://api.shop.example/orders/") + kPlanted + "?page=2";
    return TaskAction(action);
  });
}

struct PlantedFixture : BackfillFixture {
  PlantedFixture() { redactor.add(Secret(kPlanted)); }
  void run(ScriptedTasks::Script script) {
    ordinary = [script](const TaskCall& call) {
      return call.stream == "orders" ? script : ScriptedTasks::Script{checkpoint("now"), done()};
    };
    start();
  }
  RunRow last_run() {
    for (const RunRow& row : runs())
      if (row.stream == "orders") return row;
    return {};
  }
  // Nowhere, but told all the same.
  void check(const std::string& shown) {
    CHECK(shown.find("[secret]") != std::string::npos);
    CHECK(places_of(*this, kPlanted).empty());
    CHECK_FALSE(places_of(*this, "[secret]").empty());
  }
};

}  // namespace

TEST_CASE_METHOD(PlantedFixture, "what a failing task says loses the secrets in it", "[security]") {
  run({act([] { return TaskAction(FailAction{failure(FailureKind::request_rejected)}); })});
  check(last_run().failure_message);
  CHECK(last_run().failure_endpoint == "GET https://api.shop.example/what [secret] says");
  CHECK(last_run().failure_request_id == "what [secret] says");
  CHECK(entries("run.failed").at(0).message.find("[secret]") != std::string::npos);
}

TEST_CASE_METHOD(PlantedFixture, "notices and progress lose the secrets in them, also while the run goes on",
                 "[security]") {
  run({act([] {
         return TaskAction(ProgressAction{1, 2, kSaid});
       }),
       act([] { return TaskAction(notice()); }), silent()});
  for (const LiveStream& live : engine->live("con_1"))
    if (live.stream == "orders") CHECK(live.note == "what [secret] says");
  CHECK(engine->live_run(last_run().id)->progress_note == "what [secret] says");
  CHECK(cancel(last_run().id));
  settle();
  check(stream().notice);
  CHECK(entries("stream.notice").at(0).endpoint.find("[secret]") != std::string::npos);
}

TEST_CASE_METHOD(PlantedFixture, "a provider that quotes a token is quoted without it", "[security]") {
  std::string told;
  http.on("/orders", json_answer(400, "{\"error\":\"" + kSaid + "\"}"));
  run({asks(), [&told](const TaskEvent& event) -> std::optional<TaskAction> {
         const auto& answer = std::get<HttpResponseEvent>(event);
         told = answer.body;  // the plugin reads what the provider wrote
         return FailAction{{FailureKind::request_rejected, answer.status, "", "", answer.body}};
       }});
  CHECK(told.find(kPlanted) != std::string::npos);
  check(last_run().failure_message);
  CHECK(entries("request.failed").at(0).message.find("[secret]") != std::string::npos);
}

TEST_CASE_METHOD(PlantedFixture, "a secret that a quotation cuts in two is none any more", "[security]") {
  const std::string half = std::string(kPlanted).substr(0, 20);
  http.on("/orders", json_answer(400, std::string(300 - half.size(), 'x') + kPlanted));
  run({asks(), failing(FailureKind::request_rejected)});
  CHECK(places_of(*this, half).empty());
  CHECK(entries("request.failed").at(0).message.find("[secr") != std::string::npos);
}

TEST_CASE_METHOD(PlantedFixture, "what a backfill's run says loses the secrets in it", "[security]") {
  start();
  range_scripts.push_back({act([] { return TaskAction(notice()); }), act([] {
                             return TaskAction(FailAction{failure(FailureKind::request_rejected)});
                           })});
  const auto made = create(request(20, 12));
  REQUIRE(made);
  settle();
  REQUIRE(job(made->row.id).state == BackfillState::failed);
  check(part(made->row.id).failure_message);
  CHECK(entries("backfill.failed").size() == 2);
}
