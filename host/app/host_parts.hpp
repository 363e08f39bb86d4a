// What the host is made of, and what its files share: host.cpp builds, starts and stops it, host_upkeep.cpp does what is to be
// done every few hours. Internal to app/.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "activity/activity_log.hpp"
#include "admin/server.hpp"
#include "app/alerting.hpp"
#include "app/host.hpp"
#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "connections/checkup.hpp"
#include "connections/declared.hpp"
#include "connections/key_rotation.hpp"
#include "connections/marks.hpp"
#include "connections/permission_checks.hpp"
#include "connections/reconnect_links.hpp"
#include "connections/service.hpp"
#include "connections/transfers.hpp"
#include "connections/wipe.hpp"
#include "oauth/oauth.hpp"
#include "plugins/in_process_runner.hpp"
#include "plugins/redaction.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"
#include "sync/backfills.hpp"
#include "sync/engine.hpp"
#include "sync/identify.hpp"
#include "sync/prober.hpp"
#include "transport/curl_transport.hpp"
#include "watch/badge_history.hpp"
#include "watch/expiry_warnings.hpp"
#include "watch/incidents.hpp"
#include "watch/set_aside_news.hpp"
#include "watch/status_board.hpp"
#include "watch/watchdog.hpp"

namespace mooring::host {

// In the order of construction; destroyed in reverse, so that nothing outlives what it uses.
struct Host::Parts {
  Parts(Config configuration, int log_fd, std::function<void()> told_of_lost_disk)
      : config(std::move(configuration)),
        logger(log_fd, config.log.level, config.log.format, clock, redactor),
        on_disk_lost(std::move(told_of_lost_disk)) {}

  // What asks providers, and what it needs.
  Status build();
  Status open_store();
  Status open_vault();
  void find_plugins();
  void build_calls();
  Status fill_directory();
  // What works by itself, and the door for people.
  Status start_admin();
  void build_sync();
  void build_checks();
  void build_connection_life();
  void build_watch();
  void wire();
  Status open_door(const Secret& admin_secret);

  void tell_of_secret(const std::string& channel, bool previous);
  void tell_of_stuck(const StuckResume& stuck);
  void start_background_work();
  void keep_house();
  void tidy_activity();
  void remind_of_secrets();
  void keep_personal_data();
  void remove_personal_data(const std::string& connection_id);  // empty: of all
  void stop();

  Config config;
  SystemClock clock;
  OsRandom random;
  Redactor redactor;
  Logger logger;
  std::function<void()> on_disk_lost;
  EventHub events;
  std::unique_ptr<EventLoop> core;  // before the database, which hands its last outcomes over while it closes
  std::unique_ptr<PluginRegistry> registry;
  std::unique_ptr<Database> database;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Journal> journal;
  std::unique_ptr<ResumeWorkers> workers;
  std::unique_ptr<WorkerPool> aside;  // of the engine
  std::unique_ptr<CurlTransport> transport;
  std::unique_ptr<TokenClient> token_client;
  ConnectionDirectory directory;
  std::unique_ptr<TokenService> tokens;
  std::unique_ptr<AuthorizationFlow> flow;
  std::unique_ptr<InProcessTaskRunner> tasks;
  std::unique_ptr<RedactedTasks> redacted_tasks;  // what everybody uses
  std::unique_ptr<ChannelClient> client;
  std::unique_ptr<TaskIdentifier> identifier;
  std::unique_ptr<ConnectionService> connections;
  std::unique_ptr<DeclaredConnections> declarations;
  std::unique_ptr<ReconnectLinks> links;
  std::unique_ptr<AccountTransfers> transfers;
  std::unique_ptr<ConnectionWipes> wipes;
  std::unique_ptr<KeyRotation> key_rotation;
  std::unique_ptr<SyncEngine> engine;
  std::unique_ptr<Backfills> backfills;
  std::unique_ptr<ChannelProber> prober;
  std::unique_ptr<PermissionChecks> permissions;
  std::unique_ptr<Checkup> checkup;
  std::unique_ptr<StatusReader> status;
  std::unique_ptr<ActivityLog> activity;
  std::unique_ptr<BadgeHistory> badges;
  std::unique_ptr<Watchdog> watchdog;
  std::unique_ptr<ExpiryWarnings> expiries;
  std::unique_ptr<Incidents> incidents;
  std::unique_ptr<SetAsideNews> set_aside_news;
  std::unique_ptr<Alerting> alerting;
  std::unique_ptr<ConnectionMarks> marks;
  std::unique_ptr<StatusBoard> board;
  std::unique_ptr<StatusWatch> watch;
  std::unique_ptr<WorkerPool> watcher;
  std::unique_ptr<WorkerPool> wiper, declarer;
  std::unique_ptr<AdminServer> admin;
  std::unique_ptr<WorkerPool> background;
  std::string public_url;
  std::atomic<bool> stopped = false;
};

}  // namespace mooring::host
