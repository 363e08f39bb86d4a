// What the engine does when the store, the clock or a person gets in its way.
#include <future>

#include "sync/identify.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct TroubleFixture : EngineFixture {
  void sql(const std::string& statement) {
    write([&](Session& session) { session << statement, Poco::Data::Keywords::now; });
  }
  void sync_connection(const std::string& id) {
    engine->sync_now(id, {}, "tester", [](const auto&) {});
    settle();
  }
  size_t count_live(const std::string& state) {
    auto all = engine->live("");
    return static_cast<size_t>(
        std::count_if(all.begin(), all.end(), [&](const LiveStream& live) { return live.state == state; }));
  }
};

}  // namespace

TEST_CASE_METHOD(TroubleFixture, "a queued run that is cancelled does not come back at once") {
  config.schedule.runs_at_once = 0;
  start();
  REQUIRE(runs().size() == 1);
  REQUIRE(runs().at(0).state == RunState::queued);
  REQUIRE(cancel(runs().at(0).id));
  core.run_for(30s);
  settle();
  CHECK(runs().size() == 1);
  CHECK(runs().at(0).state == RunState::cancelled);
  core.run_for(15min);  // its next slot
  settle();
  CHECK(runs().size() == 2);
}

TEST_CASE_METHOD(TroubleFixture,
                 "a last attempt in the future, as after a clock that was wrong, delays nothing") {
  write([&](Session& session) {
    StreamRow row;
    row.connection_id = "con_1";
    row.stream = "orders";
    row.last_attempt_at = row.last_success_at = clock.now() + std::chrono::days{1000};
    rows::upsert_stream(session, row);
  });
  tasks.next({checkpoint("one"), done()});
  start();
  core.run_for(15min);
  settle();
  CHECK(runs().size() == 1);
  CHECK(stream().last_success_at <= clock.now());
}

TEST_CASE_METHOD(TroubleFixture,
                 "an outcome that the store refuses is kept and stored as soon as it can be") {
  sql("CREATE TRIGGER refuse BEFORE UPDATE ON runs WHEN NEW.state = 'failed' "
      "BEGIN SELECT RAISE(ABORT, 'no'); END");
  tasks.next({failing(FailureKind::server)});
  start();
  core.run_for(10min);
  settle();
  CHECK(tasks.calls.size() == 1);  // nothing new begins on what is not known
  CHECK_FALSE(stream().last_run_failed);
  CHECK(engine->live("con_1").at(0).state != "idle");  // the live state does not claim an end either
  sql("DROP TRIGGER refuse");
  tasks.next({checkpoint("one"), done()});
  core.run_for(20s);
  settle();
  auto all = runs();
  REQUIRE(all.size() >= 1);
  CHECK(all.back().state == RunState::failed);
  CHECK(entries("run.failed").size() == 1);
  CHECK(engine->live_run(all.back().id) == std::nullopt);
}

TEST_CASE_METHOD(TroubleFixture,
                 "a run that could not be recorded when it was queued is in the list at its end") {
  sql("CREATE TRIGGER refuse BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'no'); END");
  tasks.next({silent()});
  start();
  REQUIRE(runs().empty());
  sql("DROP TRIGGER refuse");
  auto run_id = engine->live("con_1").at(0).run_id;
  REQUIRE(cancel(run_id));
  settle();
  REQUIRE(runs().size() == 1);
  CHECK(runs().at(0).state == RunState::cancelled);
}

TEST_CASE_METHOD(TroubleFixture, "a connection that is gone takes its queued runs along") {
  config.schedule.runs_at_once = 0;
  add_connected("con_2", "shop");
  start();
  REQUIRE(runs().size() == 2);
  sql("DELETE FROM connections WHERE id = 'con_1'");
  engine->connection_changed("con_1");
  settle();
  CHECK(engine->counters().runs_queued == 1);
  CHECK(engine->live("con_1").empty());
  config.schedule.runs_at_once = 4;
  tasks.next({silent()});
  sync_connection("con_2");
  CHECK(engine->counters().runs_active == 1);
  core.run_for(10min);
  settle();
  CHECK(engine->live("con_1").empty());
}

TEST_CASE_METHOD(TroubleFixture, "what a person asks for starts although first syncs hold every slot") {
  config.schedule.runs_at_once = 1;
  add_connected("con_2", "shop");
  tasks.next({silent()});
  tasks.next({silent()});
  start();
  REQUIRE(engine->counters().runs_active == 1);
  REQUIRE(engine->counters().runs_queued == 1);
  sync_connection("con_1");
  sync_connection("con_2");
  CHECK(engine->counters().runs_active == 2);
}

TEST_CASE_METHOD(TroubleFixture, "first syncs leave slots to the schedule") {
  config.schedule.runs_at_once = 4;
  for (const char* id : {"con_2", "con_3", "con_4"})
    add_connected(id, "shop");
  for (int i = 0; i < 4; ++i)
    tasks.next({silent()});
  start();
  CHECK(count_live("running") == 3);
  CHECK(count_live("queued") == 1);
}

TEST_CASE_METHOD(TroubleFixture, "a commit that fails under a cancelled run leaves counts that are true") {
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  tasks.next({emit({{"a", 1}}), act([&]() -> TaskAction {
                sql("ALTER TABLE shop_orders RENAME TO hidden");
                // The store is busy until the run was cancelled.
                database().post_write(
                    [opened](Session&) -> Status {
                      opened.wait();
                      return {};
                    },
                    [](const Status&) {});
                return CheckpointAction{"page 2", {}};
              }),
              emit({{"b", 1}, {"c", 1}}), silent()});
  REQUIRE(engine->start());
  core.run_for(1s);
  REQUIRE(engine->live("con_1").at(0).rows_read >= 0);
  auto run_id = engine->live("con_1").at(0).run_id;
  REQUIRE(cancel(run_id));
  gate.set_value();
  settle();
  auto ended = runs().at(0);
  CHECK(ended.state == RunState::failed);
  CHECK(ended.rows_read == 0);
  CHECK(ended.rows_written == 0);
  CHECK(stream().cursor.empty());
}

TEST_CASE_METHOD(TroubleFixture, "an identification that nobody waits for any more asks nothing more") {
  TaskIdentifier identifier(tasks, *client, core, clock);
  tasks.next({act([] {
    HttpAction request;
    request.method = "GET";
    request.url = "https://api.shop.example/account";
    return TaskAction(std::move(request));
  })});
  http.hold();
  ConnectionRow row = connection("con_1");
  row.channel = "shop";
  row.region = "NA";
  auto setup = channel_setup(*registry, config, "shop", "NA", "");
  REQUIRE(setup);
  auto answer = std::async(std::launch::async, [&] {
    return identifier.identify(row, *setup, Secret("token-of-a-test"), KnownAccount{});
  });
  while (http.in_flight() == 0) {
    core.run_ready();
    std::this_thread::yield();
  }
  core.run_for(46s);
  auto result = answer.get();
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == FailureKind::network);
  CHECK(http.in_flight() == 0);
  CHECK(tasks.alive == 0);
}

TEST_CASE_METHOD(TroubleFixture,
                 "while the next run is under way, and when it is cancelled, the failed one is the latest") {
  tasks.next({failing(FailureKind::server)});
  tasks.next({silent()});
  tasks.next({silent()});  // due at once when the second is cancelled
  start();
  const std::string failed = runs().at(0).id;
  REQUIRE(runs().at(0).state == RunState::failed);
  CHECK(stream().last_run_id == failed);
  core.run_for(3min);
  settle();
  REQUIRE(runs().size() == 2);
  const std::string next = runs().at(0).id == failed ? runs().at(1).id : runs().at(0).id;
  CHECK(stream().last_run_failed);
  CHECK(stream().last_run_id == failed);
  REQUIRE(cancel(next));
  settle();
  CHECK(stream().last_run_failed);
  CHECK(stream().last_run_id == failed);
}

TEST_CASE_METHOD(TroubleFixture,
                 "a stream that fails for 30 days is still tried, at least every hour or two") {
  tasks.by_call = [](const TaskCall&) { return ScriptedTasks::Script{failing(FailureKind::server)}; };
  start();
  size_t tried = 0;
  for (int hours = 0; hours < 30 * 24; hours += 2) {
    INFO("after " << hours << " h");
    tried = tasks.calls.size();
    for (int hour = 0; hour < 2; ++hour) {
      core.run_for(1h);
      settle();
    }
    REQUIRE(tasks.calls.size() > tried);
  }
  tried = tasks.calls.size();
  CHECK(stream().last_run_failed);
  tasks.by_call = [](const TaskCall&) { return ScriptedTasks::Script{done()}; };
  core.run_for(2h);
  settle();
  CHECK(tasks.calls.size() > tried);
  CHECK_FALSE(stream().last_run_failed);
}

TEST_CASE_METHOD(TroubleFixture,
                 "a full disk is named as the cause, and the next run goes on when there is room") {
  std::vector<std::pair<std::string, int64_t>> rows;
  for (int i = 0; i < 500; ++i)
    rows.emplace_back(std::to_string(i) + std::string(400, 'x'), i);
  const auto fills = act([this]() -> TaskAction {
    sql("PRAGMA max_page_count = 1");  // as many as there are
    return CheckpointAction{"one", {}};
  });
  tasks.next({emit(rows), fills, done()});
  tasks.next({emit(rows), checkpoint("one"), done()});
  start();
  sql("PRAGMA max_page_count = 4294967294");
  core.run_for(1min);
  settle();
  const auto failed = entries("run.failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed.at(0).failure_kind == "disk_full");
  CHECK(runs().back().failure_kind == "disk_full");
  core.run_for(10min);  // the repetition, before the next slot
  settle();
  CHECK(rows_held() == 500);
  CHECK_FALSE(stream().last_run_failed);
}
