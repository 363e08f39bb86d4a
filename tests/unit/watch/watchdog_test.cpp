#include "watch/watchdog.hpp"

#include "store/rows_probes.hpp"
#include "unit/watch/watch_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

class Fixture : public WatchFixture {
 public:
  // A minute passes, then everything is looked at: like StatusWatch.
  void minutes(int count) {
    for (int i = 0; i < count; ++i) {
      clock.advance(1min);
      look();
    }
  }
  void look() {
    auto all = statuses();
    watchdog.look({all, true, clock.now()});
    flush();
  }
  void begin_run(const std::string& stream, const std::string& marketplace, RunState state) {
    write([&](Session& session) {
      RunRow run;
      run.id = "run_now";
      run.connection_id = "con_1";
      run.stream = stream;
      run.marketplace = marketplace;
      run.trigger = "schedule";
      run.state = state;
      run.queued_at = clock.now();
      rows::insert_run(session, run);
    });
  }
  std::string overdue() const {
    std::string out;
    for (const OverdueStream& one : watchdog.overdue_of("con_1"))
      out += one.stream + (one.marketplace.empty() ? "" : "/" + one.marketplace) + " ";
    return out;
  }

  Watchdog watchdog{database(), journal, clock, logger()};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "What is due for two intervals, at least ten minutes, is overdue once") {
  add_healthy("con_1");  // offers every 2 minutes, orders every 15
  look();
  minutes(12);
  CHECK(watchdog.overdue() == 0);
  minutes(1);  // due after 2 minutes, and for more than ten since
  CHECK(overdue() == "offers/M1 ");
  auto entry = entries("watchdog.overdue");
  REQUIRE(entry.size() == 1);
  CHECK(entry[0].connection_id == "con_1");
  CHECK(entry[0].stream == "offers");
  CHECK(entry[0].severity == Severity::warning);
  CHECK(
      entry[0].message.starts_with("Offers of M1 runs every 2 min, has been due for 11 min and did not run. "
                                   "It last ran at 2026-02-02T02:40:00Z. "));
  minutes(32);
  CHECK(watchdog.overdue() == 1);
  minutes(1);  // orders: due after 15, then twice 15
  CHECK(overdue() == "orders offers/M1 ");
  CHECK(entries("watchdog.overdue").size() == 2);
}

TEST_CASE_METHOD(Fixture, "A run ends the episode; the next one is told again") {
  add_healthy("con_1");
  look();
  minutes(13);
  REQUIRE(watchdog.overdue() == 1);
  set_stream("con_1", "offers", "M1", "an attempt that fails is an attempt");
  set_stream("con_1", "orders", "");
  look();
  CHECK(watchdog.overdue() == 0);
  minutes(13);
  CHECK(watchdog.overdue() == 1);
  CHECK(entries("watchdog.overdue").size() == 2);
}

TEST_CASE_METHOD(Fixture, "A run that is under way is not overdue; one that only waits in the queue is") {
  add_healthy("con_1");
  begin_run("offers", "M1", GENERATE(RunState::running, RunState::queued));
  const bool runs =
      read([](Session& session) { return rows::unfinished_runs(session).at(0).state; }) == RunState::running;
  look();
  minutes(30);
  CHECK(watchdog.overdue() == (runs ? 0 : 1));
}

TEST_CASE_METHOD(Fixture, "Only what may run can be overdue") {
  add_healthy("con_1");
  SECTION("no grant in use") {
    set_grant("con_1", GrantState::rejected);
  }
  SECTION("disconnected") {
    write([&](Session& session) {
      auto row = rows::find_connection(session, "con_1").value();
      row.disconnected = true;
      rows::update_connection(session, row);
    });
  }
  SECTION("the only marketplace went away") {
    write([&](Session& session) { rows::mark_marketplaces_unavailable_except(session, "con_1", {}); });
  }
  SECTION("switched off") {
    for (const char* stream : {"orders", "offers"})
      config.channels["shop"].streams[stream].enabled = false;
  }
  look();
  minutes(60);
  CHECK(watchdog.overdue() == 0);
  CHECK(entries("watchdog").empty());
}

TEST_CASE_METHOD(Fixture, "What the host slept through is not overdue at its start") {
  add_healthy("con_1");
  clock.advance(24h * 7);
  look();
  minutes(10);
  CHECK(watchdog.overdue() == 0);
  minutes(1);
  CHECK(watchdog.overdue() == 1);
}

TEST_CASE_METHOD(Fixture, "A wall clock that jumps raises no alarm, and hides none") {
  add_healthy("con_1");
  look();
  clock.jump_wall(24h * 30);
  look();
  CHECK(watchdog.overdue() == 0);
  clock.jump_wall(-24h * 60);  // the last attempt lies in the future now
  minutes(11);
  CHECK(overdue() == "offers/M1 ");
}

TEST_CASE_METHOD(Fixture, "A look at a few connections decides nothing") {
  add_healthy("con_1");
  look();
  clock.advance(1h);
  watchdog.look({{}, false, clock.now()});
  CHECK(watchdog.overdue() == 0);
}

TEST_CASE_METHOD(Fixture, "What is set aside has no planned runs, so it is not overdue") {
  add_healthy("con_1");
  write([&](Session& session) {
    StreamRow row = rows::find_stream(session, "con_1", "offers", "M1").value();
    row.last_success_at.reset();
    row.last_run_failed = true;
    rows::upsert_stream(session, row);
  });
  const bool refused = GENERATE(true, false);
  write([&](Session& session) {
    rows::put_probe(session, {"con_1", "offers", "M1", "grt_con_1", refused ? kProbeRoleMissing : kProbeOk,
                              "", 403, "", "", clock.now(), clock.now()});
  });
  look();
  minutes(14);
  CHECK(overdue() == (refused ? "" : "offers/M1 "));
}
