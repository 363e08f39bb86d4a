// Runs without an engine, of the shop's orders unless a test says otherwise, under bounds that it chooses. The engine of the
// fixture does nothing. Belongs to the test's thread.
#pragma once
#include "sync/run.hpp"
#include "unit/sync/engine_fixture.hpp"

namespace mooring::host {

struct RunFixture : EngineFixture {
  RecordTables tables;
  std::shared_ptr<RecordWriter> writer = std::make_shared<RecordWriter>();
  std::shared_ptr<MemoryGate> gate;
  int started = 0, finished = 0;
  std::string connection_id = "con_1", channel = "shop", stream = "orders", marketplace;
  size_t seen_keys_max = limits::kSeenKeysMax;

  explicit RunFixture(MemoryGate::Bounds bounds = {}) : gate(std::make_shared<MemoryGate>(core, bounds)) {}

  std::shared_ptr<Run> begin(ScriptedTasks::Script script) {
    RunPlan plan;
    plan.connection =
        read([&](Session& session) { return rows::find_connection(session, connection_id); }).value();
    auto setup = channel_setup(*registry, config, channel, "NA", "");
    REQUIRE(setup);
    plan.setup = *setup;
    plan.stream = plan.setup.manifest->stream(stream);
    plan.stream_row.connection_id = connection_id;
    plan.stream_row.stream = stream;
    plan.stream_row.marketplace = marketplace;
    RunRow row;
    row.id = "run_" + std::to_string(++started);
    row.connection_id = connection_id;
    row.stream = stream;
    row.marketplace = marketplace;
    row.queued_at = clock.now();
    write([&](Session& session) {
      if (started == 1) mooring::test::must(tables.make(session, *plan.setup.manifest));
      rows::insert_run(session, row);
    });
    tasks.next(std::move(script));
    auto run = std::make_shared<Run>(
        Run::Dependencies{database(), writer, tables, *client, tasks, core, clock, gate, aside,
                          seen_keys_max},
        std::move(plan), std::move(row), [](Run&) {}, [this](Run&) { ++finished; });
    run->start();
    settle();
    return run;
  }
  void pass(Duration time) {
    core.run_for(time);
    settle();
  }
};

}  // namespace mooring::host
