// A whole host - store, oauth, engine, the real plugin library - against the Amazon simulator, in virtual time and without a socket:
// days pass in seconds, and the same seed gives the same history. Belongs to one thread; only the store writes on its own.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "config/config.hpp"
#include "connections/channel_setup.hpp"
#include "oauth/oauth.hpp"
#include "plugins/in_process_runner.hpp"
#include "plugins/registry.hpp"
#include "simulator/amazon/simulator.hpp"
#include "store/journal.hpp"
#include "support/store_fixture.hpp"
#include "sync/engine.hpp"

namespace mooring::test {

// Hands requests to the simulator after a latency that swings with the seed.
class SimulatorTransport final : public host::HttpTransport {
 public:
  SimulatorTransport(amazon_simulator::AmazonSimulator& simulator, host::Executor& core, host::Random& random)
      : simulator_(simulator), core_(core), random_(random) {}
  host::HttpRequestId send(host::HttpRequest request, std::function<void(host::HttpResult)> done) override;
  void cancel(host::HttpRequestId id) override { pending_.erase(id); }

 private:
  amazon_simulator::AmazonSimulator& simulator_;
  host::Executor& core_;
  host::Random& random_;
  std::map<host::HttpRequestId, std::function<void(host::HttpResult)>> pending_;
  host::HttpRequestId last_id_ = 0;
};

class SimulatedHost {
 public:
  struct Options {
    std::filesystem::path plugins;  // folder with amazon_seller.so
    uint64_t seed = 1;
    int64_t orders = 2000;
    double budget_scale = 1;
    host::Duration interval = std::chrono::minutes{15};
  };
  explicit SimulatedHost(const Options& options);
  ~SimulatedHost();

  void start();                     // the engine, with one connected seller in NA and all its marketplaces
  void restart();                   // as after a crash: everything but the store is made anew
  void run_for(host::Duration by);  // virtual time passes
  bool run_until(const std::function<bool()>& reached, host::Duration at_most);

  std::vector<host::RunRow> runs(size_t limit = 200);
  std::string control(const std::string& method, const std::string& path, const std::string& body = {});
  // Rows that are not as the oracle says, as sentences; orders that change after `as_of` are left out.
  std::vector<std::string> differences(host::Timestamp since, host::Timestamp as_of, size_t& compared);

  host::VirtualClock clock;
  std::string connection_id = "con_simulated";
  std::string seller_id;

 private:
  void seed_connection();
  void build();
  void destroy();
  void settle();
  std::vector<std::string> selected_;

  Options options_;
  host::SeededRandom random_;  // of the one thread: the same seed, the same history
  host::OsRandom ids_;         // of the store's thread too: names and keys, which decide nothing
  host::Redactor redactor_;
  host::EventHub events_;
  host::ManualExecutor core_{clock};
  host::Config config_;
  StoreFixture store_;
  std::unique_ptr<amazon_simulator::AmazonSimulator> simulator_;
  std::unique_ptr<host::PluginRegistry> registry_;
  std::unique_ptr<host::Vault> vault_;
  std::unique_ptr<host::Journal> journal_;
  std::unique_ptr<SimulatorTransport> transport_;
  std::unique_ptr<host::TokenClient> token_client_;
  std::unique_ptr<host::TokenService> tokens_;
  std::unique_ptr<host::InProcessTaskRunner> tasks_;
  std::unique_ptr<host::ChannelClient> client_;
  std::unique_ptr<host::SyncEngine> engine_;
};

}  // namespace mooring::test
