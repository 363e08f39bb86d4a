// Runs that wait with rows in their hands: what they hold of the memory of all runs, and how that ends.
#include <future>

#include "base/limits_memory.hpp"
#include "base/limits_writer.hpp"
#include "unit/sync/run_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

constexpr size_t kWorking = 1 << 20, kParked = 1 << 20;
constexpr size_t kRowBytes = 450 << 10;  // two such rows find a place among the parked ones, three do not

ScriptedTasks::Step emit_large(const std::string& id, const std::string& stream = "orders") {
  return act([=] {
    RecordBatch batch = shop_rows({{id + std::string(kRowBytes, 'x'), 1}}, stream);
    batch.arena_bytes = kRowBytes;
    return TaskAction(EmitAction{std::move(batch)});
  });
}
ScriptedTasks::Step get(const std::string& path, bool stream_body = false) {
  return act([=] {
    HttpAction request;
    request.method = "GET";
    request.url = "https://api.shop.example" + path;
    request.stream_body = stream_body;
    return TaskAction(std::move(request));
  });
}

ScriptedTasks::Step fail_or_checkpoint(const std::string& cursor) {
  return [cursor](const TaskEvent& event) -> std::optional<TaskAction> {
    if (const auto* failed = std::get_if<FailedEvent>(&event)) return FailAction{failed->failure};
    return CheckpointAction{cursor, {}};
  };
}

struct WaitingFixture : RunFixture {
  WaitingFixture() : RunFixture({kWorking, kParked}) {}

  // Its request is answered by `answer` while it holds a large row.
  std::shared_ptr<Run> put_off(const std::string& id, HttpResult answer) {
    http.once("/" + id, std::move(answer));
    auto run = begin({emit_large(id), get("/" + id), fail_or_checkpoint(id), done()});
    pass(100ms);
    return run;
  }
  std::shared_ptr<Run> throttled(const std::string& id) {
    return put_off(id, http_response(429, "slow down", {{"retry-after", "600"}}));
  }
  void check_nothing_is_held() {
    CHECK(gate->working_bytes() == 0);
    CHECK(gate->parked_bytes() == 0);
  }
};

}  // namespace

TEST_CASE_METHOD(WaitingFixture,
                 "what throttled runs hold keeps nobody from working, and is committed at last") {
  http.on("/", json_answer(200, "{}"));
  auto one = throttled("a"), other = throttled("b");
  CHECK(one->row().waiting_for == "throttled");
  CHECK(gate->working_bytes() == 0);
  CHECK(gate->parked_bytes() > 2 * kRowBytes);
  auto free = begin({get("/free"), checkpoint("free"), done()});
  CHECK(free->row().waiting_for.empty());
  pass(100ms);
  CHECK(free->row().state == RunState::succeeded);
  CHECK(gate->parked_bytes() > 2 * kRowBytes);
  pass(20min);
  CHECK(one->row().state == RunState::succeeded);
  CHECK(other->row().state == RunState::succeeded);
  CHECK(rows_held() == 2);
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "the rows of a run that goes on count as those of one that works") {
  auto run = throttled("a");
  const size_t rows = gate->parked_bytes();
  REQUIRE(rows > kRowBytes);
  http.hold();
  for (int i = 0; i < 1200 && !run->row().waiting_for.empty(); ++i)
    pass(1s);
  REQUIRE(run->row().waiting_for.empty());
  CHECK(gate->parked_bytes() == 0);
  CHECK(gate->working_bytes() > rows);  // and room for the answer
  http.on("/", json_answer(200, "{}"));
  http.release();
  pass(1s);
  CHECK(run->row().state == RunState::succeeded);
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture,
                 "a run that has to wait long and finds no place for its rows ends; they are read again") {
  auto one = throttled("a"), other = throttled("b");
  const size_t parked = gate->parked_bytes();
  auto third = throttled("c");
  CHECK(third->row().state == RunState::failed);
  REQUIRE(third->failure());
  CHECK(third->failure()->kind == FailureKind::throttled);
  CHECK(third->failure()->message.find("with 1 rows") != std::string::npos);
  CHECK(third->row().rows_read == 0);
  CHECK(third->stream_row().cursor.empty());
  CHECK(one->row().waiting_for == "throttled");
  CHECK(other->row().waiting_for == "throttled");
  CHECK(gate->parked_bytes() == parked);
  CHECK(gate->working_bytes() == 0);
  CHECK(tasks.alive == 2);

  one->cancel("tester");  // its place is free
  settle();
  auto fourth = throttled("d");
  CHECK(fourth->row().waiting_for == "throttled");
  CHECK(gate->parked_bytes() == parked);
}

TEST_CASE_METHOD(WaitingFixture, "a run that waits for a moment needs no place") {
  auto one = throttled("a"), other = throttled("b");
  http.on("/c", json_answer(200, "{}"));
  auto third = put_off("c", http_response(503, "busy"));
  CHECK(third->row().waiting_for == "retry");
  CHECK(gate->working_bytes() > kRowBytes);
  pass(29s);
  CHECK(third->row().state == RunState::succeeded);
  CHECK(gate->working_bytes() == 0);
}

TEST_CASE_METHOD(WaitingFixture, "a run that sleeps with rows wakes, emits more and commits all of them") {
  auto run = begin({emit_large("a"), act([this] {
                      return TaskAction(SleepAction{clock.now() + 1h, "memory"});
                    }),
                    emit_large("b"), act([this] { return TaskAction(SleepAction{clock.now() + 1h}); }),
                    checkpoint("both"), done()});
  CHECK(gate->working_bytes() == 0);  // whatever the plugin calls what it waits for
  CHECK(gate->parked_bytes() > kRowBytes);
  pass(1h);
  CHECK(gate->working_bytes() == 0);
  CHECK(gate->parked_bytes() > 2 * kRowBytes);
  pass(1h);
  CHECK(run->row().state == RunState::succeeded);
  CHECK(rows_held() == 2);
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "however a run ends that waits with rows, nothing of it stays counted") {
  auto run = throttled("a");
  REQUIRE(gate->parked_bytes() > 0);
  SECTION("it is cancelled") {
    run->cancel("tester");
    settle();
    CHECK(run->row().state == RunState::cancelled);
  }
  SECTION("its request is given up") {
    http.on("/a", http_response(429, "slow down", {{"retry-after", "600"}}));
    pass(14h);
    CHECK(run->row().state == RunState::failed);
  }
  SECTION("the host stops") {
    run->abandon();
  }
  SECTION("it goes on, and the store refuses its commit") {
    http.on("/a", json_answer(200, "{}"));
    write([](Session& session) {
      session << "ALTER TABLE shop_orders RENAME TO hidden", Poco::Data::Keywords::now;
    });
    pass(20min);
    CHECK(run->row().state == RunState::failed);
  }
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "calls that hang keep the room of all for some seconds only") {
  http.hold();
  auto hung = begin({emit_large("a"), get("/hung"), fail_or_checkpoint("a"), done()});
  auto other = begin({get("/other"), fail_or_checkpoint("b"), done()});
  pass(limits::kRoomKeptFor - 1s);
  CHECK(http.count("/hung") == 1);
  CHECK(http.count("/other") == 0);
  CHECK(other->row().waiting_for == "memory");
  pass(2s);
  CHECK(http.count("/other") == 1);
  CHECK(gate->parked_bytes() > kRowBytes);
  http.on("/", json_answer(200, "{}"));
  http.release();
  pass(1s);
  CHECK(hung->row().state == RunState::succeeded);
  CHECK(other->row().state == RunState::succeeded);
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "a download that goes to the disk keeps no room, however long it takes") {
  http.hold();
  auto download = begin({get("/report", true), fail_or_checkpoint("a"), done()});
  CHECK(gate->working_bytes() == 0);
  auto other = begin({get("/other"), fail_or_checkpoint("b"), done()});
  CHECK(http.count("/other") == 1);
  download->cancel("tester");
  other->cancel("tester");
  settle();
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "a run that was cancelled while it committed asks for no more room") {
  std::promise<void> opened;
  http.on("/report", json_answer(200, "[]"));
  auto hold_store = act([&]() -> TaskAction {
    database().post_write(
        [held = opened.get_future().share()](Session&) -> Status {
          held.wait();
          return {};
        },
        [](const Status&) {});
    return EmitAction{shop_rows({{"x", 1}})};
  });
  ScriptedTasks::Script script{get("/report", true), hold_store};
  for (int i = 0; i < limits::kCommitsInFlightPerRun; ++i)
    script.push_back(checkpoint("c" + std::to_string(i)));
  auto run = begin(std::move(script));
  core.run_for(100ms);
  run->cancel("tester");
  opened.set_value();
  settle();
  CHECK(run->row().state == RunState::cancelled);
  check_nothing_is_held();
}

TEST_CASE_METHOD(WaitingFixture, "rows that are being committed are counted until they are, and learned") {
  std::promise<void> gate_of_store;
  auto opened = gate_of_store.get_future().share();
  http.on("/report", json_answer(200, "[]"));
  auto block = act([&]() -> TaskAction {
    database().post_write(
        [opened](Session&) -> Status {
          opened.wait();
          return {};
        },
        [](const Status&) {});
    return CheckpointAction{"end", {}};
  });
  auto run = begin({get("/report", true), emit_large("a"), block, done()});
  core.run_for(100ms);
  REQUIRE(run->row().state == RunState::running);
  const size_t counted = gate->working_bytes();
  gate_of_store.set_value();
  settle();
  CHECK(counted > kRowBytes);
  CHECK(run->row().state == RunState::succeeded);
  check_nothing_is_held();
  size_t expected = 0;
  gate->enter({"shop orders  body"}, Lane::manual, true, [&](size_t bytes) { expected = bytes; });
  CHECK(expected == counted);
}

TEST_CASE_METHOD(
    EngineFixture,
    "forty runs that are throttled, with rows that they may not commit yet, do not stop others") {
  mooring_plugin ads = declared_plugin(kAdsManifest);
  REQUIRE(registry->add_linked(ads));
  std::vector<std::string> profiles;
  for (int i = 0; i < 40; ++i)
    profiles.push_back("P" + std::to_string(i));
  add_connected("con_ads", "ads", {}, profiles);
  tasks.by_call = [&](const TaskCall& call) {
    if (call.stream == "orders") return ScriptedTasks::Script{get("/orders"), checkpoint("read"), done()};
    if (call.stream == "profiles") return ScriptedTasks::Script{checkpoint("read"), done()};
    return ScriptedTasks::Script{emit_large(call.marketplaces.at(0).id, "campaigns"), get("/usage"),
                                 checkpoint("read"), done()};
  };
  http.on("/orders", json_answer(200, "{}"));
  http.on("/usage", http_response(429, "slow down", {{"retry-after", "1800"}}));
  start();
  core.run_for(10s);
  settle();
  REQUIRE(http.count("/usage") == 40);
  const size_t asked = http.count("/orders");
  sync_now({"orders"});
  core.run_for(1s);
  settle();
  CHECK(http.count("/orders") == asked + 1);
  CHECK(engine->live("con_1").at(0).state == "idle");
  http.on("/usage", json_answer(200, "{}"));
  core.run_for(1h);
  settle();
  CHECK(entries("run.failed").empty());
  const int64_t held = read([](Session& session) {
    return count_records(session, RecordTable{"ads", "campaigns", {}, {"campaign_id"}, ""}, "con_ads");
  });
  CHECK(held == 40);
}
