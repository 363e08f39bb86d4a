// The status of connections as the console shows it: facts from the store, the badge, and what the engine is
// doing. Any thread; reads only.
#pragma once
#include "badge/badge.hpp"
#include "config/config.hpp"
#include "plugins/registry.hpp"
#include "store/database.hpp"
#include "store/rows.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

struct StreamStatus {
  std::string id, title, fed_by;
  std::optional<Timestamp> last_success_at, last_attempt_at;
  bool last_run_failed = false;
  std::string last_run_id, failure_kind, failure_message;
  int consecutive_failures = 0;
  bool enabled = true;  // false: switched off in the configuration, here or for the stream that feeds it
  Duration interval{}, stale_after{};
  int64_t rows = 0;  // only with StatusReader::Options::count_rows
  LiveStream live;
};

struct ConnectionStatus {
  ConnectionRow connection;
  std::optional<GrantRow> grant;
  std::vector<MarketplaceRow> marketplaces;
  std::vector<StreamStatus> streams;
  BadgeFacts facts;
  BadgeVerdict verdict;
};

class StatusReader {
 public:
  struct Options {
    bool count_rows = false;
  };
  StatusReader(const Database& database, const PluginRegistry& registry, const Config& config,
               const SyncEngine* engine, const Clock& clock);
  // engine may be null (the command line without a running host): then nothing is live.
  Result<std::optional<ConnectionStatus>> find(const std::string& connection_id, Options options) const;
  Result<std::vector<ConnectionStatus>> list(const rows::ConnectionFilter& filter, Options options) const;

 private:
  const Database& database_;
  const PluginRegistry& registry_;
  const Config& config_;
  const SyncEngine* engine_;
  const Clock& clock_;
};

}  // namespace mooring::host
