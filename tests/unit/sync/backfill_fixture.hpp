// An engine with backfills over a channel whose streams read ranges. Belongs to the test's thread.
#pragma once
#include "engine_fixture.hpp"
#include "store/rows_backfills.hpp"
#include "sync/backfills.hpp"

namespace mooring::host {

inline const std::string kRangesManifest = manifest_head("shop", "Shop", 2) + R"([[budgets]]
id = "orders"
rate_per_s = 0.1
burst = 11
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
scope = "connection"
interval = "15m"
retention_days = 100
backfill = true
backfill_chunk_days = 10
backfill_budget = "orders"
backfill_requests_per_chunk = 4
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
[[streams]]
id = "order_lines"
mode = "incremental"
scope = "connection"
fed_by = "orders"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
[[streams]]
id = "days"
title = "Days"
mode = "window"
scope = "marketplace"
interval = "6h"
lookback = "3d"
retention_days = 60
backfill = true
catches_up = false
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
[[streams]]
id = "listing"
title = "Listing"
mode = "snapshot"
scope = "connection"
interval = "6h"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
)";

struct BackfillFixture : EngineFixture {
  mooring_plugin ranges = declared_plugin(kRangesManifest);
  std::unique_ptr<Backfills> backfills;
  std::vector<TaskCall> range_calls;
  std::deque<ScriptedTasks::Script> range_scripts;  // the next runs of backfills; else they read their range
  std::function<ScriptedTasks::Script(const TaskCall&)> ordinary = [](const TaskCall&) {
    return ScriptedTasks::Script{checkpoint("now"), done()};
  };

  BackfillFixture() {
    engine.reset();
    core.run_ready();
    registry = std::make_unique<PluginRegistry>();
    REQUIRE(registry->add_linked(ranges));
    destroy();
    build();
    build_backfills();
    tasks.by_call = [this](const TaskCall& call) {
      if (!call.range) return ordinary(call);
      range_calls.push_back(call);
      if (range_scripts.empty()) return reads(call);
      auto script = std::move(range_scripts.front());
      range_scripts.pop_front();
      return script;
    };
  }
  ~BackfillFixture() { backfills.reset(); }

  void build_backfills() {
    backfills = std::make_unique<Backfills>(Backfills::Dependencies{database(), *engine, *client, *journal,
                                                                    events, core, clock, random, logger()});
  }

  static Timestamp position(const TaskCall& call) {
    return call.cursor.empty() ? call.range->from : *parse_time(call.cursor);
  }
  // A run that reads its range day by day: a row and a checkpoint each.
  static ScriptedTasks::Script reads(const TaskCall& call) {
    ScriptedTasks::Script script;
    for (Timestamp day = position(call); day < call.range->to; day += std::chrono::days{1}) {
      const Timestamp next = std::min(call.range->to, day + std::chrono::days{1});
      script.push_back(act([stream = call.stream, name = call.stream + format_time(day)] {
        return TaskAction(EmitAction{shop_rows({{name, 1}}, stream)});
      }));
      script.push_back(act([stream = call.stream, place = call.marketplaces.front().id, day, next] {
        return TaskAction(CheckpointAction{format_time(next), {{stream, place, day, next}}});
      }));
    }
    script.push_back(done());
    return script;
  }

  void start() {
    REQUIRE(backfills->start());
    EngineFixture::start();
  }
  void restart() {
    backfills.reset();
    destroy();
    build();
    build_backfills();
    start();
  }
  Timestamp day(int ago) const { return floor_day(clock.now()) - std::chrono::days{ago}; }
  BackfillRequest request(int from_ago, int to_ago, std::vector<std::string> streams = {"orders"}) const {
    BackfillRequest made;
    made.from = day(from_ago);
    made.to = day(to_ago);
    made.streams = std::move(streams);
    return made;
  }
  Result<BackfillView> create(const BackfillRequest& wanted) {
    auto made = beside([&] { return backfills->create("con_1", wanted, "tester"); });
    settle();
    return made;
  }
  Result<BackfillView> dry_run(const BackfillRequest& wanted) {
    return beside([&] { return backfills->dry_run("con_1", wanted); });
  }
  BackfillView find(const std::string& id) {
    auto found = beside([&] { return backfills->find(id); });
    REQUIRE(found);
    return *found;
  }
  using Verb = Result<BackfillView> (Backfills::*)(const std::string&, const std::string&);
  Result<BackfillView> change(Verb verb, const std::string& id) {
    auto changed = beside([&] { return (backfills.get()->*verb)(id, "tester"); });
    settle();
    return changed;
  }
  BackfillRow job(const std::string& id) {
    return *read([&](Session& session) { return rows::find_backfill(session, id); });
  }
  BackfillPartRow part(const std::string& id, size_t index = 0) {
    return read([&](Session& session) { return rows::list_backfill_parts(session, id); }).at(index);
  }
  std::vector<CoverageRow> coverage(const std::string& stream = "orders") {
    return read([&](Session& session) { return rows::list_coverage(session, "con_1", stream); });
  }
};

}  // namespace mooring::host
