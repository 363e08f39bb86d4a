// Streams that belong to one kind of account: a connection runs those of its consent's kind, and no others.
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

constexpr char kTwoKinds[] = R"(
schema = 1
id = "market"
name = "Market"
version = "1.0.0"
abi = { major = 1, minor_required = 3 }
operations = ["identify/1", "sync/1"]
hosts = ["api.shop.example"]
[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.shop.example"
issuer = "market-na"
token_url = "https://api.shop.example/token"
[[regions.consents]]
id = "seller_us"
name = "Sellers"
account = "seller"
authorize_url = "https://sellers.shop.example/consent"
[[regions.consents]]
id = "maker_us"
name = "Makers"
account = "maker"
authorize_url = "https://makers.shop.example/consent"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
[[streams]]
id = "sales"
mode = "incremental"
interval = "1h"
backfill = true
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "supplies"
accounts = ["maker"]
mode = "incremental"
interval = "1h"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "notes"
accounts = ["seller", "maker"]
mode = "incremental"
interval = "1h"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
)";

struct KindsFixture : EngineFixture {
  mooring_plugin market = declared_plugin(kTwoKinds);

  KindsFixture() {
    REQUIRE(registry->add_linked(market));
    drop_connections();
    add_connected("con_seller", "market");
    add_connected("con_maker", "market", [](ConnectionRow& row) { row.consent = "maker_us"; });
    tasks.by_call = [](const TaskCall&) { return ScriptedTasks::Script{checkpoint("read"), done()}; };
  }
  std::set<std::string> read_by(const std::string& kind) {
    std::set<std::string> streams;
    for (const TaskCall& call : tasks.calls)
      if (call.account_kind == kind) streams.insert(call.stream);
    return streams;
  }
};

}  // namespace

TEST_CASE_METHOD(KindsFixture,
                 "a connection runs the streams of its kind of account, which its tasks are told") {
  start();
  CHECK(read_by("seller") == std::set<std::string>{"sales", "notes"});
  CHECK(read_by("maker") == std::set<std::string>{"supplies", "notes"});
  CHECK(engine->live("con_seller").size() == 2);
  CHECK(engine->live("con_maker").size() == 2);
}

TEST_CASE_METHOD(KindsFixture, "nobody can ask a connection for a stream of another kind") {
  start();
  const auto all = sync_now({}, "con_maker");
  REQUIRE(all);
  CHECK(all->size() == 2);
  const auto foreign = sync_now({"sales"}, "con_maker");
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == "stream_unknown");
}

TEST_CASE_METHOD(KindsFixture,
                 "a new consent of another kind ends the streams that this kind does not have") {
  start();
  write([&](Session& session) {
    ConnectionRow row = *rows::find_connection(session, "con_seller");
    row.consent = "maker_us";
    REQUIRE(rows::update_connection(session, row));
  });
  engine->connection_changed("con_seller");
  settle();
  core.run_for(1s);
  settle();
  std::set<std::string> streams;
  for (const LiveStream& live : engine->live("con_seller"))
    streams.insert(live.stream);
  CHECK(streams == std::set<std::string>{"supplies", "notes"});
  tasks.calls.clear();
  core.run_for(3h);
  settle();
  CHECK(read_by("seller").empty());
  const auto foreign = sync_now({"sales"}, "con_seller");
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == "stream_unknown");
}
