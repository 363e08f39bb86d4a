// A connection is handed over while data of the account before is still on its way: none of it comes in under the new one.
#include "store/rows_life.hpp"
#include "unit/sync/backfill_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct TransferFixture : BackfillFixture {
  TransferFixture() {
    write([](Session& session) {
      auto row = *rows::find_connection(session, "con_1");
      row.account_id = "Alpha";
      REQUIRE(rows::update_connection(session, row));
    });
  }
  void hand_over() {
    write([](Session& session) {
      auto row = *rows::find_connection(session, "con_1");
      row.account_id = "Beta";
      REQUIRE(rows::update_connection(session, row));
      rows::forget_cursors_and_coverage(session, "con_1");
    });
  }
  // Only the orders; the other streams read nothing.
  void orders_run(const ScriptedTasks::Script& script) {
    ordinary = [script, first = std::make_shared<bool>(true)](const TaskCall& call) {
      if (call.stream == "orders" && std::exchange(*first, false)) return script;
      return ScriptedTasks::Script{silent()};
    };
  }
  std::optional<std::string> cursor() {
    auto row = read([](Session& session) { return rows::find_stream(session, "con_1", "orders"); });
    return row ? std::optional(row->cursor) : std::nullopt;
  }
  RunRow first_run() {
    RunRow first;
    for (const RunRow& row : runs())
      if (row.stream == "orders" && (first.id.empty() || row.id < first.id)) first = row;
    return first;
  }
};

}  // namespace

TEST_CASE_METHOD(TransferFixture,
                 "a run of the account before commits nothing after a transfer, and says why") {
  orders_run({emit({{"a-1", 1}}), checkpoint("of Alpha 1"),
              [this](const TaskEvent&) -> std::optional<TaskAction> {
                write([](Session&) {});  // the first rows are committed
                hand_over();
                return EmitAction{shop_rows({{"a-2", 1}})};
              },
              checkpoint("of Alpha 2"), done()});
  start();
  CHECK(rows_held() == 1);
  CHECK_FALSE(cursor());
  CHECK(coverage().empty());
  const RunRow run = first_run();
  CHECK(run.state == RunState::cancelled);
  CHECK(run.rows_written == 1);
  CHECK(run.rows_read == 1);
  CHECK(run.failure_message.find("belongs to another account") != std::string::npos);
  size_t told = 0;
  for (const ActivityRow& entry : entries("run.cancelled"))
    if (entry.run_id == run.id) {
      ++told;
      CHECK(entry.message.find("belongs to another account") != std::string::npos);
    }
  CHECK(told == 1);
  // The new account's first run begins at the beginning.
  engine->connection_changed("con_1");
  settle();
  core.run_for(1s);
  settle();
  const TaskCall* last = nullptr;
  for (const TaskCall& call : tasks.calls)
    if (call.stream == "orders") last = &call;
  REQUIRE(last);
  CHECK(last->account_id == "Beta");
  CHECK(last->cursor.empty());
}

TEST_CASE_METHOD(TransferFixture, "the end of a run of the account before leaves no cursor behind") {
  orders_run({emit({{"a-1", 1}}), checkpoint("of Alpha 1"), silent()});
  start();
  CHECK(cursor() == "of Alpha 1");
  hand_over();
  SECTION("that the engine ends, because it hears of the transfer") {
    engine->connection_changed("con_1");
  }
  SECTION("that a person ends, before the engine hears of it") {
    CHECK(cancel(first_run().id));
    settle();
    CHECK_FALSE(cursor());
    engine->connection_changed("con_1");
  }
  settle();
  CHECK(first_run().state == RunState::cancelled);
  CHECK(entries("run.cancelled").size() >= 1);
  CHECK(cursor().value_or("").empty());
  core.run_for(1s);
  settle();
  for (const TaskCall& call : tasks.calls)
    if (call.account_id == "Beta") CHECK(call.cursor.empty());
}

TEST_CASE_METHOD(TransferFixture, "a run that the connection does not outlive commits nothing") {
  orders_run({[this](const TaskEvent&) -> std::optional<TaskAction> {
                drop_connections();
                return EmitAction{shop_rows({{"a-1", 1}})};
              },
              checkpoint("1"), done()});
  start();
  CHECK(rows_held() == 0);
}

TEST_CASE_METHOD(TransferFixture, "an account that only became known hands nothing over") {
  write([](Session& session) {
    auto row = *rows::find_connection(session, "con_1");
    row.account_id.clear();
    REQUIRE(rows::update_connection(session, row));
  });
  orders_run({[this](const TaskEvent&) -> std::optional<TaskAction> {
                hand_over();
                return EmitAction{shop_rows({{"a-1", 1}})};
              },
              checkpoint("1"), done()});
  start();
  CHECK(rows_held() == 1);
  CHECK(first_run().state == RunState::succeeded);
}

TEST_CASE_METHOD(TransferFixture, "open backfills of the account before end with the transfer, once") {
  start();
  range_scripts.push_back({silent()});
  const auto made = create(request(35, 10));
  REQUIRE(made);
  const std::string id = made->row.id;
  REQUIRE(job(id).state == BackfillState::running);
  SECTION("told by the transfer") {
    write([&](Session& session) {
      auto ended = rows::cancel_open_backfills(session, "con_1", clock.now(), kTransferredNote);
      REQUIRE(ended.size() == 1);
      CHECK(ended[0].id == id);
    });
    hand_over();
    engine->connection_changed("con_1");
    settle();
    CHECK(entries("backfill.cancelled").empty());  // whoever transferred it has written one
  }
  SECTION("or, where it was made at that very moment, told by itself") {
    hand_over();
    engine->connection_changed("con_1");
    settle();
    CHECK(entries("backfill.cancelled").size() == 1);
  }
  CHECK(job(id).state == BackfillState::cancelled);
  CHECK(job(id).note == kTransferredNote);
  CHECK(part(id).state == BackfillState::cancelled);
  CHECK(part(id).finished_at);
  CHECK(backfills->counters().cancelled == 1);
  const size_t asked = range_calls.size();
  core.run_for(1h);
  settle();
  for (size_t i = asked; i < range_calls.size(); ++i)
    CHECK(range_calls[i].account_id == "Beta");
  CHECK(job(id).state == BackfillState::cancelled);
  restart();
  CHECK(job(id).state == BackfillState::cancelled);
}
