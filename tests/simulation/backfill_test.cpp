// A backfill among faults and crashes: in the end every order of its range is there as the oracle says, and the ordinary runs of the
// same stream were not kept waiting by it.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "simulation/comparison.hpp"
#include "simulation/simulated_host.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const std::vector<std::string> kFaults = {
    R"({"kind":"throttle","endpoint":"searchOrders","duration_s":600})",
    R"({"kind":"http_error","endpoint":"searchOrders","duration_s":1200,"status":503})",
    R"({"kind":"http_error","endpoint":"token","duration_s":900,"status":500})",
    R"({"kind":"cut","endpoint":"searchOrders","count":4})",
    R"({"kind":"bad_page_token","endpoint":"searchOrders","count":1})",
    R"({"kind":"empty_page","endpoint":"searchOrders","count":2})",
    R"({"kind":"malformed_json","endpoint":"searchOrders","count":2})",
};

// A seller of whom only the last thirty days are known.
struct SellerHost {
  explicit SellerHost(uint64_t seed, double budget_scale = 20)
      : host(options(seed, budget_scale)), account(seller_account(host.simulator())) {
    host.connect(account, R"({"history_days":"30"})");
    host.start();
    REQUIRE(host.run_until([&] { return !ordinary_runs(1).empty(); }, 12h));
  }
  static SimulatedHost::Options options(uint64_t seed, double budget_scale) {
    SimulatedHost::Options options{MOORING_PLUGINS, seed};
    options.world.sellers = 1;
    options.world.orders = 4000;
    options.world.budget_scale = budget_scale;
    auto& channel = options.channels["amazon_seller"];
    keep_only(channel, declared_by(MOORING_PLUGINS, "amazon_seller"), {"orders"});
    channel.streams["orders"].interval = 15min;
    return options;
  }
  std::vector<RunRow> ordinary_runs(size_t limit) {
    std::vector<RunRow> found;
    for (RunRow& run : host.runs(account.connection_id, 5000))
      if (run.backfill_id.empty() && run.state == RunState::succeeded && found.size() < limit)
        found.push_back(std::move(run));
    return found;
  }
  BackfillView start_backfill(int from_ago, int to_ago) {
    BackfillRequest request;
    request.from = floor_day(host.clock.now()) - days{from_ago};
    request.to = floor_day(host.clock.now()) - days{to_ago};
    request.streams = {"orders"};
    auto made = host.backfill(account.connection_id, request);
    INFO((made ? "" : describe(made.error())));
    REQUIRE(made);
    return *made;
  }
  bool has_ended(const std::string& id) {
    return host.store().read(
        [&](Session& session) { return is_ended(rows::find_backfill(session, id)->state); });
  }
  std::vector<std::string> wrong_rows(Timestamp since, Timestamp as_of, size_t& compared) {
    std::string selected;
    for (const auto& row : account.marketplaces)
      selected += (selected.empty() ? "" : ",") + row.id;
    const Manifest& manifest = host.manifest(account.channel);
    auto oracle = oracle_rows(
        manifest,
        host.control("GET", "/oracle?seller=" + account.account_id + "&marketplaces=" + selected +
                                "&settled=1&since=" + format_time(since) + "&as_of=" + format_time(as_of)));
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

TEST_CASE("a backfill among faults and crashes ends with every order of its range") {
  const uint64_t seed = GENERATE(3, 4);
  INFO("seed " << seed);
  SellerHost seller(seed);
  SimulatedHost& host = seller.host;
  size_t before = 0;
  const Timestamp since = floor_day(host.clock.now()) - days{300};
  CHECK_FALSE(seller.wrong_rows(since, host.clock.now(), before).empty());  // they are not there yet
  const std::string id = seller.start_backfill(300, 25).row.id;
  SeededRandom random(seed);
  for (int i = 0; i < 40 && !seller.has_ended(id); ++i) {
    host.control("POST", "/faults", kFaults[(static_cast<size_t>(i) + random.next()) % kFaults.size()]);
    host.run_for(Duration{static_cast<int64_t>(random.uniform() * 40 * 60e6)});
    if (random.uniform() < 0.7) host.restart();
    host.run_for(20min);
  }
  host.control("DELETE", "/faults");
  REQUIRE(host.run_until([&] { return seller.has_ended(id); }, 48h));
  const Timestamp calm = host.clock.now();
  host.run_for(2h);
  const auto ended = host.find_backfill(id);
  REQUIRE(ended);
  INFO(ended->parts.at(0).row.failure_message);
  CHECK(ended->row.state == BackfillState::done);
  CHECK(ended->rows > 0);
  size_t compared = 0;
  auto found = seller.wrong_rows(since, calm, compared);
  for (size_t i = 0; i < found.size() && i < 10; ++i)
    UNSCOPED_INFO(found[i]);
  CHECK(found.empty());
  CHECK(compared > 2000);
}

TEST_CASE("ordinary runs go on every quarter of an hour beside a backfill") {
  SellerHost seller(9, 2);  // the budget decides how long it takes
  SimulatedHost& host = seller.host;
  const Timestamp began = host.clock.now();
  const std::string id = seller.start_backfill(700, 25).row.id;
  REQUIRE(host.run_until([&] { return seller.has_ended(id); }, 72h));
  const Timestamp ended = host.clock.now();
  Timestamp last = ended;
  Duration longest{};
  size_t count = 0;
  for (const RunRow& run : seller.ordinary_runs(5000)) {  // newest first
    if (*run.started_at < began) break;
    longest = std::max(longest, last - *run.started_at);
    last = *run.started_at;
    ++count;
  }
  INFO("over " << format_duration(ended - began) << ", " << count << " ordinary runs, at most "
               << format_duration(longest) << " apart");
  CHECK(ended - began > 1h);  // else it proves nothing
  CHECK(longest < 18min);
  CHECK(host.find_backfill(id)->row.state == BackfillState::done);
}
