// What ABI 1.2 added, as the host sees it: a call with a range reaches the plugin as it is; a plugin of 1.1 sees none.
#include <catch2/catch.hpp>
#include <cstddef>

#include "plugins/abi_views.hpp"
#include "runner_bench.hpp"

extern "C" const mooring_plugin mooring_plugin_built_1_1;

using namespace mooring::host;
using namespace mooring::test;

TEST_CASE("a backfill's range stands at the end of the call") {
  TaskCall call = RunnerBench::sync_call();
  CHECK(CallView(call).call().range_from_us == 0);
  CHECK(CallView(call).call().range_to_us == 0);
  call.range = TaskRange{from_unix_us(5), from_unix_us(7)};
  const CallView view(call);
  CHECK(view.call().struct_size == sizeof(mooring_call));
  CHECK(view.call().range_from_us == 5);
  CHECK(view.call().range_to_us == 7);
}

TEST_CASE("a plugin built for ABI 1.1 runs in this host") {
  RunnerBench bench;
  REQUIRE(bench.registry.add_linked(mooring_plugin_built_1_1));
  TaskCall call = RunnerBench::sync_call();
  call.stream = "things";
  call.marketplaces = {{"M-DE", "A shop", "DE", "EUR", "Europe/Berlin", "", true}};
  auto started = bench.runner.start("old_too", call);
  REQUIRE(started);
  PluginTask& task = **started;
  const TaskAction emit = bench.resume(task);
  REQUIRE(std::holds_alternative<EmitAction>(emit));
  CHECK(std::get<EmitAction>(emit).batch.row_count == 1);
  const TaskAction point = bench.resume(task, AcceptedEvent{});
  REQUIRE(std::holds_alternative<CheckpointAction>(point));
  REQUIRE(std::get<CheckpointAction>(point).covered.size() == 1);
  CHECK(std::get<CheckpointAction>(point).covered[0].lost);
  CHECK(std::holds_alternative<NoticeAction>(bench.resume(task, AcceptedEvent{})));
  CHECK(std::holds_alternative<DoneAction>(bench.resume(task, AcceptedEvent{})));
}
