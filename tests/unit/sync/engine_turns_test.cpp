// When a run that did not succeed comes again, and who begins when the places are short.
#include <future>

#include "schedule/planner.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct TurnsFixture : EngineFixture {
  void add_shop(const std::string& id, bool was_read) {
    add_connected(id, "shop");
    if (was_read) write([&](Session& session) { put_success(session, id); });
  }
  void put_success(Session& session, const std::string& id) {
    StreamRow row;
    row.connection_id = id;
    row.stream = "orders";
    row.last_attempt_at = row.last_success_at = clock.now() - 24h;
    rows::upsert_stream(session, row);
  }
  void cancel(const std::string& connection_id) {
    REQUIRE(EngineFixture::cancel(engine->live(connection_id).at(0).run_id));
    settle();
  }
  std::string state_of(const std::string& id) { return engine->live(id).at(0).state; }
  void sync(const std::string& id) {
    engine->sync_now(id, {}, "tester", [](const auto&) {});
    settle();
  }
};

}  // namespace

TEST_CASE_METHOD(TurnsFixture,
                 "a run that is cancelled after more than its interval waits for its next slot") {
  tasks.next({silent()});
  start();
  core.run_for(40min);
  cancel("con_1");
  REQUIRE(runs().size() == 1);
  const auto phase = phase_of("con_1", "orders", "", 15min);
  CHECK(engine->live("con_1").at(0).next_run_at == next_slot(clock.now(), 15min, phase));
  CHECK(stream().last_attempt_at == clock.now());  // so that a restart knows it too
}

TEST_CASE_METHOD(TurnsFixture, "a run that fails after hours is not repeated without a pause") {
  tasks.by_call = [this](const TaskCall&) {
    return ScriptedTasks::Script{act([this] {
                                   return TaskAction(SleepAction{clock.now() + 2h, "report"});
                                 }),
                                 failing(FailureKind::server)};
  };
  start();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(state_of("con_1") == "sleeping");
    core.run_for(2h);
    settle();
    const auto next = engine->live("con_1").at(0).next_run_at;
    REQUIRE(next);
    CHECK(*next - clock.now() >= 29s);
    CHECK(*next - clock.now() <= 15min);
    core.run_for(*next - clock.now());
    settle();
  }
  core.run_for(2h);
  settle();
  REQUIRE(state_of("con_1") == "idle");
  destroy();
  build();
  start();
  CHECK(state_of("con_1") == "idle");  // a restart is no reason to hurry either
}

TEST_CASE_METHOD(TurnsFixture, "first syncs have an eighth of the places, though ordinary runs wait") {
  write([&](Session& session) { put_success(session, "con_1"); });
  for (const char* id : {"con_2", "con_3", "con_4"})
    add_shop(id, true);
  for (const char* id : {"new_1", "new_2"})
    add_shop(id, false);
  tasks.by_call = [](const TaskCall&) { return ScriptedTasks::Script{silent()}; };
  config.schedule.runs_at_once = 0;
  start();
  REQUIRE(engine->counters().runs_queued == 6);
  config.schedule.runs_at_once = 2;
  sync("con_2");
  CHECK(state_of("con_2") == "running");
  const auto new_ones = [&] { return (state_of("new_1") == "running") + (state_of("new_2") == "running"); };
  CHECK(new_ones() == 1);  // one of two places is theirs
  REQUIRE(engine->counters().runs_active == 2);
  cancel("con_2");
  CHECK(new_ones() == 1);  // the other place is not
  CHECK(engine->counters().runs_active == 2);
}

TEST_CASE_METHOD(TurnsFixture, "a single place is taken by turns") {
  write([&](Session& session) { put_success(session, "con_1"); });
  for (const char* id : {"con_2", "con_3"})
    add_shop(id, true);
  for (const char* id : {"new_1", "new_2"})
    add_shop(id, false);
  tasks.by_call = [](const TaskCall&) { return ScriptedTasks::Script{checkpoint("read"), done()}; };
  config.schedule.runs_at_once = 0;
  start();
  REQUIRE(engine->counters().runs_queued == 5);
  config.schedule.runs_at_once = 1;
  sync("con_1");
  std::string order;
  for (const TaskCall& call : tasks.calls)
    order += call.connection_id.substr(0, 3) + " ";
  CHECK(order == "con new con new con ");
}
