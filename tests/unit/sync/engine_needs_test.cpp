// A stream that needs another one's values: what its runs are given, and when.
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const std::string kNeedsManifest = manifest_head("needy", "Needy") + R"([[streams]]
id = "orders"
mode = "incremental"
interval = "24h"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
[[streams]]
id = "products"
mode = "snapshot"
interval = "1h"
needs = "orders.order_id"
primary_key = ["product_id"]
fields = [{ name = "product_id", type = "text" }, { name = "quantity", type = "integer" }]
)";

struct NeedsFixture : EngineFixture {
  mooring_plugin needy = declared_plugin(kNeedsManifest);

  NeedsFixture() {
    REQUIRE(registry->add_linked(needy));
    drop_connections();
    add_connected("con_n", "needy");
    tasks.by_call = [](const TaskCall& call) {
      if (call.stream == "products") return ScriptedTasks::Script{checkpoint("read"), done()};
      return ScriptedTasks::Script{emit({{"A-1", 1}, {"A-2", 2}}), checkpoint("c"), done()};
    };
  }

  // What the latest run of `products` was given; nothing: it was given none.
  std::optional<std::string> given() {
    std::optional<std::string> found;
    for (const TaskCall& call : tasks.calls)
      if (call.stream == "products")
        for (const auto& [name, value] : call.settings)
          if (name == "orders.order_id") found = value;
    return found;
  }
};

}  // namespace

TEST_CASE_METHOD(NeedsFixture, "a run is given the values that the connection holds when it begins") {
  start();
  sync_now({"orders"}, "con_n");
  settle();
  core.run_for(2h);
  settle();
  const auto lines = given();
  REQUIRE(lines);
  CHECK(lines->find(" A-1\n") != std::string::npos);
  CHECK(lines->find(" A-2\n") != std::string::npos);
  CHECK(std::count(lines->begin(), lines->end(), '\n') == 2);
  for (const TaskCall& call : tasks.calls) {
    if (call.stream != "orders") continue;
    for (const auto& [name, value] : call.settings)
      CHECK(name != "orders.order_id");
  }
}

TEST_CASE_METHOD(NeedsFixture,
                 "nobody waits while the values are read: what was committed before is among them") {
  start();
  sync_now({"orders"}, "con_n");
  settle();
  std::vector<Work> waiting;
  aside = [&](Work work) { waiting.push_back(std::move(work)); };
  tasks.calls.clear();
  sync_now({"products"}, "con_n");
  settle();
  REQUIRE(waiting.size() == 1);
  CHECK(tasks.calls.empty());
  sync_now({"orders"}, "con_n");  // core and the writer go on
  settle();
  CHECK(tasks.calls.size() == 1);
  std::exchange(waiting, {}).front()();
  settle();
  const auto lines = given();
  REQUIRE(lines);
  CHECK(lines->find(" A-2\n") != std::string::npos);
}

TEST_CASE_METHOD(NeedsFixture, "a run that is cancelled while its values are read does not begin") {
  start();
  std::vector<Work> waiting;
  aside = [&](Work work) { waiting.push_back(std::move(work)); };
  const auto asked = sync_now({"products"}, "con_n");
  settle();
  REQUIRE(waiting.size() == 1);
  tasks.calls.clear();
  CHECK(cancel(asked->front().id));
  settle();
  waiting.front()();
  settle();
  CHECK(tasks.calls.empty());
  const auto ended = runs();
  const auto found = std::find_if(ended.begin(), ended.end(),
                                  [&](const RunRow& run) { return run.id == asked->front().id; });
  REQUIRE(found != ended.end());
  CHECK(found->state == RunState::cancelled);
}

TEST_CASE_METHOD(NeedsFixture,
                 "the first run waits for the first values, and comes as soon as they are committed") {
  bool is_slow = true;
  tasks.by_call = [&, quick = tasks.by_call](const TaskCall& call) {
    if (call.stream != "orders" || !is_slow) return quick(call);
    return ScriptedTasks::Script{emit({{"A-1", 1}}), checkpoint("c"), act([this] {
                                   return TaskAction(SleepAction{clock.now() + 5min, "report"});
                                 }),
                                 done()};
  };
  const auto runs_of = [&](const std::string& stream) {
    return std::count_if(tasks.calls.begin(), tasks.calls.end(),
                         [&](const TaskCall& call) { return call.stream == stream; });
  };
  start();
  core.run_for(1min);
  settle();
  CHECK(runs_of("orders") == 1);
  CHECK(runs_of("products") == 0);
  core.run_for(5min);
  settle();
  REQUIRE(runs_of("products") == 1);
  CHECK(given()->find(" A-1\n") != std::string::npos);
}

TEST_CASE_METHOD(NeedsFixture, "values that are long in coming are not waited for beyond the ordinary slot") {
  bool fails = false;
  tasks.by_call = [&, quick = tasks.by_call](const TaskCall& call) {
    if (call.stream != "orders") return quick(call);
    if (fails) return ScriptedTasks::Script{failing(FailureKind::server)};
    return ScriptedTasks::Script{act([this] {
                                   return TaskAction(SleepAction{clock.now() + 5h, "report"});
                                 }),
                                 done()};
  };
  SECTION("they take hours") {
    start();
    core.run_for(1h + 1min);
    settle();
    CHECK(given());
  }
  SECTION("their stream fails") {
    fails = true;
    start();
    core.run_for(1h + 1min);
    settle();
    CHECK(given());
  }
}
