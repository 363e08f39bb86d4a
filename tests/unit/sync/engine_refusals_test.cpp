// A run of one marketplace that is refused because the account is not there: set aside, and tried again after each look.
#include "store/rows_probes.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const std::string kStoresManifest = manifest_head("stores", "Stores", 1) + R"([[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[streams]]
id = "sales"
title = "Sales"
mode = "snapshot"
scope = "marketplace"
interval = "12h"
primary_key = ["day"]
fields = [{ name = "day", type = "date" }]
[streams.probe]
path = "/reports"
answers = [{ status = 400, body_contains = "not a store of this account", means = "not_participating" }]
[[streams]]
id = "products"
title = "Sales by product"
mode = "snapshot"
scope = "marketplace"
fed_by = "sales"
primary_key = ["product"]
fields = [{ name = "product", type = "text" }, { name = "day", type = "date" }]
)";

struct StoresFixture : EngineFixture {
  mooring_plugin stores = declared_plugin(kStoresManifest);
  std::string words = "Refused: M2 is NOT a store of this account";
  bool is_refused_there = true;

  StoresFixture() {
    const auto added = registry->add_linked(stores);
    INFO((added ? "" : describe(added.error())));
    REQUIRE(added);
    drop_connections();
    add_connected("con_s", "stores", {}, {"M1", "M2"});
    tasks.by_call = [this](const TaskCall& call) {
      if (call.marketplaces.at(0).id == "M2" && is_refused_there)
        return ScriptedTasks::Script{act([this] {
          return TaskAction(FailAction{{FailureKind::request_rejected, 400, "POST x", "r-4", words}});
        })};
      return ScriptedTasks::Script{checkpoint("c"), done()};
    };
  }
  size_t runs_of(const std::string& marketplace) {
    const auto all = runs();
    return static_cast<size_t>(std::count_if(
        all.begin(), all.end(), [&](const RunRow& run) { return run.marketplace == marketplace; }));
  }
  void pass(Duration time) {
    for (; time > Duration::zero(); time -= 30min) {
      core.run_for(30min);
      settle();
    }
  }
  std::vector<ProbeRow> refusals() {
    return read(
        [](Session& session) { return rows::refused_probes_of(session, rows::Many({"con_s"})); })["con_s"];
  }
  size_t failures_told() {
    rows::ActivityFilter filter;
    filter.kind_prefix = "run.failed";
    return read([&](Session& session) { return rows::list_activity(session, filter); }).size();
  }
  // What a look at the permissions leaves, whose probe asks for no marketplace.
  void look() {
    write([&](Session& session) {
      for (ProbeRow row : rows::list_probes(session, "con_s")) {
        row.checked_at = clock.now();
        rows::put_probe(session, row);
      }
    });
    engine->connection_changed("con_s");
    settle();
    core.run_for(1s);
    settle();
  }
};

}  // namespace

TEST_CASE_METHOD(StoresFixture,
                 "a marketplace that the account has not is asked for once, and the others go on") {
  start();
  pass(1h);
  REQUIRE(runs_of("M2") == 1);
  const auto found = refusals();
  REQUIRE(found.size() == 2);  // the stream, and what comes with it
  for (const ProbeRow& row : found) {
    CHECK(row.marketplace == "M2");
    CHECK(row.state == kProbeNotParticipating);
    CHECK(row.grant_id == "grt_s");
    CHECK(row.note == words);
    CHECK(row.status == 400);
    CHECK(row.request_id == "r-4");
  }
  pass(36h);
  CHECK(runs_of("M2") == 1);
  CHECK(runs_of("M1") >= 3);
}

TEST_CASE_METHOD(StoresFixture, "each look is followed by one run, and one that succeeds ends it") {
  start();
  pass(24h);
  look();
  CHECK(runs_of("M2") == 2);
  pass(24h);
  CHECK(runs_of("M2") == 2);
  CHECK(failures_told() == 1);  // that nothing has changed is no news
  is_refused_there = false;
  look();
  CHECK(runs_of("M2") == 3);
  CHECK(refusals().empty());
  pass(24h);
  CHECK(runs_of("M2") >= 4);
}

TEST_CASE_METHOD(StoresFixture, "another refusal is a failure like others: it is tried again") {
  words = "Refused: the day is too long ago";
  start();
  pass(24h);
  CHECK(runs_of("M2") > 2);
  CHECK(refusals().empty());
}

TEST_CASE_METHOD(StoresFixture, "where nothing else is left, it goes on trying") {
  write([](Session& session) { rows::set_selected_marketplaces(session, "con_s", {"M2"}); });
  start();
  pass(24h);
  CHECK(runs_of("M2") > 2);
}
