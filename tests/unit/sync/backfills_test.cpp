#include "sync/backfills.hpp"

#include "base/limits_backfill.hpp"
#include "unit/sync/backfill_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using std::chrono::days;

TEST_CASE_METHOD(BackfillFixture,
                 "a backfill reads its range in chunks, and leaves the stream's own cursor alone") {
  start();
  const auto made = create(request(35, 10));
  REQUIRE(made);
  const std::string id = made->row.id;
  settle();
  CHECK(job(id).state == BackfillState::done);
  REQUIRE(range_calls.size() == 3);
  CHECK(range_calls[0].range->from == day(35));
  CHECK(range_calls[0].range->to == day(25));
  CHECK(range_calls[2].range->to == day(10));
  CHECK(range_calls[1].cursor.empty());
  CHECK(part(id).rows == 25);
  CHECK(part(id).position == day(10));
  CHECK(stream().cursor == "now");
  REQUIRE(coverage().size() == 1);
  CHECK(coverage()[0].from == day(35));
  CHECK(coverage()[0].to == day(10));
  CHECK(rows_held() == 25);
  CHECK(entries("backfill.started").size() == 1);
  CHECK(entries("backfill.finished").size() == 1);
  for (const RunRow& run : runs())
    if (run.trigger == "backfill") CHECK(run.backfill_id == id);
  // It is no run of the stream: its badge knows nothing of it.
  CHECK(stream().last_run_id != part(id).last_run_id);
  CHECK(engine->live("con_1").at(0).state == "idle");
}

TEST_CASE_METHOD(BackfillFixture, "the ordinary run goes first, also in the middle of a chunk") {
  start();
  int64_t days_read = 0;
  range_scripts.push_back([&] {
    ScriptedTasks::Script script;
    for (int i = 0; i < 4; ++i)
      script.push_back([&, i](const TaskEvent&) -> std::optional<TaskAction> {
        ++days_read;
        if (i == 1)
          engine->sync_now("con_1", {}, "tester", [](const auto&) {});  // somebody asks in the middle
        return CheckpointAction{format_time(day(30 - i)), {{"orders", "M1", day(31 - i), day(30 - i)}}};
      });
    script.push_back(done());
    return script;
  }());
  const auto made = create(request(31, 24));
  REQUIRE(made);
  settle();
  CHECK(job(made->row.id).state == BackfillState::done);
  CHECK(days_read < 4);  // it left at a checkpoint
  REQUIRE(range_calls.size() == 2);
  CHECK_FALSE(range_calls[1].cursor.empty());
  CHECK(range_calls[1].range->from == day(31));
  std::string order;  // of the tasks of orders, as they began; never two at a time
  for (const TaskCall& call : tasks.calls)
    if (call.stream == "orders") order += call.range ? "backfill " : "ordinary ";
  CHECK(order == "ordinary backfill ordinary backfill ");
  size_t made_way = 0, at_once = 0;
  const auto all = runs();
  for (const RunRow& run : all) {
    made_way += run.trigger == "backfill" && run.state == RunState::cancelled;
    for (const RunRow& other : all)
      at_once += run.id != other.id && run.stream == other.stream && run.trigger != other.trigger &&
                 run.started_at < other.finished_at && other.started_at < run.finished_at;
  }
  CHECK(made_way == 1);
  CHECK(at_once == 0);
}

TEST_CASE_METHOD(BackfillFixture, "a chunk that sleeps makes way, and is asked again") {
  start();
  range_scripts.push_back({checkpoint("waits for a report"), act([this] {
                             return TaskAction(SleepAction{clock.now() + 2h, "report"});
                           })});
  range_scripts.push_back({done()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  CHECK(find(made->row.id).parts.at(0).run->waiting_for == "report");
  core.run_for(16min);  // the ordinary run falls due
  settle();
  CHECK(runs().front().trigger == "backfill");
  REQUIRE(range_calls.size() == 2);
  CHECK(range_calls[1].cursor == "waits for a report");
  CHECK(job(made->row.id).state == BackfillState::done);
  size_t ordinary_runs = 0;
  for (const RunRow& run : runs())
    ordinary_runs += run.stream == "orders" && run.trigger == "schedule" && run.state == RunState::succeeded;
  CHECK(ordinary_runs == 1);
}

TEST_CASE_METHOD(BackfillFixture, "a failed chunk is tried again from its cursor, then fails the part") {
  start();
  range_scripts.push_back({checkpoint(format_time(day(28))), failing(FailureKind::server)});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  CHECK(part(made->row.id).attempts == 1);
  CHECK(part(made->row.id).next_try_at);
  CHECK(find(made->row.id).parts.at(0).row.failure_message == "it broke");
  core.run_for(2h);
  settle();
  REQUIRE(range_calls.size() >= 2);
  CHECK(range_calls[1].cursor == format_time(day(28)));
  CHECK(job(made->row.id).state == BackfillState::done);
  CHECK(part(made->row.id).failure_message.empty());

  for (int i = 0; i < limits::kBackfillAttemptsMax; ++i)
    range_scripts.push_back({failing(FailureKind::server)});
  const auto lost = create(request(60, 55));
  REQUIRE(lost);
  for (int i = 0; i < 48; ++i) {
    core.run_for(1h);
    settle();
  }
  CHECK(job(lost->row.id).state == BackfillState::failed);
  CHECK(part(lost->row.id).state == BackfillState::failed);
  CHECK(part(lost->row.id).attempts == limits::kBackfillAttemptsMax);
  CHECK(entries("backfill.failed").size() == 2);  // the part, and the backfill
  CHECK(stream().last_run_failed == false);

  range_scripts.push_back({failing(FailureKind::permission)});  // of no use to try that again
  const auto refused = create(request(80, 75));
  REQUIRE(refused);
  CHECK(job(refused->row.id).state == BackfillState::failed);
}

TEST_CASE_METHOD(BackfillFixture, "paused, resumed and cancelled by a person") {
  start();
  range_scripts.push_back({checkpoint(format_time(day(28))), silent()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  const std::string id = made->row.id;
  REQUIRE(change(&Backfills::pause, id));
  CHECK(job(id).state == BackfillState::paused);
  CHECK(tasks.alive == 0);
  core.run_for(1h);
  settle();
  CHECK(range_calls.size() == 1);
  REQUIRE(change(&Backfills::resume, id));
  CHECK(job(id).state == BackfillState::done);
  REQUIRE(range_calls.size() == 2);
  CHECK(range_calls[1].cursor == format_time(day(28)));
  REQUIRE(entries("backfill.paused").size() == 1);
  CHECK(entries("backfill.paused")[0].before_json == R"({"state":"running"})");
  CHECK(entries("backfill.paused")[0].after_json == R"({"state":"paused"})");
  REQUIRE(entries("backfill.resumed").size() == 1);
  CHECK(entries("backfill.resumed")[0].before_json == R"({"state":"paused"})");
  CHECK(entries("backfill.resumed")[0].after_json == R"({"state":"running"})");
  const auto late = change(&Backfills::pause, id);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == "backfill_ended");

  range_scripts.push_back({silent()});
  const auto other = create(request(60, 55));
  REQUIRE(other);
  const auto cancelled = change(&Backfills::cancel, other->row.id);
  REQUIRE(cancelled);
  CHECK(cancelled->row.state == BackfillState::cancelled);
  CHECK(part(other->row.id).state == BackfillState::cancelled);
  CHECK(tasks.alive == 0);
  const auto unknown = change(&Backfills::cancel, "bkf_none");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == "backfill_unknown");
}

TEST_CASE_METHOD(BackfillFixture, "a crash continues at the cursor of the part") {
  start();
  range_scripts.push_back({emit({{"a", 1}}), checkpoint(format_time(day(27))), silent()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  settle();
  CHECK(part(made->row.id).cursor == format_time(day(27)));
  restart();
  REQUIRE(range_calls.size() == 2);
  CHECK(range_calls[1].cursor == format_time(day(27)));
  CHECK(job(made->row.id).state == BackfillState::done);
  CHECK(part(made->row.id).rows == 3);  // one before, two after
}

TEST_CASE_METHOD(BackfillFixture, "a disconnect holds it back, a reconnect lets it go on") {
  start();
  range_scripts.push_back({checkpoint(format_time(day(28))), silent()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  const auto set_disconnected = [&](bool disconnected) {
    write([&](Session& session) {
      ConnectionRow row = *rows::find_connection(session, "con_1");
      row.disconnected = disconnected;
      REQUIRE(rows::update_connection(session, row));
    });
    engine->connection_changed("con_1");
    settle();
  };
  set_disconnected(true);
  CHECK(job(made->row.id).state == BackfillState::waiting);
  CHECK_FALSE(job(made->row.id).note.empty());
  CHECK(tasks.alive == 0);
  const auto refused = dry_run(request(60, 55));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "connection_not_connected");
  set_disconnected(false);
  CHECK(job(made->row.id).state == BackfillState::done);
  CHECK(range_calls.at(1).cursor == format_time(day(28)));
}

TEST_CASE_METHOD(BackfillFixture, "two backfills do not read the same range, and an estimate keeps nothing") {
  start();
  range_scripts.push_back({silent()});
  const auto estimate = dry_run(request(30, 10));
  REQUIRE(estimate);
  CHECK(estimate->left.calls == 8);  // two chunks, as the manifest says
  CHECK_FALSE(estimate->left.measured);
  CHECK(estimate->days_total == Approx(20));
  const auto made = create(request(30, 10));
  REQUIRE(made);
  const auto twice = create(request(20, 5));
  REQUIRE_FALSE(twice);
  CHECK(twice.error().code == "backfill_overlap");
  CHECK(twice.error().message.find(made->row.id) != std::string::npos);
  CHECK(create(request(10, 5)));  // beside it; waits until the slot is free
  CHECK(create(request(20, 5, {"days"})));
}

TEST_CASE_METHOD(BackfillFixture, "its run is ended by the backfill, not by itself") {
  start();
  range_scripts.push_back({silent()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  const auto answer = beside([&] { return engine->cancel(part(made->row.id).last_run_id, "tester"); });
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == "run_of_backfill");
}

TEST_CASE_METHOD(BackfillFixture, "what grew too old while it waited is lost, and named") {
  start();
  range_scripts.push_back({failing(FailureKind::grant_rejected)});
  const auto made = create(request(99, 90));
  REQUIRE(made);
  CHECK(part(made->row.id).state == BackfillState::waiting);
  REQUIRE(change(&Backfills::pause, made->row.id));
  core.run_for(4 * 24h);
  REQUIRE(change(&Backfills::resume, made->row.id));
  settle();
  CHECK(job(made->row.id).state == BackfillState::done);
  CHECK(part(made->row.id).lost_until);
  CHECK(entries("coverage.lost").size() == 1);
  bool lost = false;
  for (const CoverageRow& range : coverage())
    lost = lost || range.lost;
  CHECK(lost);
}

TEST_CASE_METHOD(BackfillFixture,
                 "after an outage, streams that catch up are watched and the others refilled") {
  const auto held = [&](const std::string& name, int to_ago) {
    write([&](Session& session) {
      rows::add_coverage(session, {"con_1", name, "M1", day(90), day(to_ago), "", false});
    });
  };
  held("orders", 12);
  held("days", 70);  // kept for 60 days: ten and more are lost
  start();
  settle();
  const auto page = beside([&] { return backfills->list({}); });
  REQUIRE(page);
  REQUIRE(page->items.size() == 1);
  const BackfillView& refill = page->items[0];
  CHECK(refill.row.reason == BackfillReason::reconnect);
  REQUIRE(refill.parts.size() == 2);
  CHECK(refill.parts[0].row.stream == "days");
  CHECK_FALSE(refill.parts[0].row.own_runs);
  CHECK(refill.parts[1].row.own_runs);
  for (const TaskCall& call : range_calls)
    CHECK(call.stream == "days");  // orders are not read twice
  CHECK(refill.row.state == BackfillState::done);
  REQUIRE(entries("coverage.lost").size() == 1);
  CHECK(entries("coverage.lost")[0].message.find("Days of M1: ") != std::string::npos);
  const auto days_covered = coverage("days");
  REQUIRE(days_covered.size() == 3);
  CHECK(days_covered[1].lost);
  CHECK(days_covered[1].from == day(70));
  CHECK(days_covered[1].to == days_covered[2].from);
}
