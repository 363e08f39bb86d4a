// Days of a connection's life in seconds: orders change, Amazon fails in every way it knows, the host crashes - and in the end the
// store holds exactly what the oracle says.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "simulation/comparison.hpp"
#include "simulation/simulated_host.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kFaults = {
    R"({"kind":"throttle","endpoint":"searchOrders","duration_s":600})",
    R"({"kind":"http_error","endpoint":"searchOrders","duration_s":1800,"status":503})",
    R"({"kind":"http_error","endpoint":"token","duration_s":900,"status":500})",
    R"({"kind":"cut","endpoint":"searchOrders","count":7})",
    R"({"kind":"truncated","endpoint":"searchOrders","count":3})",
    R"({"kind":"html_ok","endpoint":"searchOrders","count":2})",
    R"({"kind":"malformed_json","endpoint":"searchOrders","count":2})",
    R"({"kind":"token_expired","endpoint":"searchOrders","count":1})",
    R"({"kind":"bad_page_token","endpoint":"searchOrders","count":1})",
    R"({"kind":"duplicate_orders","endpoint":"searchOrders","count":4})",
    R"({"kind":"empty_page","endpoint":"searchOrders","count":2})",
    R"({"kind":"slow","endpoint":"searchOrders","count":5,"delay_ms":4000})",
};

// One connected seller in NA with all its marketplaces.
struct SellerHost {
  SellerHost(uint64_t seed, int64_t orders, double budget_scale)
      : host(options(seed, orders, budget_scale)), account(seller_account(host.simulator())) {
    host.connect(account);
    host.start();
  }
  static SimulatedHost::Options options(uint64_t seed, int64_t orders, double budget_scale) {
    SimulatedHost::Options options{MOORING_PLUGINS, seed};
    options.world.sellers = 1;
    options.world.orders = orders;
    options.world.budget_scale = budget_scale;
    auto& channel = options.channels["amazon_seller"];
    keep_only(channel, declared_by(MOORING_PLUGINS, "amazon_seller"), {"orders"});
    channel.streams["orders"].interval = 15min;
    return options;
  }
  RunRow last_run() {
    auto runs = host.runs(account.connection_id, 1);
    return runs.empty() ? RunRow{} : runs[0];
  }
  // Orders that change after `as_of` are left out.
  std::vector<std::string> wrong_rows(Timestamp since, Timestamp as_of, size_t& compared) {
    std::string selected;
    for (const auto& row : account.marketplaces)
      selected += (selected.empty() ? "" : ",") + row.id;
    const Manifest& manifest = host.manifest(account.channel);
    auto oracle = oracle_rows(
        manifest, host.control("GET", "/oracle?seller=" + account.account_id + "&marketplaces=" + selected +
                                          "&settled=1&by=updated&since=" + format_time(since) +
                                          "&as_of=" + format_time(as_of)));
    std::vector<std::string> found;
    for (const auto& [stream, wanted] : oracle) {
      compared += wanted.size();
      auto held = held_rows(host.store().file(), manifest, stream, account.connection_id);
      auto wrong = differences(stream, held, wanted, Surplus::allowed);
      found.insert(found.end(), wrong.begin(), wrong.end());
    }
    return found;
  }

  SimulatedHost host;
  SimulatedAccount account;
};

}  // namespace

TEST_CASE("twelve days of faults and crashes end with every row as the oracle says") {
  const uint64_t seed = GENERATE(1, 2);
  INFO("seed " << seed);
  SellerHost seller(seed, 3000, 20);
  SimulatedHost& host = seller.host;
  Timestamp began = host.clock.now();
  SeededRandom random(seed);
  for (int day = 0; day < 12; ++day) {
    host.control("POST", "/faults", kFaults[(day + random.next()) % kFaults.size()]);
    host.run_for(Duration{static_cast<int64_t>(random.uniform() * 12 * 3600e6)});
    if (random.uniform() < 0.6) host.restart();
    host.run_for(12h);
  }
  host.control("DELETE", "/faults");
  Timestamp calm = host.clock.now();
  REQUIRE(host.run_until(
      [&] {
        auto last = seller.last_run();
        return last.state == RunState::succeeded && last.started_at > calm + 10min;
      },
      6h));
  size_t compared = 0;
  auto found = seller.wrong_rows(began - std::chrono::days{360}, calm, compared);
  for (size_t i = 0; i < found.size() && i < 10; ++i)
    UNSCOPED_INFO(found[i]);
  CHECK(found.empty());
  CHECK(compared > 3000);
}

TEST_CASE("a revoked grant stops the schedule and asks nobody any more") {
  SellerHost seller(5, 200, 50);
  SimulatedHost& host = seller.host;
  REQUIRE(host.run_until([&] { return seller.last_run().state == RunState::succeeded; }, 6h));
  host.control("POST", "/faults",
               R"({"kind":"revoke_grant","seller":")" + seller.account.account_id + R"("})");
  host.run_for(2h);
  CHECK(seller.last_run().failure_kind == "grant_revoked");
  auto count = host.runs(seller.account.connection_id).size();
  host.control("DELETE", "/requests");
  host.run_for(48h);
  CHECK(host.runs(seller.account.connection_id).size() == count);
  CHECK(host.control("GET", "/requests?limit=1").find("\"total\":0") != std::string::npos);
}
