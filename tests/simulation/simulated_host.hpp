// A whole host - store, oauth, engine, the real plugin libraries - against the Amazon simulator, in virtual time and without a socket:
// days pass in seconds, and the same seed gives the same history. Belongs to one thread; only the store writes on its own.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "config/config.hpp"
#include "connections/channel_setup.hpp"
#include "oauth/oauth.hpp"
#include "plugins/in_process_runner.hpp"
#include "plugins/redaction.hpp"
#include "plugins/registry.hpp"
#include "simulation/simulated_accounts.hpp"
#include "simulation/simulated_transport.hpp"
#include "simulator/amazon/simulator.hpp"
#include "store/journal.hpp"
#include "support/store_fixture.hpp"
#include "sync/backfills.hpp"
#include "sync/engine.hpp"

namespace mooring::test {

class SimulatedHost {
 public:
  struct Options {
    std::filesystem::path plugins;  // folder with the channels' libraries
    uint64_t seed = 1;
    amazon_simulator::Options world{};  // seed and clock are set by the host
    std::map<std::string, host::ChannelConfig> channels = simulated_channels();
  };
  explicit SimulatedHost(const Options& options);
  ~SimulatedHost();

  // What people do. Before start() or after.
  void connect(const SimulatedAccount& account, const std::string& settings_json = "{}");
  void reconnect(const std::string& connection_id, const host::Secret& refresh_token);
  void list_marketplaces(const std::string& connection_id,
                         const std::vector<host::MarketplaceRow>& rows);  // as identify does
  void select(const std::string& connection_id, const std::vector<std::string>& marketplaces);
  void change_settings(const std::string& connection_id, const std::string& settings_json);
  void sync_now(const std::string& connection_id, const host::SyncTargets& targets = {});

  // Of the one thread: core goes on until the answer is there.
  host::Result<host::BackfillView> backfill(const std::string& connection_id,
                                            const host::BackfillRequest& request);
  host::Result<host::BackfillView> find_backfill(const std::string& id);

  void start();                     // the engine
  void restart();                   // as after a crash: everything but the store is made anew
  void run_for(host::Duration by);  // virtual time passes
  void refuse_disk(bool refused);   // to downloads: there is no room for a large body
  bool run_until(const std::function<bool()>& reached, host::Duration at_most);

  std::vector<host::RunRow> runs(const std::string& connection_id, size_t limit = 200);
  std::string control(const std::string& method, const std::string& path, const std::string& body = {});
  amazon_simulator::AmazonSimulator& simulator() { return *simulator_; }
  const host::Manifest& manifest(const std::string& channel) const { return *registry_->manifest(channel); }
  const host::PluginRegistry& registry() const { return *registry_; }
  const host::Config& config() const { return config_; }
  StoreFixture& store() { return store_; }
  host::SyncEngine& engine() { return *engine_; }

  host::VirtualClock clock;

 private:
  host::Result<host::OAuthEndpoint> endpoint_of(const std::string& connection_id) const;
  void add_grant(host::Session& session, const std::string& connection_id, const host::Secret& token);
  void told(const std::string& connection_id);
  void build();
  void destroy();
  void settle();

  host::SeededRandom random_;  // of the one thread: the same seed, the same history
  host::OsRandom ids_;         // of the store's thread too: names and keys, which decide nothing
  host::Redactor redactor_;
  host::EventHub events_;
  host::ManualExecutor core_{clock};
  host::Config config_;
  TempDir modules_;     // on a disk: a memory file system may forbid to run code
  StoreFixture store_;  // in memory where there is room: simulated months are thousands of commits
  std::map<std::string, std::pair<std::string, std::string>> connections_;  // id -> channel, region
  int grants_ = 0;
  std::unique_ptr<amazon_simulator::AmazonSimulator> simulator_;
  std::unique_ptr<host::PluginRegistry> registry_;
  std::unique_ptr<host::Vault> vault_;
  std::unique_ptr<host::Journal> journal_;
  std::unique_ptr<SimulatorTransport> transport_;
  std::unique_ptr<host::TokenClient> token_client_;
  std::unique_ptr<host::TokenService> tokens_;
  std::unique_ptr<host::InProcessTaskRunner> tasks_;
  std::unique_ptr<host::RedactedTasks> redacted_tasks_;
  std::unique_ptr<host::ChannelClient> client_;
  std::unique_ptr<host::SyncEngine> engine_;
  std::unique_ptr<host::Backfills> backfills_;
};

}  // namespace mooring::test
