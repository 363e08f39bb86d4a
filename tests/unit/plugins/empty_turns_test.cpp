// Plugins that are back from each resume at once and never get anywhere.
#include "plugins/empty_turns.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "runner_bench.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

const std::string kCircles = "it goes in circles";

std::shared_ptr<SpooledBody> spooled(std::string_view bytes) {
  const auto folder = std::filesystem::temp_directory_path() / "mooring-unit-plugins";
  auto body = SpooledBody::create(folder.string());
  REQUIRE(body);
  REQUIRE((*body)->append(bytes.data(), bytes.size()));
  return *body;
}

// Drives a task as the engine does, answering each action at once, until it ends or has been resumed `most` times.
struct Circle {
  RunnerBench bench;
  std::unique_ptr<PluginTask> task;
  size_t resumes = 0;
  std::function<TaskEvent(const TaskAction&)> event_for = [](const TaskAction&) -> TaskEvent {
    return AcceptedEvent{};
  };

  explicit Circle(std::function<void(mooring_action&, size_t resume)> plugin) {
    bench.plugin.on_resume = [this, plugin = std::move(plugin)](
                                 const mooring_event&, mooring_action& action) { plugin(action, resumes++); };
    task = bench.start();
  }
  // The task's failure; empty when it goes on, or is done.
  std::string run(size_t most) {
    TaskEvent event = StartEvent{};
    while (resumes < most) {
      const TaskAction action = bench.resume(*task, std::move(event));
      if (const auto* failed = std::get_if<FailAction>(&action)) {
        CHECK(failed->failure.kind == FailureKind::internal);
        return failed->failure.message;
      }
      if (std::holds_alternative<DoneAction>(action)) return {};
      event = event_for(action);
    }
    return {};
  }
};

void progress(mooring_action& action) {
  static mooring_progress value;
  value = {sizeof value, 0, 1, 2, {}};
  action.kind = MOORING_ACTION_PROGRESS;
  action.progress = &value;
}

void notice(mooring_action& action) {
  static mooring_notice value;
  value = {sizeof value, 0, str("again"), str("And again"), {}, {}};
  action.kind = MOORING_ACTION_NOTICE;
  action.notice = &value;
}

void empty_emit(mooring_action& action) {
  static mooring_batch value;
  value = {sizeof value, 0, str("items"), 0, nullptr, nullptr, nullptr, 0};
  action.kind = MOORING_ACTION_EMIT;
  action.emit = &value;
}

void checkpoint(mooring_action& action) {
  static mooring_checkpoint value;
  value = {};
  value.struct_size = sizeof value;
  value.cursor = str("here");
  action.kind = MOORING_ACTION_CHECKPOINT;
  action.checkpoint = &value;
}

void request(mooring_action& action) {
  static mooring_http_request value;
  value = {};
  value.struct_size = sizeof value;
  value.method = str("GET");
  value.url = str("https://api.example.com/items");
  action.kind = MOORING_ACTION_HTTP;
  action.http = &value;
}

}  // namespace

TEST_CASE("a plugin that reads on and on after the end of a body is stopped") {
  RunnerBench bench;
  size_t reads = 0;
  bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
    ++reads;
    action.kind = MOORING_ACTION_READ;
  };
  auto task = bench.start();
  const TaskAction action =
      bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled("abc")});  // comes back at all
  REQUIRE(std::holds_alternative<FailAction>(action));
  CHECK_THAT(std::get<FailAction>(action).failure.message,
             Contains("plugin 'sample' was resumed 1001 times"));
  CHECK_THAT(std::get<FailAction>(action).failure.message, Contains(kCircles));
  CHECK(reads == limits::kEmptyTurnsMax + 2);  // the part that there was, then nothing
}

TEST_CASE("what takes no time and brings nothing is not done for ever") {
  const auto stopped = [](auto fill) {
    Circle circle([fill](mooring_action& action, size_t) { fill(action); });
    CHECK_THAT(circle.run(10 * limits::kEmptyTurnsMax), Contains(kCircles));
    CHECK(circle.resumes == limits::kEmptyTurnsMax + 1);
  };
  stopped(progress);
  stopped(notice);
  stopped(empty_emit);
  stopped(checkpoint);
  stopped([](mooring_action& action) { action.kind = MOORING_ACTION_SLEEP; });  // until 1970
  stopped([](mooring_action& action) {
    action.kind = MOORING_ACTION_SLEEP;
    action.sleep_until_us = 1'700'000'000'000'000 + 500'000;  // the clock stands still: half a second each
  });
}

TEST_CASE("a request that is never sent brings nothing, an answer does") {
  Circle circle([](mooring_action& action, size_t) { request(action); });
  SECTION("refused before it was sent") {
    circle.event_for = [](const TaskAction&) -> TaskEvent {
      return FailedEvent{{FailureKind::internal, 0, "", "", "The host is not declared"}};
    };
    CHECK_THAT(circle.run(10 * limits::kEmptyTurnsMax), Contains(kCircles));
  }
  SECTION("answered with a refusal") {
    circle.event_for = [](const TaskAction&) -> TaskEvent {
      return FailedEvent{{FailureKind::permission, 403, "", "", "No"}};
    };
    CHECK(circle.run(3 * limits::kEmptyTurnsMax).empty());
  }
  SECTION("answered") {
    circle.event_for = [](const TaskAction&) -> TaskEvent { return HttpResponseEvent{200, {}, {}, nullptr}; };
    CHECK(circle.run(3 * limits::kEmptyTurnsMax).empty());
  }
}

TEST_CASE("long runs that get somewhere are not stopped") {
  SECTION("a pause now and then") {
    Circle circle([&](mooring_action& action, size_t resume) {
      if (resume % 900 != 899) return progress(action);
      action.kind = MOORING_ACTION_SLEEP;
      action.sleep_until_us = 1'700'000'000'000'000 + 1'000'000;
    });
    CHECK(circle.run(3 * limits::kEmptyTurnsMax).empty());
  }
  SECTION("rows now and then") {
    Circle circle([&](mooring_action& action, size_t resume) {
      if (resume % 900 != 899) return checkpoint(action);
      static mooring_cell cells[8];
      static mooring_batch batch;
      std::fill(std::begin(cells), std::end(cells), mooring_cell{});
      cells[0] = {MOORING_CELL_TEXT, 0, 0, str("k")};
      batch = {sizeof batch, 0, str("items"), 1, cells, nullptr, nullptr, 7};
      action.kind = MOORING_ACTION_EMIT;
      action.emit = &batch;
    });
    CHECK(circle.run(3 * limits::kEmptyTurnsMax).empty());
  }
  SECTION("a body of many parts") {
    RunnerBench bench;
    const size_t parts = 20;
    size_t seen = 0;
    bench.plugin.on_resume = [&](const mooring_event& event, mooring_action& action) {
      seen += event.kind == MOORING_EVENT_BODY && event.body_part.size > 0 ? 1 : 0;
      const bool over = event.kind == MOORING_EVENT_BODY && event.body_part.size == 0;
      bench.clock.advance(10s);  // each part takes long, all of them longer than empty turns may
      action.kind = over ? MOORING_ACTION_DONE : MOORING_ACTION_READ;
    };
    auto task = bench.start();
    const std::string large(limits::kSpoolPartBytes * parts, 'x');
    CHECK(std::holds_alternative<DoneAction>(
        bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled(large)})));
    CHECK(seen == parts);
  }
}

TEST_CASE("empty turns that take long are fewer") {
  RunnerBench bench;
  auto task = bench.start();
  size_t reads = 0;
  bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
    ++reads;
    bench.clock.advance(10s);
    action.kind = MOORING_ACTION_READ;
  };
  const TaskAction action = bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled("abc")});
  REQUIRE(std::holds_alternative<FailAction>(action));
  CHECK_THAT(std::get<FailAction>(action).failure.message, Contains(kCircles));
  CHECK(reads == 8);  // the part, and a little more than a minute
}

TEST_CASE("a task that ends is not stopped at the last moment") {
  Circle circle([](mooring_action& action, size_t resume) {
    if (resume < limits::kEmptyTurnsMax) return progress(action);
    action.kind = MOORING_ACTION_DONE;
  });
  CHECK(circle.run(10 * limits::kEmptyTurnsMax).empty());
  CHECK(circle.resumes == limits::kEmptyTurnsMax + 1);
}
