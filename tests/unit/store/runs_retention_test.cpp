// Which finished runs are deleted, and when.
#include <catch2/catch.hpp>

#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

RunRow run(const std::string& id, const std::string& connection, RunState state) {
  RunRow row;
  row.id = id;
  row.connection_id = connection;
  row.stream = "orders";
  row.trigger = "manual";
  row.actor = "console";
  row.state = state;
  row.queued_at = at_second(10);
  return row;
}

}  // namespace

TEST_CASE("old runs are deleted, but not the last one of a stream, nor one that is not over") {
  StoreFixture store;
  store.add_connection("con_1");
  store.write([](Session& s) {
    for (const char* id : {"run_1", "run_2", "run_3", "run_5"}) {
      RunRow row = run(id, "con_1", RunState::succeeded);
      row.finished_at = at_second(id == std::string("run_5") ? 200 : 100);
      rows::insert_run(s, row);
    }
    rows::insert_run(s, run("run_4", "con_1", RunState::running));
    StreamRow stream;
    stream.connection_id = "con_1";
    stream.stream = "orders";
    stream.last_run_id = "run_2";
    rows::upsert_stream(s, stream);
  });
  auto left = [&] {
    std::string ids;
    for (const auto& row : store.read([](Session& s) { return rows::list_runs(s, {}); }))
      ids += row.id + " ";
    return ids;
  };
  store.write([](Session& s) { CHECK(rows::delete_runs_before(s, at_second(150), 1) == 1); });
  CHECK(left() == "run_5 run_4 run_3 run_2 ");
  store.write([](Session& s) { CHECK(rows::delete_runs_before(s, at_second(150), 100) == 1); });
  CHECK(left() == "run_5 run_4 run_2 ");
}

TEST_CASE("planned runs that changed nothing go after some days, all others stay") {
  StoreFixture store;
  store.add_connection("con_1");
  store.write([](Session& s) {
    auto finished = [&](const char* id, const char* trigger, RunState state, int64_t changed, int64_t at) {
      RunRow row = run(id, "con_1", state);
      row.trigger = trigger;
      row.rows_changed = changed;
      row.finished_at = at_second(at);
      rows::insert_run(s, row);
    };
    finished("run_1", "schedule", RunState::succeeded, 0, 100);  // goes
    finished("run_2", "schedule", RunState::succeeded, 3, 100);
    finished("run_3", "manual", RunState::succeeded, 0, 100);
    finished("run_4", "schedule", RunState::failed, 0, 100);
    finished("run_5", "schedule", RunState::succeeded, 0, 200);  // too young
    finished("run_6", "schedule", RunState::succeeded, 0, 100);  // the last of its stream
    StreamRow stream;
    stream.connection_id = "con_1";
    stream.stream = "orders";
    stream.last_run_id = "run_6";
    rows::upsert_stream(s, stream);
    CHECK(rows::delete_uneventful_runs_before(s, at_second(150), 100) == 1);
  });
  auto left = store.read([](Session& s) { return rows::list_runs(s, {}); });
  REQUIRE(left.size() == 5);
  CHECK(left.back().id == "run_2");
}
