// A stream that needs another one's values: what its runs are given, and when.
#include <future>
#include <thread>

#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

constexpr char kNeedsManifest[] = R"(
schema = 1
id = "needy"
name = "Needy"
version = "1.0.0"
abi = { major = 1, minor_required = 0 }
operations = ["identify/1", "sync/1"]
hosts = ["api.shop.example"]
[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.shop.example"
issuer = "needy-na"
authorize_url = "https://shop.example/consent"
token_url = "https://api.shop.example/token"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
[[streams]]
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
  mooring_plugin needy = shop_plugin({kNeedsManifest, sizeof kNeedsManifest - 1});

  NeedsFixture() {
    REQUIRE(registry->add_linked(needy));
    write([&](Session& session) {
      session << "DELETE FROM connections", Poco::Data::Keywords::now;
      ConnectionRow row = connection("con_n");
      row.channel = "needy";
      row.region = "NA";
      rows::insert_connection(session, row);
      GrantRow grant;
      grant.id = "grt_n";
      grant.connection_id = "con_n";
      grant.issued_at = clock.now();
      rows::insert_grant(session, grant);
      MarketplaceRow marketplace;
      marketplace.id = "M1";
      rows::upsert_marketplace(session, "con_n", marketplace);
      rows::set_selected_marketplaces(session, "con_n", {"M1"});
    });
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
  auto cancelled =
      std::async(std::launch::async, [&] { return engine->cancel(asked->front().id, "tester").has_value(); });
  while (cancelled.wait_for(0s) != std::future_status::ready) {
    core.run_ready();
    std::this_thread::yield();
  }
  CHECK(cancelled.get());
  settle();
  waiting.front()();
  settle();
  CHECK(tasks.calls.empty());
  CHECK(runs().front().state == RunState::cancelled);
}
