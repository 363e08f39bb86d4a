// How long a task lives: its end, its destruction at any moment, and many of them at once.
#include <catch2/catch.hpp>
#include <future>

#include "base/limits.hpp"
#include "runner_bench.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

TEST_CASE("a task is not resumed after its end, nor twice at once") {
  RunnerBench bench;
  int resumes = 0;
  bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
    ++resumes;
    action.kind = MOORING_ACTION_DONE;
  };
  auto task = bench.start();
  std::vector<TaskAction> got;
  const auto collect = [&](TaskAction action) { got.push_back(std::move(action)); };
  task->resume(StartEvent{}, collect);
  task->resume(StartEvent{}, collect);
  bench.workers.run_ready();
  bench.core.run_ready();
  task->resume(AcceptedEvent{}, collect);
  bench.workers.run_ready();
  bench.core.run_ready();
  CHECK(resumes == 1);
  REQUIRE(got.size() == 3);
  CHECK(std::holds_alternative<FailAction>(got[0]));
  CHECK(std::holds_alternative<DoneAction>(got[1]));
  CHECK(std::holds_alternative<FailAction>(got[2]));
}

TEST_CASE("a task may be destroyed at any moment") {
  RunnerBench bench;
  int resumes = 0;
  std::unique_ptr<PluginTask> task;
  const std::function<void(TaskAction)> never = [](TaskAction) {
    FAIL("reported after the task was destroyed");
  };
  SECTION("before it was resumed") {
    task = bench.start();
    task.reset();
  }
  SECTION("while the resume is queued: it does not run") {
    bench.plugin.on_resume = [&](const mooring_event&, mooring_action&) { ++resumes; };
    task = bench.start();
    task->resume(StartEvent{}, never);
    task.reset();
    CHECK(bench.plugin.alive == 1);  // the queued work holds it
    bench.workers.run_ready();
    CHECK(resumes == 0);
  }
  SECTION("while it is being resumed") {
    bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
      task.reset();
      CHECK(bench.plugin.alive == 1);
      action.kind = MOORING_ACTION_DONE;
    };
    task = bench.start();
    task->resume(StartEvent{}, never);
    bench.workers.run_ready();
    bench.core.run_ready();
  }
  SECTION("while its action waits on core") {
    bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
      action.kind = MOORING_ACTION_DONE;
    };
    task = bench.start();
    task->resume(StartEvent{}, never);
    bench.workers.run_ready();
    task.reset();
    bench.core.run_ready();
  }
  SECTION("in its own callback") {
    bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
      action.kind = MOORING_ACTION_DONE;
    };
    task = bench.start();
    task->resume(StartEvent{}, [&](TaskAction) { task.reset(); });
    bench.workers.run_ready();
    bench.core.run_ready();
  }
  bench.workers.run_ready();
  bench.core.run_ready();  // it has the freeing of every task watched
  bench.workers.run_ready();
  CHECK_FALSE(task);
  CHECK(bench.plugin.alive == 0);
}

TEST_CASE("what a plugin holds for a task is freed on a worker, never on core") {
  RunnerBench bench;
  bench.plugin.on_resume = [](const mooring_event&, mooring_action& action) {
    action.kind = MOORING_ACTION_DONE;
  };
  auto task = bench.start();
  SECTION("of a task that was never resumed") {
    task.reset();
  }
  SECTION("of one that has ended") {
    bench.resume(*task);
    task.reset();
  }
  SECTION("of one that goes in its own callback") {
    task->resume(StartEvent{}, [&](TaskAction) { task.reset(); });
    bench.workers.run_ready();
    bench.core.run_ready();
  }
  SECTION("of one that goes while its action waits on core") {
    task->resume(StartEvent{}, [](TaskAction) { FAIL("nobody waits for it"); });
    bench.workers.run_ready();
    task.reset();
    bench.core.run_ready();
  }
  SECTION("of one that was resumed after its end") {
    bench.resume(*task);
    task->resume(StartEvent{}, [](TaskAction) { FAIL("nobody waits for it"); });
    task.reset();
    bench.core.run_ready();
  }
  CHECK_FALSE(task);
  bench.core.run_ready();
  CHECK(bench.plugin.alive == 1);
  bench.workers.run_ready();
  CHECK(bench.plugin.alive == 0);
}

TEST_CASE("a task may outlive its runner and the workers") {
  ScriptedPlugin plugin;
  PluginRegistry registry;
  REQUIRE(registry.add_linked(plugin.entry));
  VirtualClock clock{from_unix_us(1'700'000'000'000'000)};
  ManualExecutor core{clock};
  Redactor redactor;
  Logger logger{-1, LogLevel::error, LogFormat::text, clock, redactor};
  auto workers = std::make_unique<ManualExecutor>(clock);
  auto runner = std::make_unique<InProcessTaskRunner>(registry, *workers, core, clock, logger);
  auto task = runner->start("sample", RunnerBench::sync_call());
  REQUIRE(task);
  runner.reset();
  workers.reset();
  task->reset();
  CHECK(plugin.alive == 0);
}

TEST_CASE("with real threads, tasks run beside each other and may be destroyed while they run") {
  ScriptedPlugin plugin;
  PluginRegistry registry;
  REQUIRE(registry.add_linked(plugin.entry));
  plugin.on_resume = [](const mooring_event&, mooring_action& action) { action.kind = MOORING_ACTION_SLEEP; };
  SystemClock clock;
  Redactor redactor;
  Logger logger(-1, LogLevel::error, LogFormat::text, clock, redactor);
  EventLoop core(clock, "core");
  ResumeWorkers workers(4, "worker");
  InProcessTaskRunner runner(registry, workers, core, clock, logger);

  constexpr int kTasks = 50, kResumes = 20;
  std::promise<void> all_done;
  std::vector<std::unique_ptr<PluginTask>> tasks(kTasks);  // core only
  int finished = 0;
  std::function<void(int, int)> step = [&](int task, int left) {
    tasks[task]->resume(AcceptedEvent{}, [&, task, left](TaskAction) {
      if (left > 0) return step(task, left - 1);
      // Every other one is destroyed with a resume under way.
      if (task % 2 == 0) tasks[task]->resume(AcceptedEvent{}, [](TaskAction) { std::abort(); });
      tasks[task].reset();
      if (++finished == kTasks) all_done.set_value();
    });
  };
  core.post([&] {
    for (int i = 0; i < kTasks; ++i) {
      tasks[i] = std::move(*runner.start("sample", RunnerBench::sync_call()));
      step(i, kResumes);
    }
  });
  REQUIRE(all_done.get_future().wait_for(60s) == std::future_status::ready);
  workers.stop();
  std::promise<void> drained;
  core.post([&] { drained.set_value(); });
  drained.get_future().wait();
  CHECK(plugin.alive == 0);
}
