// The admin interface: REST API under /api/v1, OAuth callbacks, health, metrics, event stream and the console's files,
// on Poco::Net::HTTPServer behind a strict front door. docs/reference/rest.md is the contract.
// Owned by the composition root; handlers run on the server's worker threads.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "activity/activity_log.hpp"
#include "alerts/engine.hpp"
#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "connections/checkup.hpp"
#include "connections/key_rotation.hpp"
#include "connections/marks.hpp"
#include "connections/permission_checks.hpp"
#include "connections/reconnect_links.hpp"
#include "connections/service.hpp"
#include "connections/transfers.hpp"
#include "connections/wipe.hpp"
#include "plugins/registry.hpp"
#include "plugins/stuck_plugins.hpp"
#include "sync/backfills.hpp"
#include "sync/engine.hpp"
#include "watch/status_board.hpp"
#include "watch/watchdog.hpp"

namespace mooring::host {

struct ConnectionLife {  // what changes a connection's account, lets its owner reconnect it, and ends it
  ReconnectLinks& links;
  AccountTransfers& transfers;
  ConnectionWipes& wipes;
  Checkup& checkup;
  PermissionChecks& permissions;
};

struct AlertParts {
  AlertDestinations& destinations;
  AlertEngine& engine;
};

struct AdminDependencies {
  Database& database;
  ConnectionService& connections;
  SyncEngine& engine;
  StatusReader& status;
  ActivityLog& activity;
  const PluginRegistry& registry;
  const Config& config;
  EventHub& events;
  Journal& journal;
  const Clock& clock;
  Random& random;
  Logger& logger;
  const Redactor& redactor;
  Secret token;            // bearer token of scripts
  std::string public_url;  // what browsers use; its origin is the only one accepted
  std::string version;
  const Watchdog& watchdog;
  StatusBoard& board;
  ConnectionMarks& marks;
  ConnectionLife life;
  AlertParts alerts;
  Backfills& backfills;
  KeyRotation& key_rotation;
  const StuckPlugins& stuck_plugins;
};

class AdminServer {
 public:
  // Binds and starts. Errors: admin_port_busy (names the port and what to change), admin_bind_failed.
  static Result<std::unique_ptr<AdminServer>> start(AdminDependencies dependencies);
  ~AdminServer();
  uint16_t port() const;       // the real one when the configuration says 0
  void set_ready(bool ready);  // /readyz
  void stop();                 // no new requests; ends event streams; waits for the rest

 private:
  struct State;
  explicit AdminServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A one-time sign-in link: <public_url>/#signin=<code>. The code is in the fragment, so it never reaches a server log.
Result<std::string> make_signin_link(Database& database, const std::string& public_url, const Clock& clock,
                                     Random& random);
// While there is no user: a one-time link with which the first administrator is made, the only one that is good.
Result<std::optional<std::string>> make_setup_link(Database& database, const std::string& public_url,
                                                   const Clock& clock, Random& random);

}  // namespace mooring::host
