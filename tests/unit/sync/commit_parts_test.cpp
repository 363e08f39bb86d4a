// Rows that are the parts of another stream's rows: what a run's checkpoints make of them.
#include "store/sqlite_tools.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

// Lines and labels are parts of an order. Notes come with the orders, too, and stand by themselves.
const std::string kPartsManifest = manifest_head("parts", "Parts") + R"([[streams]]
id = "orders"
mode = "incremental"
interval = "24h"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
[[streams]]
id = "lines"
mode = "incremental"
fed_by = "orders"
parent_key = ["order_id"]
primary_key = ["order_id", "line"]
fields = [{ name = "order_id", type = "text" }, { name = "line", type = "integer" }]
[[streams]]
id = "labels"
mode = "incremental"
fed_by = "orders"
parent_key = ["of_order"]
primary_key = ["of_order", "label"]
fields = [{ name = "of_order", type = "text" }, { name = "label", type = "integer" }]
[[streams]]
id = "notes"
mode = "incremental"
fed_by = "orders"
primary_key = ["order_id", "note"]
fields = [{ name = "order_id", type = "text" }, { name = "note", type = "integer" }]
)";

using Rows = std::vector<std::pair<std::string, int64_t>>;

ScriptedTasks::Step emit_to(const std::string& stream, const Rows& rows) {
  return act([=] { return TaskAction(EmitAction{shop_rows(rows, stream)}); });
}

struct Fixture : EngineFixture {
  mooring_plugin parts = declared_plugin(kPartsManifest);

  Fixture() {
    REQUIRE(registry->add_linked(parts));
    drop_connections();
    add_connected("con_p", "parts");
    add_connected("con_q", "parts");
    tasks.by_call = [this](const TaskCall&) { return std::exchange(script, {done()}); };
    start();
  }

  RunRow run(ScriptedTasks::Script steps, const std::string& connection = "con_p") {
    core.run_for(1min);
    script = std::move(steps);
    const auto asked = sync_now({"orders"}, connection);
    REQUIRE(asked);
    settle();
    for (const RunRow& row : runs())
      if (row.id == asked->front().id) return row;
    FAIL("the run is not there");
    return {};
  }
  // "A/1 A/2-": orders and numbers, with '-' where there is a deletion mark.
  std::string held(const std::string& stream, const std::string& connection = "con_p") {
    const std::string order = stream == "labels" ? "of_order" : "order_id";
    const std::string number = stream == "labels" ? "label" : stream == "notes" ? "note" : "line";
    return read([&](Session& session) {
      return sqlite::query_text(
                 sqlite::handle(session),
                 "SELECT coalesce(group_concat(row, ' '), '') FROM (SELECT " + order + " || '/' || " +
                     number +
                     " || CASE WHEN _deleted_at IS NOT NULL THEN '-' ELSE '' END AS row FROM parts_" +
                     stream + " WHERE _connection_id = '" + connection + "' ORDER BY 1)")
          .value();
    });
  }

  ScriptedTasks::Script script{done()};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "an order that is brought with fewer lines loses the others, in the same commit") {
  const ScriptedTasks::Script first{emit_to("orders", {{"A", 2}, {"B", 1}}),
                                    emit_to("lines", {{"A", 1}, {"A", 2}, {"B", 1}}),
                                    emit_to("notes", {{"A", 1}, {"A", 2}}), checkpoint("c1"), done()};
  run(first);
  run(first, "con_q");
  const RunRow second = run({emit_to("orders", {{"A", 7}}), emit_to("lines", {{"A", 2}, {"A", 3}}),
                             emit_to("notes", {{"A", 3}}), checkpoint("c2"), done()});
  REQUIRE(second.state == RunState::succeeded);
  CHECK(held("lines") == "A/1- A/2 A/3 B/1");
  CHECK(held("notes") == "A/1 A/2 A/3");
  CHECK(held("lines", "con_q") == "A/1 A/2 B/1");
  CHECK(second.rows_written == 4);
  CHECK(second.rows_changed == 4);  // the order, a new line, a new note, the mark
  const auto told = entries("run.succeeded");
  REQUIRE_FALSE(told.empty());
  CHECK(std::any_of(told.begin(), told.end(), [](const ActivityRow& entry) {
    return entry.message.find("4 rows read, 3 new or changed, 1 gone") != std::string::npos;
  }));
}

TEST_CASE_METHOD(Fixture, "parts may be emitted before their order, and in several emits") {
  run({emit_to("lines", {{"A", 1}, {"A", 2}, {"A", 3}}), emit_to("orders", {{"A", 1}}), checkpoint("c1"),
       done()});
  run({emit_to("lines", {{"A", 1}}), emit_to("orders", {{"A", 2}}), emit_to("lines", {{"A", 3}}),
       checkpoint("c2"), done()});
  CHECK(held("lines") == "A/1 A/2- A/3");
}

TEST_CASE_METHOD(Fixture, "all kinds of parts are looked at, also those of which nothing is brought") {
  run({emit_to("orders", {{"A", 1}}), emit_to("lines", {{"A", 1}}), emit_to("labels", {{"A", 1}, {"A", 2}}),
       checkpoint("c1"), done()});
  run({emit_to("orders", {{"A", 1}}), emit_to("labels", {{"A", 2}}), checkpoint("c2"), done()});
  CHECK(held("lines") == "A/1-");
  CHECK(held("labels") == "A/1- A/2");
  run({emit_to("orders", {{"A", 2}}), emit_to("lines", {{"A", 1}}), emit_to("labels", {{"A", 1}, {"A", 2}}),
       checkpoint("c3"), done()});
  CHECK(held("lines") == "A/1");
  CHECK(held("labels") == "A/1 A/2");
}

TEST_CASE_METHOD(Fixture, "each checkpoint of a run speaks of what it brings") {
  const RunRow row = run({emit_to("orders", {{"A", 1}, {"B", 1}}), emit_to("lines", {{"A", 1}, {"B", 1}}),
                          checkpoint("c1"), emit_to("orders", {{"A", 2}, {"C", 1}}),
                          emit_to("lines", {{"A", 2}, {"C", 1}}), checkpoint("c2"), done()});
  CHECK(row.rows_changed == 9);
  CHECK(held("lines") == "A/1- A/2 B/1 C/1");
}

TEST_CASE_METHOD(Fixture, "an order that is brought twice before one checkpoint keeps the parts of both") {
  run({emit_to("orders", {{"A", 1}}), emit_to("lines", {{"A", 1}, {"A", 2}, {"A", 3}}), checkpoint("c1"),
       done()});
  run({emit_to("orders", {{"A", 2}}), emit_to("lines", {{"A", 1}}), emit_to("orders", {{"A", 3}}),
       emit_to("lines", {{"A", 2}}), checkpoint("c2"), done()});
  CHECK(held("lines") == "A/1 A/2 A/3-");
}

TEST_CASE_METHOD(Fixture, "lines that come without their order say nothing of the others") {
  run({emit_to("orders", {{"A", 1}}), emit_to("lines", {{"A", 1}, {"A", 2}}), checkpoint("c1"), done()});
  run({emit_to("lines", {{"A", 1}}), checkpoint("c2"), done()});
  CHECK(held("lines") == "A/1 A/2");
}

TEST_CASE_METHOD(Fixture, "what a failed run did not commit takes nothing away") {
  run({emit_to("orders", {{"A", 1}}), emit_to("lines", {{"A", 1}, {"A", 2}}), checkpoint("c1"), done()});
  const RunRow row = run({emit_to("orders", {{"A", 2}}), failing(FailureKind::bad_response)});
  REQUIRE(row.state == RunState::failed);
  CHECK(held("lines") == "A/1 A/2");
}
