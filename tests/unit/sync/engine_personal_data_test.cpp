// The promise about personal data, kept by whole runs over a real store: never stored where it is off, at most the set days
// where it is on, and no change because of what was removed.
#include "connections/personal_data.hpp"
#include "plugins/record_views.hpp"
#include "support/batch_builder.hpp"
#include "support/planted_secret.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using mooring::test::BatchBuilder;
using mooring::test::places_of;

namespace {

const std::string kReturnsManifest = manifest_head("returns", "Returns", 1) + R"([[streams]]
id = "returns"
title = "Returns"
mode = "incremental"
interval = "12h"
pii_raw = ["comments"]
primary_key = ["id"]
fields = [{ name = "id", type = "text" }, { name = "comment", type = "text", pii = true }]
)";

struct ReturnsFixture : EngineFixture {
  mooring_plugin returns = declared_plugin(kReturnsManifest);
  RecordTable table;
  bool mapped = true;  // the plugin makes a field of the member

  ReturnsFixture() {
    REQUIRE(registry->add_linked(returns));
    const Manifest& manifest = *registry->manifest("returns");
    table = record_table_of(manifest, manifest.streams.at(0));
    drop_connections();
    tasks.by_call = [this](const TaskCall&) {
      return ScriptedTasks::Script{act([this] { return TaskAction(EmitAction{row()}); }), checkpoint("read"),
                                   done()};
    };
  }
  RecordBatch row() const {
    BatchBuilder builder(table);
    builder.text("return-1");
    mapped ? builder.text("thanks, Ann") : builder.null();
    builder.raw(R"({"id":"return-1","comments":"thanks, Ann"})");
    auto batch = builder.take();
    batch.stream = "returns";
    return batch;
  }
  void connect(const std::string& settings) {
    add_connected("con_r", "returns", [&](ConnectionRow& row) { row.settings_json = settings; });
  }
  std::string held() {
    return read([](Session& session) {
      return sqlite::query_text(sqlite::handle(session),
                                "SELECT coalesce(comment, '-') || ' ' || _raw FROM returns_returns")
          .value();
    });
  }
  int64_t last_seq() {
    return read([](Session& session) {
      return sqlite::query_integer(sqlite::handle(session), "SELECT last_seq FROM change_counter").value();
    });
  }
};

}  // namespace

TEST_CASE_METHOD(ReturnsFixture, "where personal data is off, nothing of it comes into the store",
                 "[security]") {
  mapped = GENERATE(true, false);
  connect("{}");
  start();
  CHECK(held() == R"(- {"id":"return-1"})");
  CHECK(places_of(*this, "Ann").empty());
  const int64_t before = last_seq();
  core.run_for(25h);
  settle();
  CHECK(tasks.calls.size() >= 3);
  CHECK(last_seq() == before);
  for (const RunRow& run : runs())
    CHECK(run.state == RunState::succeeded);
}

TEST_CASE_METHOD(ReturnsFixture,
                 "where it is on, it is held for its days, and then it is as if it had never been there") {
  mapped = GENERATE(true, false);
  connect(R"({"personal_data":"true","personal_data_days":"7"})");
  start();
  // Whom only the raw record names is not held at all: nothing would find the row again.
  CHECK((held().find("Ann") != std::string::npos) == mapped);
  PersonalDataRetention retention({database(), *registry, *journal});
  for (int hour = 0; hour < 7 * 24; ++hour) {
    core.run_for(1h);
    settle();
    REQUIRE(retention.pass(clock.now(), ""));
  }
  CHECK(held() == R"(- {"id":"return-1"})");
  CHECK(places_of(*this, "Ann").empty());
  const int64_t before = last_seq();
  const Timestamp removed_at = clock.now();
  for (int hour = 0; hour < 14 * 24; ++hour) {  // the provider still tells it in its look-back
    core.run_for(1h);
    settle();
    REQUIRE(retention.pass(clock.now(), "") == 0);
  }
  CHECK(tasks.calls.size() > 30);
  CHECK(last_seq() == before);
  CHECK(places_of(*this, "Ann").empty());
  for (const RunRow& run : runs())
    if (run.queued_at > removed_at) CHECK(run.rows_changed == 0);
}
