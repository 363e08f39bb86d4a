// Ninety days of a seller and of a vendor: orders come late, money is restated, Amazon throttles and is out of order twenty times, the host
// crashes - and in the end every stream that the manifest names holds exactly what the oracle says.
// MOORING_SEED=<number> tells another story; MOORING_DIFFERENCES=<file> takes all differences, not only the first ones.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "simulation/seller_judge.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

constexpr int kDays = 90, kOutages = 20, kHistoryDays = 30;
constexpr size_t kSentencesShown = 12;
constexpr auto kReadingAtMost = 72h;

// Beside the outages: what goes wrong on ordinary days.
const std::vector<std::string> kTroubles = {
    R"({"kind":"throttle","channel":"seller","duration_s":900})",
    R"({"kind":"throttle","channel":"seller","count":12})",
    R"({"kind":"http_error","endpoint":"token","duration_s":900,"status":500})",
    R"({"kind":"cut","channel":"seller","count":7})",
    R"({"kind":"truncated","channel":"seller","count":3})",
    R"({"kind":"html_ok","channel":"seller","count":2})",
    R"({"kind":"malformed_json","channel":"seller","count":2})",
    R"({"kind":"token_expired","channel":"seller","count":1})",
    R"({"kind":"bad_page_token","endpoint":"searchOrders","count":1})",
    R"({"kind":"duplicate_orders","endpoint":"searchOrders","count":4})",
    R"({"kind":"slow","channel":"seller","count":5,"delay_ms":4000})",
    R"({"kind":"short_lived_token","endpoint":"token","count":4,"expires_in_s":30})",
    R"({"kind":"report_cancelled","channel":"seller","count":2})",
};

struct Story {
  explicit Story(uint64_t seed) : random(seed), host(options(seed)) {
    accounts = {seller_account(host.simulator()),
                vendor_account(host.simulator(), host.manifest("amazon_seller"))};
    for (auto& account : accounts) {
      // One store: each more has the same streams once more.
      for (size_t i = 1; i < account.marketplaces.size(); ++i)
        account.marketplaces[i].selected = false;
      host.connect(account, R"({"history_days":")" + std::to_string(kHistoryDays) + R"("})");
    }
    began = host.clock.now();
    host.start();
  }

  static SimulatedHost::Options options(uint64_t seed) {
    SimulatedHost::Options options{MOORING_PLUGINS, seed};
    options.world.sellers = 1;
    options.world.vendors = 1;
    options.world.orders = 1200;
    options.world.budget_scale = 20;
    options.world.report_fail_percent = 2;
    auto& channel = options.channels["amazon_seller"];
    for (const auto& stream : declared_by(MOORING_PLUGINS, "amazon_seller").streams)
      if (stream.fed_by.empty())
        channel.streams[stream.id].interval = stream.scope == StreamScope::marketplace ? 44h : 17h;
    return options;
  }

  void strike(const std::string& fault) {
    host.control("POST", "/faults", fault);
    ++faults;
  }

  // An outage every few days, half an hour to a day long; troubles and crashes between them.
  void live_through() {
    for (int outage = 0; outage < kOutages; ++outage) {
      const auto seconds = 1800 + static_cast<int64_t>(random.uniform() * 84'600);
      strike(R"({"kind":"http_error","channel":"seller","status":503,"start_after_s":)" +
             std::to_string(static_cast<int64_t>(random.uniform() * 86'400)) + R"(,"duration_s":)" +
             std::to_string(seconds) + "}");
      const Duration time = Duration{days{kDays}} / kOutages;
      for (int part = 0; part < 3; ++part) {
        strike(kTroubles[random.next() % kTroubles.size()]);
        const Duration before{
            static_cast<int64_t>(random.uniform() * static_cast<double>((time / 3).count()))};
        host.run_for(before);
        if (random.uniform() < 0.35) {
          host.restart();
          ++crashes;
        }
        host.run_for(time / 3 - before);
      }
    }
  }

  // Nothing is wrong any more: what has failed goes on by itself, then everything is read once more.
  void come_to_rest() {
    host.control("DELETE", "/faults");
    host.run_for(12h);
    calm = host.clock.now();
    for (const auto& account : accounts) {
      host.sync_now(account.connection_id);
      const bool read =
          host.run_until([&] { return all_read_since(host, account.connection_id, calm); }, kReadingAtMost);
      INFO(account.connection_id << " has not read " << not_read_since(host, account.connection_id, calm));
      CHECK(read);
    }
  }

  SeededRandom random;
  SimulatedHost host;
  std::vector<SimulatedAccount> accounts;
  Timestamp began, calm;
  int faults = 0, crashes = 0;
};

void check(const SellerVerdict& verdict) {
  for (size_t i = 0; i < verdict.wrong.size() && i < kSentencesShown; ++i)
    UNSCOPED_INFO(verdict.wrong[i]);
  if (const char* file = std::getenv("MOORING_DIFFERENCES")) {
    std::ofstream all(file, std::ios::app);
    for (const auto& sentence : verdict.wrong)
      all << sentence << "\n";
  }
  UNSCOPED_INFO(verdict.wrong.size() << " differences in all");
  CHECK(verdict.wrong.empty());
  for (const std::string& stream : verdict.without_oracle)
    FAIL_CHECK("the simulator has no oracle of " << stream);
  for (const auto& [stream, rows] : verdict.compared) {
    INFO(stream);
    CHECK(rows > 0);
  }
}

}  // namespace

TEST_CASE("ninety days of a seller and a vendor end with every stream as the oracle says") {
  const char* chosen = std::getenv("MOORING_SEED");
  const uint64_t seed = chosen ? std::stoull(chosen) : 4;
  INFO("seed " << seed);
  Story story(seed);
  story.live_through();
  story.come_to_rest();
  CHECK(story.host.clock.now() - story.began > days{kDays});
  CHECK(story.crashes > 10);
  // What is older was there before the connection, and partly out of reach.
  const Timestamp since = story.began - days{kHistoryDays - 3};
  for (const auto& account : story.accounts) {
    INFO(account.connection_id);
    check(judge_seller(story.host, account, since, story.calm));
  }
}
