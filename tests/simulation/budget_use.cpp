// Prints how well a throttled backfill uses its rate budget, as JSON: {"used":0.97,"throttled":0.0,"calls":420,"hours":20.1}
//   budget_use <folder with amazon_seller.so>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <iostream>

#include "simulation/simulated_host.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

constexpr double kRate = 0.0056, kBurst = 20;  // Amazon's usage plan of searchOrders

int64_t count_of(SimulatedHost& host, const std::string& status) {
  Poco::JSON::Parser parser;
  auto log = parser.parse(host.control("GET", "/requests?limit=1")).extract<Poco::JSON::Object::Ptr>();
  auto counts = log->getObject("counts")->getObject("searchOrders");
  return counts ? counts->optValue<int64_t>(status, 0) : 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error("usage: budget_use <folder with amazon_seller.so>");
  SimulatedHost::Options options{argv[1], 11};
  options.world.sellers = 1;
  options.world.orders = 40'000;
  keep_only(options.channels["amazon_seller"], declared_by(argv[1], "amazon_seller"), {"orders"});
  SimulatedHost host(options);
  auto seller = seller_account(host.simulator());
  host.connect(seller);
  host.start();
  SteadyTime begin = host.clock.steady_now();
  bool finished = host.run_until(
      [&] {
        auto runs = host.runs(seller.connection_id, 1);
        return !runs.empty() && runs[0].state == RunState::succeeded;
      },
      std::chrono::days{10});
  if (!finished) throw std::runtime_error("the backfill did not finish");
  double seconds = std::chrono::duration<double>(host.clock.steady_now() - begin).count();
  auto good = count_of(host, "200"), throttled = count_of(host, "429");
  std::cout << "{\"used\":" << static_cast<double>(good) / (kBurst + kRate * seconds)
            << ",\"throttled\":" << static_cast<double>(throttled) / static_cast<double>(good + throttled)
            << ",\"calls\":" << good + throttled << ",\"hours\":" << seconds / 3600 << "}\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
