// Two years of orders under Amazon's published budget: the first sync may hardly take longer than the calls that nobody can save, and
// says from the first minute how long that will be.
#include <catch2/catch.hpp>
#include <cmath>

#include "simulation/simulated_host.hpp"
#include "simulator/amazon/world.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
namespace simulator = mooring::amazon_simulator;

namespace {

constexpr int kHistoryDays = 730;
constexpr int64_t kOrdersPerCall = 100;
constexpr double kSlowerAtMost = 1.05, kWrongAtMost = 0.20;
constexpr auto kEstimateDue = 1min;
// Less is left than an estimate can be right about: a call more or less is already a fifth.
constexpr auto kEstimateMeant = 30min;

SimulatedHost::Options options(simulator::OrdersShape shape, int64_t orders) {
  SimulatedHost::Options options{MOORING_PLUGINS, 9};
  options.world.sellers = 1;
  options.world.orders = orders;
  options.world.history_days = kHistoryDays + 5;
  options.world.orders_shape = shape;
  // No other stream: what is measured is the budget of orders.
  keep_only(options.channels["amazon_seller"], declared_by(MOORING_PLUGINS, "amazon_seller"), {"orders"});
  return options;
}

// The Sellers API also names what is not a store of Amazon's; nobody selects it.
bool is_no_store(std::string_view marketplace) {
  return marketplace == simulator::pseudo_marketplace().id;
}

struct Sample {
  Timestamp at;
  std::optional<Timestamp> expected;
};

class FirstSync {
 public:
  FirstSync(simulator::OrdersShape shape, int64_t orders)
      : host(options(shape, orders)), account(seller_account(host.simulator())) {
    std::erase_if(account.marketplaces, [](const MarketplaceRow& row) { return is_no_store(row.id); });
    host.connect(account, R"({"history_days":")" + std::to_string(kHistoryDays) + R"("})");
    began = host.clock.now();
    host.start();
  }

  // What the API would have shown at each moment is kept.
  void finish() {
    REQUIRE(host.run_until(
        [&] {
          if (auto live = host.engine().live_run(run_id()))
            samples.push_back({host.clock.now(), live->expected_at});
          return run().finished_at.has_value();
        },
        std::chrono::days{30}));
    REQUIRE(run().state == RunState::succeeded);
    ended = *run().finished_at;
  }

  // The least number of full pages, at the rate and with the burst that Amazon publishes.
  Duration unavoidable() {
    const auto plan = simulator::default_plan("searchOrders");
    const double calls = std::ceil(static_cast<double>(orders_in_reach()) / kOrdersPerCall);
    const double waiting = std::max(0.0, calls - plan.burst);
    return Duration{static_cast<int64_t>(waiting / plan.rate_per_s * 1e6)};
  }

  int64_t orders_in_reach() {
    const auto& book = *host.simulator().world().book(account.account_id);
    const int64_t now = to_unix_us(began), from = to_unix_us(began - std::chrono::days{kHistoryDays});
    const auto [first, last] = book.index_range(from - simulator::OrderBook::kLifeMax_us, now);
    int64_t found = 0;
    for (int64_t index = first; index <= last; ++index) {
      const auto order = book.order(index, now);
      found += order && order->now.at_us >= from && !is_no_store(order->marketplace().id);
    }
    return found;
  }

  RunRow run() {
    auto runs = host.runs(account.connection_id);
    std::erase_if(runs, [](const RunRow& row) { return row.stream != "orders"; });
    return runs.empty() ? RunRow{} : runs.back();
  }

  SimulatedHost host;
  SimulatedAccount account;
  Timestamp began, ended;
  std::vector<Sample> samples;

 private:
  std::string run_id() {
    if (run_id_.empty()) run_id_ = run().id;
    return run_id_;
  }
  std::string run_id_;
};

void check_estimates(const FirstSync& sync) {
  size_t judged = 0;
  for (const Sample& sample : sync.samples) {
    if (sample.at < sync.began + kEstimateDue || sample.at > sync.ended - kEstimateMeant) continue;
    INFO("after " << std::chrono::duration_cast<std::chrono::seconds>(sample.at - sync.began).count()
                  << " s of "
                  << std::chrono::duration_cast<std::chrono::seconds>(sync.ended - sync.began).count());
    REQUIRE(sample.expected);
    const double left = std::chrono::duration<double>(sync.ended - sample.at).count();
    const double told = std::chrono::duration<double>(*sample.expected - sample.at).count();
    CHECK(std::abs(told - left) <= kWrongAtMost * left);
    ++judged;
  }
  CHECK(judged > 20);
}

}  // namespace

TEST_CASE(
    "a first sync of two years takes as long as the budget makes it, and says so from the first minute") {
  const auto [name, shape] =
      GENERATE(table<std::string, simulator::OrdersShape>({{"even", simulator::OrdersShape::even},
                                                           {"growing", simulator::OrdersShape::growing},
                                                           {"seasonal", simulator::OrdersShape::seasonal},
                                                           {"launched", simulator::OrdersShape::launched}}));
  INFO(name);
  FirstSync sync(shape, 12'000);
  sync.finish();
  const double took = std::chrono::duration<double>(sync.ended - sync.began).count();
  const double unavoidable = std::chrono::duration<double>(sync.unavoidable()).count();
  CHECK(unavoidable > 4 * 3600);
  CHECK(took <= kSlowerAtMost * unavoidable);
  WARN(name << ": " << sync.run().requests << " calls, " << took / unavoidable << " of what is unavoidable");
  check_estimates(sync);
}

TEST_CASE("two years of few orders are there at once") {
  FirstSync sync(simulator::OrdersShape::even, 150);
  sync.finish();
  CHECK(sync.unavoidable() == Duration::zero());
  CHECK(sync.run().requests < 10);
  CHECK(sync.ended - sync.began < 1min);
}
