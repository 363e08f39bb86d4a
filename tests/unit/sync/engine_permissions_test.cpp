// What the engine does with streams that may not be read, and with personal data.
#include "store/rows_probes.hpp"
#include "store/sqlite_tools.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const std::string kPairManifest = manifest_head("pair", "Pair") + R"([[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
interval = "15m"
primary_key = ["order_id"]
pii_raw = ["buyer"]
fields = [{ name = "order_id", type = "text" }, { name = "buyer", type = "text", pii = true }]
[[streams]]
id = "payouts"
title = "Payouts"
mode = "incremental"
interval = "15m"
primary_key = ["payout_id"]
fields = [{ name = "payout_id", type = "text" }]
)";

RecordBatch with_buyer() {
  static constexpr std::string_view kText = "o1Ann";
  static constexpr std::string_view kRaw = R"({"orderId":"o1","buyer":"Ann"})";
  RecordBatch batch;
  batch.stream = "orders";
  batch.row_count = 1;
  batch.column_count = 2;
  batch.cells = {{FieldType::text, false, 0, kText.substr(0, 2)},
                 {FieldType::text, false, 0, kText.substr(2)}};
  batch.raw = {kRaw};
  return batch;
}

struct PairFixture : EngineFixture {
  mooring_plugin pair = declared_plugin(kPairManifest);
  bool payouts_refused = false;
  bool brings_people = false;

  PairFixture() {
    REQUIRE(registry->add_linked(pair));
    tasks.by_call = [this](const TaskCall& call) {
      if (call.stream == "payouts" && payouts_refused)
        return ScriptedTasks::Script{failing(FailureKind::permission)};
      if (call.connection_id == "con_2" && call.stream == "orders" && brings_people)
        return ScriptedTasks::Script{act([] { return TaskAction(EmitAction{with_buyer()}); }),
                                     checkpoint("c"), done()};
      return ScriptedTasks::Script{checkpoint("c"), done()};
    };
  }
  void add_connection_of_pair(const std::string& settings = "{}") {
    add_connected("con_2", "pair", [&](ConnectionRow& row) { row.settings_json = settings; });
  }
  void probe(const std::string& state) {
    write([&](Session& session) {
      rows::put_probe(session,
                      {"con_2", "payouts", "M1", "grt_2", state, "", 403, "", "", clock.now(), clock.now()});
    });
    engine->connection_changed("con_2");
    settle();
    core.run_for(1s);
    settle();
  }
  size_t runs_of(const std::string& stream) {
    const auto all = runs();
    return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const RunRow& run) {
      return run.connection_id == "con_2" && run.stream == stream;
    }));
  }
  void pass(Duration time) {
    for (; time > Duration::zero(); time -= 5min) {
      core.run_for(5min);
      settle();
    }
  }
  std::string text(const std::string& sql) {
    return read([&](Session& s) { return sqlite::query_text(sqlite::handle(s), sql).value(); });
  }
};

}  // namespace

TEST_CASE_METHOD(PairFixture,
                 "a stream without its role is set aside, and the others go on until it is back") {
  payouts_refused = true;
  add_connection_of_pair();
  start();
  REQUIRE(runs_of("payouts") == 1);
  probe(kProbeRoleMissing);
  const size_t tried = runs_of("payouts");
  pass(2h);
  CHECK(runs_of("payouts") == tried);
  CHECK(runs_of("orders") >= 8);
  sync_now({"payouts"}, "con_2");  // a person may try
  settle();
  CHECK(runs_of("payouts") == tried + 1);
  payouts_refused = false;
  probe(kProbeOk);
  pass(1h);
  CHECK(runs_of("payouts") > tried + 1);
}

TEST_CASE_METHOD(PairFixture, "a stream that has worked goes on trying, whatever a probe says") {
  add_connection_of_pair();
  start();
  pass(15min);
  payouts_refused = true;
  pass(30min);
  probe(kProbeRoleMissing);
  const size_t tried = runs_of("payouts");
  pass(2h);
  CHECK(runs_of("payouts") > tried);
}

TEST_CASE_METHOD(PairFixture, "personal data that nobody asked for is not held, not even in the raw record") {
  brings_people = true;
  add_connection_of_pair();
  start();
  CHECK(text("SELECT coalesce(buyer, '-') || coalesce(_raw, '-') FROM pair_orders") ==
        R"(-{"orderId":"o1"})");
}

TEST_CASE_METHOD(PairFixture, "where it is switched on it is held, until a row of long ago brings it again") {
  brings_people = true;
  add_connection_of_pair(R"({"personal_data":"true","personal_data_days":"1"})");
  start();
  CHECK(text("SELECT buyer || _raw FROM pair_orders") == R"(Ann{"orderId":"o1","buyer":"Ann"})");
  pass(25h);  // its first sight is a day ago: the commit itself takes it out
  CHECK(text("SELECT coalesce(buyer, '-') || _raw FROM pair_orders") == R"(-{"orderId":"o1"})");
}
