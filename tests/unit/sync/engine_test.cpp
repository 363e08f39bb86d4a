#include "sync/engine.hpp"

#include <future>

#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE_METHOD(EngineFixture, "the first sync runs by itself and ends with proof") {
  tasks.next({emit({{"a", 1}, {"b", 2}}), checkpoint("page 2"), emit({{"c", 3}}), checkpoint("end"), done()});
  start();
  auto all = runs();
  REQUIRE(all.size() == 1);
  CHECK(all[0].state == RunState::succeeded);
  CHECK(all[0].trigger == "initial");
  CHECK(all[0].rows_read == 3);
  CHECK(all[0].rows_written == 3);
  CHECK(all[0].rows_changed == 3);
  CHECK(stream().cursor == "end");
  CHECK(stream().last_success_at);
  CHECK(rows_held() == 3);
  CHECK(entries("run.started").size() == 1);
  CHECK(entries("run.succeeded").size() == 1);
  REQUIRE(tasks.calls.size() == 1);
  REQUIRE(tasks.calls[0].marketplaces.size() == 1);
  CHECK(tasks.calls[0].marketplaces[0].id == "M1");
  CHECK(clock.now() - tasks.calls[0].history_from <= std::chrono::days{30} + 2s);
  CHECK(tasks.alive == 0);
}

TEST_CASE_METHOD(EngineFixture,
                 "after a success the next slot is within one interval, and continues from the cursor") {
  tasks.next({checkpoint("one"), done()});
  tasks.next({checkpoint("two"), done()});
  start();
  REQUIRE(runs().size() == 1);
  core.run_for(15min);
  settle();
  REQUIRE(runs().size() == 2);
  CHECK(tasks.calls[1].cursor == "one");
  CHECK(runs()[0].trigger == "schedule");
  CHECK(stream().cursor == "two");
}

TEST_CASE_METHOD(EngineFixture, "a failed run keeps what was committed, says why, and is tried again soon") {
  tasks.next({emit({{"a", 1}}), checkpoint("page 2"), emit({{"b", 1}}), failing(FailureKind::server)});
  tasks.next({emit({{"b", 1}}), checkpoint("end"), done()});
  start();
  auto failed = runs().at(0);
  CHECK(failed.state == RunState::failed);
  CHECK(failed.failure_kind == "server");
  CHECK(failed.failure_endpoint == "GET https://api.shop.example/orders");
  CHECK(failed.rows_read == 1);  // what was not committed does not count
  CHECK(stream().last_run_failed);
  CHECK(stream().consecutive_failures == 1);
  CHECK(stream().cursor == "page 2");
  CHECK(rows_held() == 1);
  auto entry = entries("run.failed").at(0);
  CHECK(entry.status == 503);
  CHECK(entry.severity == Severity::warning);

  core.run_for(3min);  // sooner than the interval
  settle();
  CHECK(runs().size() == 2);
  CHECK(tasks.calls.at(1).cursor == "page 2");
  CHECK_FALSE(stream().last_run_failed);
  CHECK(stream().consecutive_failures == 0);
  CHECK(rows_held() == 2);
}

TEST_CASE_METHOD(EngineFixture,
                 "a commit that the store refuses fails the run, and no later commit moves the cursor") {
  tasks.next({emit({{"a", 1}}), checkpoint("page 2"), emit({{"b", 1}}), act([this]() -> TaskAction {
                // The table disappears under the second and third commit.
                write([](Session& session) {
                  session << "ALTER TABLE shop_orders RENAME TO hidden", Poco::Data::Keywords::now;
                });
                return CheckpointAction{"page 3", {}};
              }),
              checkpoint("page 4"), done()});
  start();
  auto failed = runs().at(0);
  CHECK(failed.state == RunState::failed);
  CHECK(failed.failure_kind == "internal");
  CHECK(failed.failure_message.find("store") != std::string::npos);
  CHECK(stream().cursor == "page 2");
  CHECK(tasks.alive == 0);
}

TEST_CASE_METHOD(EngineFixture, "cancelled means cancelled: the task is gone, what was committed stays") {
  tasks.next({emit({{"a", 1}}), checkpoint("page 2"), silent()});
  start();
  REQUIRE(runs().at(0).state == RunState::running);
  const auto cancelled = cancel(runs().at(0).id, "console");
  settle();
  REQUIRE(cancelled);
  CHECK(runs().at(0).state == RunState::cancelled);
  CHECK(runs().at(0).failure_message == "Cancelled by console");
  CHECK(tasks.alive == 0);
  CHECK(rows_held() == 1);
  CHECK_FALSE(stream().last_run_failed);
  CHECK(entries("run.cancelled").size() == 1);
}

TEST_CASE_METHOD(EngineFixture, "sync now answers with the run that is under way") {
  tasks.next({silent()});
  start();
  auto first = sync_now();
  auto second = sync_now({"orders"});
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->at(0).id == second->at(0).id);
  CHECK(runs().size() == 1);
  CHECK(engine->live("con_1").at(0).state == "running");
}

TEST_CASE_METHOD(EngineFixture, "sync now names what is wrong") {
  tasks.next({checkpoint("one"), done()});
  start();
  CHECK(sync_now({"refunds"}).error().code == "stream_unknown");
  write([](Session& session) { rows::set_selected_marketplaces(session, "con_1", {}); });
  engine->connection_changed("con_1");
  settle();
  CHECK(sync_now().error().code == "selection_empty");
  write([&](Session& session) {
    auto grant = *rows::active_or_last_grant(session, "con_1");
    grant.state = GrantState::revoked;
    rows::update_grant(session, grant);
  });
  engine->connection_changed("con_1");
  settle();
  CHECK(sync_now().error().code == "connection_not_connected");
}

TEST_CASE_METHOD(EngineFixture, "sync now right after a change is answered by the changed connection") {
  tasks.next({checkpoint("one"), done()});
  start();
  write([](Session& session) { rows::set_selected_marketplaces(session, "con_1", {}); });
  engine->connection_changed("con_1");
  engine->connection_changed("con_1");
  std::optional<SyncEngine::SyncAnswer> answer;
  engine->sync_now("con_1", {}, "tester", [&](auto result) { answer = std::move(result); });
  CHECK_FALSE(answer);
  settle();
  REQUIRE(answer);
  REQUIRE_FALSE(answer->has_value());
  CHECK(answer->error().code == "selection_empty");
}

TEST_CASE_METHOD(EngineFixture,
                 "sync now tells a connection that is not there from one whose plugin is not loaded") {
  tasks.next({checkpoint("one"), done()});
  start();
  write([&](Session& session) {
    ConnectionRow row = connection("con_2");
    row.channel = "depot";
    rows::insert_connection(session, row);
  });
  engine->connection_changed("con_2");
  settle();
  CHECK(sync_now({}, "con_3").error().code == "connection_unknown");
  auto answer = sync_now({}, "con_2");
  CHECK(answer.error().code == "plugin_not_loaded");
  CHECK_THAT(answer.error().message, Catch::Contains("'depot'"));
}

TEST_CASE_METHOD(EngineFixture, "what a crash left open is closed, and continues at once") {
  tasks.next({emit({{"a", 1}}), checkpoint("page 2"), silent()});
  start();
  REQUIRE(runs().at(0).state == RunState::running);
  destroy();  // no goodbye: the row still says running
  core.run_ready();
  build();
  tasks.next({emit({{"b", 1}}), checkpoint("end"), done()});
  start();
  auto all = runs();
  REQUIRE(all.size() == 2);
  CHECK(all[1].state == RunState::cancelled);
  CHECK(all[0].state == RunState::succeeded);
  CHECK(all[0].trigger == "resume");
  CHECK(tasks.calls.at(1).cursor == "page 2");
  CHECK(rows_held() == 2);
}

TEST_CASE_METHOD(EngineFixture, "a marketplace chosen during a run is read right after it") {
  tasks.next(
      {act([this]() -> TaskAction {
         write([](Session& session) { rows::set_selected_marketplaces(session, "con_1", {"M1", "M2"}); });
         engine->connection_changed("con_1");
         return SleepAction{clock.now() + 5s};
       }),
       checkpoint("one"), done()});
  tasks.next({checkpoint("two"), done()});
  start();
  core.run_for(10s);
  settle();
  REQUIRE(tasks.calls.size() == 2);
  CHECK(tasks.calls[1].marketplaces.size() == 2);
}

TEST_CASE_METHOD(EngineFixture, "the end of a connection ends its run") {
  tasks.next({silent()});
  start();
  write([](Session& session) {
    auto row = *rows::find_connection(session, "con_1");
    row.disconnected = true;
    rows::update_connection(session, row);
  });
  engine->connection_changed("con_1");
  settle();
  CHECK(runs().at(0).state == RunState::cancelled);
  core.run_for(24h);
  settle();
  CHECK(runs().size() == 1);
}

TEST_CASE_METHOD(EngineFixture, "a plugin that emits without end and without checkpoint is stopped") {
  ScriptedTasks::Script script;
  for (int page = 0; page < 12; ++page)
    script.push_back(act([page] {
      std::vector<std::pair<std::string, int64_t>> rows;
      for (int i = 0; i < 5000; ++i)
        rows.emplace_back(std::to_string(page * 5000 + i), i);
      return TaskAction(EmitAction{shop_rows(rows)});
    }));
  tasks.next(std::move(script));
  start();
  CHECK(runs().at(0).state == RunState::failed);
  CHECK(runs().at(0).failure_message.find("checkpoint") != std::string::npos);
  CHECK(rows_held() == 0);
}
