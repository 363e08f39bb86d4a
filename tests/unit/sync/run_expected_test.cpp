// When a running run is expected to end, as it is told to people.
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct ExpectedFixture : EngineFixture {
  ScriptedTasks::Step progress(int64_t done, int64_t total) {
    return act([=] { return TaskAction(ProgressAction{done, total, "reports"}); });
  }
  ScriptedTasks::Step sleep_for(Duration time) {
    return act([this, time] { return TaskAction(SleepAction{clock.now() + time, "report"}); });
  }
  std::optional<LiveStream> live() {
    for (const LiveStream& one : engine->live("con_1"))
      if (one.stream == "orders") return one;
    return std::nullopt;
  }
  void pass(Duration time) {
    core.run_for(time);
    settle();
  }
};

}  // namespace

TEST_CASE_METHOD(ExpectedFixture,
                 "a run that takes longer than was estimated is estimated again: never in the past") {
  tasks.by_call = [this](const TaskCall& call) {
    if (call.stream != "orders") return ScriptedTasks::Script{done()};
    return ScriptedTasks::Script{progress(0, 10), sleep_for(10min), progress(5, 10), sleep_for(30s),
                                 silent()};
  };
  start();
  pass(1min);
  REQUIRE(live());
  CHECK(live()->progress_total == 10);
  CHECK_FALSE(live()->expected_at);  // nothing is done yet
  pass(10min);
  REQUIRE(live()->expected_at);
  const Timestamp first = *live()->expected_at;
  for (int minute = 0; minute < 60; ++minute) {  // it hangs
    INFO(minute);
    pass(1min);
    REQUIRE(live()->expected_at);
    CHECK(*live()->expected_at > clock.now());
  }
  CHECK(*live()->expected_at > first);
}

TEST_CASE_METHOD(ExpectedFixture,
                 "a run that sleeps does not end before it wakes, and one that has done all is not over") {
  bool is_first = true;
  tasks.by_call = [this, &is_first](const TaskCall& call) {
    if (call.stream != "orders" || !std::exchange(is_first, false)) return ScriptedTasks::Script{done()};
    return ScriptedTasks::Script{progress(0, 10), sleep_for(1min), progress(10, 10), sleep_for(3h), done()};
  };
  start();
  pass(2min);
  REQUIRE(live()->expected_at);
  CHECK(*live()->expected_at > clock.now() + 2h);
  pass(4h);
  CHECK(live()->state == "idle");
  CHECK_FALSE(live()->expected_at);
}
