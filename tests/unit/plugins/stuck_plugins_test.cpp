// A plugin that does not come back: what happens to its run, to the others, and to its next ones. The threads are real, the
// time is not.
#include "plugins/stuck_plugins.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <latch>

#include "base/limits.hpp"
#include "base/limits_stuck.hpp"
#include "runner_bench.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

// Every task whose event is a start loops until it is let go; the others are done at once.
struct StuckBench {
  ScriptedPlugin plugin;
  PluginRegistry registry;
  VirtualClock clock{from_unix_us(1'700'000'000'000'000)};
  ManualExecutor core{clock};
  Redactor redactor;
  Logger logger{-1, LogLevel::error, LogFormat::text, clock, redactor};
  std::latch let_go{1};
  std::atomic<int> inside = 0;
  ResumeWorkers workers{2, "worker"};
  InProcessTaskRunner runner{registry, workers, core, clock, logger};
  std::vector<StuckResume> told;
  std::vector<std::unique_ptr<PluginTask>> tasks;
  std::vector<TaskAction> got;
  bool is_free = false;

  StuckBench() {
    REQUIRE(registry.add_linked(plugin.entry));
    runner.stuck().on_stuck([this](const StuckResume& stuck) { told.push_back(stuck); });
    plugin.on_resume = [this](const mooring_event& event, mooring_action& action) {
      action.kind = MOORING_ACTION_DONE;
      if (event.kind != MOORING_EVENT_START) return;
      ++inside;
      inside.notify_all();
      let_go.wait();
    };
  }
  ~StuckBench() { release(); }

  void release() {
    if (!std::exchange(is_free, true)) let_go.count_down();
    workers.stop();
    core.run_ready();
  }
  void wait_for_inside(int count) {
    for (int now = inside; now < count; now = inside)
      inside.wait(now);
  }
  static TaskCall call() {
    TaskCall call = RunnerBench::sync_call();
    call.connection_id = "con_1";
    return call;
  }
  void begin(TaskEvent event) {
    auto task = runner.start("sample", call());
    REQUIRE(task);
    tasks.push_back(std::move(*task));
    tasks.back()->resume(std::move(event), [this](TaskAction action) { got.push_back(std::move(action)); });
  }
  void loop_for_ever() {
    const int before = inside;
    begin(StartEvent{});
    wait_for_inside(before + 1);
  }
  // Whether another task gets a worker, and its action.
  bool others_work() {
    const size_t before = got.size();
    begin(AcceptedEvent{});
    while (got.size() == before) {
      core.run_ready();
      std::this_thread::yield();
    }
    return std::holds_alternative<DoneAction>(got.back());
  }
  void wait_long() { core.run_for(limits::kResumeGiveUpAfter); }
};

}  // namespace

TEST_CASE("a resume that takes too long fails its task, is told of, and gets its worker replaced") {
  StuckBench bench;
  bench.loop_for_ever();
  bench.loop_for_ever();  // both workers are gone
  bench.core.run_for(limits::kResumeGiveUpAfter - 1s);
  CHECK(bench.got.empty());
  CHECK(bench.told.empty());

  bench.core.run_for(1s);
  REQUIRE(bench.got.size() == 2);
  const auto* failed = std::get_if<FailAction>(&bench.got.front());
  REQUIRE(failed);
  CHECK(failed->failure.kind == FailureKind::internal);
  CHECK(failed->failure.message ==
        "Plugin 'sample' did not come back from its stream 'items' after 60 s; another thread works in its "
        "place");
  REQUIRE(bench.told.size() == 2);
  CHECK(bench.told.front().connection_id == "con_1");
  CHECK(bench.told.front().stream == "items");
  CHECK(bench.told.back().times == 2);
  CHECK_FALSE(bench.told.back().refused);
  CHECK(bench.others_work());

  const auto counters = bench.runner.stuck().counters();
  CHECK(counters.given_up == 2);
  CHECK(counters.stuck_now == 2);
  CHECK(counters.refused.empty());
}

TEST_CASE("what a given-up resume answers in the end is dropped, and its thread is given back") {
  StuckBench bench;
  bench.loop_for_ever();
  bench.wait_long();
  REQUIRE(bench.got.size() == 1);
  bench.tasks.clear();
  CHECK(bench.plugin.alive == 1);  // inside it
  bench.release();
  CHECK(bench.got.size() == 1);
  CHECK(bench.plugin.alive == 0);
  CHECK(bench.runner.stuck().counters().stuck_now == 0);
  CHECK(bench.runner.stuck().counters().given_up == 1);
}

TEST_CASE("a worker is replaced also where nobody waits for the task any more") {
  StuckBench bench;
  bench.loop_for_ever();
  bench.loop_for_ever();
  bench.tasks.clear();  // both runs were cancelled
  bench.wait_long();
  CHECK(bench.got.empty());
  CHECK(bench.told.size() == 2);
  CHECK(bench.others_work());
}

TEST_CASE("a plugin that does not come back again and again is not run any more") {
  StuckBench bench;
  bench.begin(AcceptedEvent{});  // one that is under way meanwhile
  while (bench.got.empty())
    bench.core.run_ready();
  auto under_way = bench.runner.start("sample", StuckBench::call());
  REQUIRE(under_way);
  for (size_t i = 0; i < limits::kStuckResumesMax; ++i) {
    bench.loop_for_ever();
    bench.wait_long();
  }
  CHECK(bench.told.back().refused);
  CHECK(bench.runner.stuck().counters().refused == std::vector<std::string>{"sample"});
  const auto refused = bench.runner.start("sample", StuckBench::call());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "plugin_stuck");
  CHECK_FALSE(refused.error().hint.empty());

  std::optional<TaskAction> answer;
  (*under_way)->resume(StartEvent{}, [&](TaskAction action) { answer = std::move(action); });
  bench.core.run_ready();
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<FailAction>(*answer));
  CHECK(std::get<FailAction>(*answer).failure.message.find("is not run any more") != std::string::npos);
  CHECK(bench.inside == static_cast<int>(limits::kStuckResumesMax));  // it was not entered
}

TEST_CASE("a plugin that does not come back from freeing a task is told of, and gets its worker replaced") {
  StuckBench bench;
  bench.plugin.on_destroy = [&] {
    ++bench.inside;
    bench.inside.notify_all();
    bench.let_go.wait();
  };
  const auto run_one = [&] {
    const size_t before = bench.got.size();
    bench.begin(AcceptedEvent{});
    while (bench.got.size() == before) {
      bench.core.run_ready();
      std::this_thread::yield();
    }
    const int inside = bench.inside;
    bench.tasks.clear();
    bench.wait_for_inside(inside + 1);
  };
  run_one();
  bench.core.run_for(limits::kResumeGiveUpAfter - 1s);
  CHECK(bench.told.empty());
  bench.core.run_for(1s);
  REQUIRE(bench.told.size() == 1);
  CHECK(describe(bench.told.front()) ==
        "Plugin 'sample' did not come back from freeing a task of its stream 'items' after 60 s; another "
        "thread works in its place");
  run_one();
  bench.wait_long();
  run_one();
  bench.wait_long();
  CHECK(bench.runner.stuck().counters().stuck_now == 3);
  CHECK(bench.runner.stuck().counters().refused == std::vector<std::string>{"sample"});
  bench.release();
  CHECK(bench.plugin.alive == 0);
  CHECK(bench.runner.stuck().counters().stuck_now == 0);
}

TEST_CASE("a task that was dropped while it waited for a worker is freed under the same watch") {
  StuckBench bench;
  bench.loop_for_ever();
  bench.loop_for_ever();
  bench.begin(AcceptedEvent{});  // no worker is left for it
  bench.plugin.on_destroy = [&] {
    ++bench.inside;
    bench.inside.notify_all();
    bench.let_go.wait();
  };
  bench.tasks.clear();
  bench.wait_long();  // two spares come
  REQUIRE(bench.told.size() == 2);
  for (const int before = 2; bench.inside == before;) {
    bench.core.run_ready();
    std::this_thread::yield();
  }
  bench.wait_long();
  REQUIRE(bench.told.size() == 3);
  CHECK(bench.told.back().freeing);
}

TEST_CASE("to wait for a worker is not late") {
  StuckBench bench;
  bench.loop_for_ever();
  bench.core.run_for(limits::kResumeGiveUpAfter / 2);
  bench.loop_for_ever();
  bench.begin(AcceptedEvent{});  // no worker is left for it
  bench.core.run_for(limits::kResumeGiveUpAfter / 2);
  CHECK(bench.told.size() == 1);
  while (bench.got.size() < 2)  // the failed one, and the one that waited
    bench.core.run_ready();
  CHECK(std::holds_alternative<FailAction>(bench.got[0]));
  CHECK(std::holds_alternative<DoneAction>(bench.got[1]));
}

TEST_CASE("workers: what is queued is finished before they stop") {
  std::atomic<int> ran{0};
  ResumeWorkers workers(2, "worker");
  for (int i = 0; i < 100; ++i)
    workers.post([&] { ++ran; });
  workers.stop();
  CHECK(ran == 100);
  workers.post([&] { ++ran; });
  workers.stop();
  CHECK(ran == 100);
}

TEST_CASE("workers: spares work beside those that are stuck, are bounded, and go again") {
  ResumeWorkers workers(1, "worker");
  std::latch let_go{1};
  std::promise<void> stuck;
  workers.post([&] {
    stuck.set_value();
    let_go.wait();
  });
  stuck.get_future().wait();
  REQUIRE(workers.add_spare());
  const auto answers = [&] {
    std::promise<std::thread::id> answer;
    workers.post([&] { answer.set_value(std::this_thread::get_id()); });
    return answer.get_future().get();
  };
  const auto spare = answers();
  for (size_t i = 1; i < limits::kSpareWorkersMax; ++i)
    CHECK(workers.add_spare());
  CHECK_FALSE(workers.add_spare());
  let_go.count_down();
  for (size_t i = 0; i < limits::kSpareWorkersMax; ++i)
    workers.drop_spare();
  answers();

  // One works again, never two at once.
  std::atomic<int> at_once = 0, most = 0;
  for (int i = 0; i < 200; ++i)
    workers.post([&] {
      most = std::max(most.load(), ++at_once);
      std::this_thread::yield();
      --at_once;
    });
  workers.stop();
  CHECK(most == 1);
  CHECK(spare != std::thread::id());
}
