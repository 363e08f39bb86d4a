// Days of a connection's life in seconds: orders change, Amazon fails in every way it knows, the host crashes - and in the end the
// store holds exactly what the oracle says.
#include <catch2/catch.hpp>

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

}  // namespace

TEST_CASE("twelve days of faults and crashes end with every row as the oracle says") {
  const uint64_t seed = GENERATE(1, 2);
  INFO("seed " << seed);
  SimulatedHost host({.plugins = MOORING_PLUGINS, .seed = seed, .orders = 3000, .budget_scale = 20});
  Timestamp began = host.clock.now();
  host.start();
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
        auto last = host.runs(1);
        return last[0].state == RunState::succeeded && last[0].started_at > calm + 10min;
      },
      6h));
  size_t compared = 0;
  auto found = host.differences(began - std::chrono::days{360}, calm, compared);
  for (size_t i = 0; i < found.size() && i < 10; ++i)
    UNSCOPED_INFO(found[i]);
  CHECK(found.empty());
  CHECK(compared > 3000);
}

TEST_CASE("a revoked grant stops the schedule and asks nobody any more") {
  SimulatedHost host({.plugins = MOORING_PLUGINS, .seed = 5, .orders = 200, .budget_scale = 50});
  host.start();
  auto succeeded = [&] { return !host.runs(1).empty() && host.runs(1)[0].state == RunState::succeeded; };
  REQUIRE(host.run_until(succeeded, 6h));
  host.control("POST", "/faults", R"({"kind":"revoke_grant","seller":")" + host.seller_id + R"("})");
  host.run_for(2h);
  CHECK(host.runs(1).at(0).failure_kind == "grant_revoked");
  auto count = host.runs().size();
  host.control("DELETE", "/requests");
  host.run_for(48h);
  CHECK(host.runs().size() == count);
  CHECK(host.control("GET", "/requests?limit=1").find("\"total\":0") != std::string::npos);
}
