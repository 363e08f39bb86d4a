// A runner with a plugin that answers as the test says, stepped by hand. Belongs to the test's thread.
#pragma once
#include <catch2/catch.hpp>
#include <optional>

#include "plugins/in_process_runner.hpp"
#include "scripted_plugin.hpp"

namespace mooring::test {

using namespace mooring::host;

struct RunnerBench {
  ScriptedPlugin plugin;
  PluginRegistry registry;
  VirtualClock clock{from_unix_us(1'700'000'000'000'000)};
  ManualExecutor core{clock};
  ManualExecutor workers{clock};
  Redactor redactor;
  Logger logger{-1, LogLevel::error, LogFormat::text, clock, redactor};
  InProcessTaskRunner runner{registry, workers, core, clock, logger};

  RunnerBench() { REQUIRE(registry.add_linked(plugin.entry)); }

  static TaskCall sync_call() {
    TaskCall call;
    call.operation = "sync/1";
    call.stream = "items";
    return call;
  }

  std::unique_ptr<PluginTask> start(const TaskCall& call = sync_call()) {
    auto task = runner.start("sample", call);
    INFO((task ? "" : describe(task.error())));
    REQUIRE(task);
    return std::move(*task);
  }

  TaskAction resume(PluginTask& task, TaskEvent event = StartEvent{}) {
    std::optional<TaskAction> got;
    task.resume(std::move(event), [&](TaskAction action) { got = std::move(action); });
    workers.run_ready();
    CHECK_FALSE(got);  // not on the worker
    core.run_ready();
    REQUIRE(got);
    return std::move(*got);
  }

  // One resume in which the plugin answers so.
  TaskAction answer(const std::function<void(mooring_action&)>& fill, const TaskCall& call = sync_call()) {
    plugin.on_resume = [&](const mooring_event&, mooring_action& action) { fill(action); };
    auto task = start(call);
    return resume(*task);
  }

  std::string violation(const std::function<void(mooring_action&)>& fill,
                        const TaskCall& call = sync_call()) {
    const TaskAction action = answer(fill, call);
    REQUIRE(std::holds_alternative<FailAction>(action));
    CHECK(std::get<FailAction>(action).failure.kind == host::FailureKind::internal);
    return std::get<FailAction>(action).failure.message;
  }
};

}  // namespace mooring::test
