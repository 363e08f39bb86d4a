#include "app/host.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "access/admin_token.hpp"
#include "activity/activity_log.hpp"
#include "activity/retention.hpp"
#include "admin/server.hpp"
#include "app/alerting.hpp"
#include "app/process.hpp"
#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "base/limits.hpp"
#include "base/limits_access.hpp"
#include "base/limits_alerts.hpp"
#include "base/limits_api.hpp"
#include "base/limits_backfill.hpp"
#include "base/limits_life.hpp"
#include "base/limits_personal_data.hpp"
#include "base/text.hpp"
#include "connections/checkup.hpp"
#include "connections/key_rotation.hpp"
#include "connections/marks.hpp"
#include "connections/permission_checks.hpp"
#include "connections/personal_data.hpp"
#include "connections/reconnect_links.hpp"
#include "connections/service.hpp"
#include "connections/transfers.hpp"
#include "connections/wipe.hpp"
#include "oauth/oauth.hpp"
#include "plugins/in_process_runner.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"
#include "store/rows_access.hpp"
#include "store/rows_alerts.hpp"
#include "store/rows_backfills.hpp"
#include "store/rows_idempotency.hpp"
#include "store/rows_incidents.hpp"
#include "store/rows_watch.hpp"
#include "store/watched_database.hpp"
#include "sync/backfills.hpp"
#include "sync/engine.hpp"
#include "sync/identify.hpp"
#include "sync/prober.hpp"
#include "transport/curl_transport.hpp"
#include "watch/badge_history.hpp"
#include "watch/expiry_warnings.hpp"
#include "watch/incidents.hpp"
#include "watch/status_board.hpp"
#include "watch/watchdog.hpp"

namespace mooring::host {

const char kVersion[] = MOORING_VERSION;

namespace fs = std::filesystem;

namespace {

constexpr int kPluginWorkers = 2;
constexpr auto kHousekeepingInterval = std::chrono::hours{6};
constexpr int kSecretReminderDays = 30;

std::string user_agent() {
  return std::string("Mooring/") + kVersion + " (Language=C++; Platform=Linux)";
}

}  // namespace

// In the order of construction; destroyed in reverse, so that nothing outlives what it uses.
struct Host::Parts {
  Parts(Config configuration, int log_fd, std::function<void()> told_of_lost_disk)
      : config(std::move(configuration)),
        logger(log_fd, config.log.level, config.log.format, clock, redactor),
        on_disk_lost(std::move(told_of_lost_disk)) {}

  Status build();
  Status start_admin();
  void build_connection_life();
  void tell_of_secret(const std::string& channel, bool previous);
  void build_watch();
  void wire();
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
  std::unique_ptr<WorkerPool> workers;
  std::unique_ptr<CurlTransport> transport;
  std::unique_ptr<TokenClient> token_client;
  ConnectionDirectory directory;
  std::unique_ptr<TokenService> tokens;
  std::unique_ptr<AuthorizationFlow> flow;
  std::unique_ptr<InProcessTaskRunner> tasks;
  std::unique_ptr<ChannelClient> client;
  std::unique_ptr<TaskIdentifier> identifier;
  std::unique_ptr<ConnectionService> connections;
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
  std::unique_ptr<Alerting> alerting;
  std::unique_ptr<ConnectionMarks> marks;
  std::unique_ptr<StatusBoard> board;
  std::unique_ptr<StatusWatch> watch;
  std::unique_ptr<WorkerPool> watcher;
  std::unique_ptr<WorkerPool> wiper;
  std::unique_ptr<AdminServer> admin;
  std::unique_ptr<WorkerPool> background;
  std::string public_url;
  std::atomic<bool> stopped = false;
};

Status Host::Parts::build() {
  harden_process();
  return_memory_early();
  raise_file_limit();
  if (auto made = prepare_data_folder(config.data_folder); !made) return made;
  core = std::make_unique<EventLoop>(clock, "core");
  auto opened = open_watched({config.data_folder / "mooring.db"}, logger, on_disk_lost);
  if (!opened) return fail(opened.error());
  database = std::move(*opened);
  // A new key beside secrets that another one sealed would only hide that the file is missing.
  bool sealed = false;
  auto looked = database->read([&](Session& session) -> Status {
    sealed = rows::holds_sealed_values(session);
    return {};
  });
  if (!looked) return looked;
  if (auto settled = KeyRotation::settle(*database, config.key_file, logger); !settled) return settled;
  auto vault_opened = Vault::open(config.key_file, !sealed, random, redactor);
  if (!vault_opened) return fail(vault_opened.error());
  vault = std::move(*vault_opened);
  for (const auto& [channel, settings] : config.channels)
    redactor.add(settings.client_secret);
  for (const auto& declared : config.connections)
    redactor.add(declared.refresh_token);
  registry = PluginRegistry::discover(registry_options(config), logger);
  // A plugin that is missing must not keep the others from working: only `mooring validate` fails on these.
  for (const auto& problem : check_channels(config, known_channels(*registry)))
    logger.warning("the configuration names what no channel knows", {{"problem", describe(problem)}});

  journal = std::make_unique<Journal>(*database, clock, random, redactor, events, logger);
  workers = std::make_unique<WorkerPool>(kPluginWorkers, "plugin");
  transport = std::make_unique<CurlTransport>(
      *core, CurlTransport::Options{user_agent(), std::nullopt, true, config.data_folder / "spool"});
  token_client = std::make_unique<TokenClient>(*transport, redactor);
  auto endpoint_of = [this](const std::string& connection_id) -> Result<OAuthEndpoint> {
    auto entry = directory.find(connection_id);
    if (!entry) return fail("connection_unknown", "There is no connection " + connection_id);
    auto setup = channel_setup(*registry, config, entry->channel, entry->region, {});
    if (!setup) return fail(setup.error());
    return resolve_oauth(*setup->manifest, *setup->config, entry->region);
  };
  tokens = std::make_unique<TokenService>(*database, *vault, *token_client, *journal, *core, clock, redactor,
                                          endpoint_of);
  flow = std::make_unique<AuthorizationFlow>(*database, *vault, clock, random);
  tasks = std::make_unique<InProcessTaskRunner>(*registry, *workers, *core, clock, logger);
  client = std::make_unique<ChannelClient>(*transport, *journal, *core, clock, random, user_agent());
  identifier = std::make_unique<TaskIdentifier>(*tasks, *client, *core, clock);
  return database->read([this](Session& session) -> Status {
    for (const auto& row : rows::list_connections(session))
      directory.add(row.id, {row.channel, row.region});
    return {};
  });
}

Status Host::Parts::start_admin() {
  auto token = admin_token(config, true);
  if (!token) return fail(token.error());
  redactor.add(*token);
  if (auto noted = note_admin_token({*database, *journal, clock, random}, *token); !noted)
    return fail(noted.error());
  public_url = public_url_of(config, config.admin.port);
  connections = std::make_unique<ConnectionService>(ConnectionService::Dependencies{
      *database, *vault, *flow, *token_client, *tokens, *identifier, directory, *registry, config, *journal,
      events, *core, clock, random, logger, public_url});
  engine = std::make_unique<SyncEngine>(SyncEngine::Dependencies{*database, *tokens, *tasks, *client,
                                                                 *registry, config, *journal, events, *core,
                                                                 clock, random, logger});
  backfills = std::make_unique<Backfills>(
      Backfills::Dependencies{*database, *engine, *client, *journal, events, *core, clock, random, logger});
  const auto tell_engine = [this](const std::string& id) {
    engine->connection_changed(id);
    events.publish({"connection", id, "{}"});
  };
  prober = std::make_unique<ChannelProber>(
      *client,
      [this](const std::string& id) -> AccessTokens {
        return {[this, id](auto done) { tokens->access_token(id, std::move(done)); },
                [this, id](const Secret& access) { tokens->drop(id, access); }};
      },
      *core);
  permissions = std::make_unique<PermissionChecks>(
      PermissionChecks::Dependencies{*database, *prober, *registry, config, *journal, events, *core, clock,
                                     logger},
      tell_engine);
  checkup = std::make_unique<Checkup>(
      Checkup::Dependencies{*database, *tokens, *identifier, *registry, config, *journal, *core, clock,
                            random, logger,
                            [this](const std::string& id, bool urgent, std::function<void()> done) {
                              permissions->look(id, urgent, std::move(done));
                            }},
      tell_engine);
  build_connection_life();
  status = std::make_unique<StatusReader>(*database, *registry, config, engine.get(), clock);
  activity = std::make_unique<ActivityLog>(*database);
  build_watch();
  background = std::make_unique<WorkerPool>(1, "background");
  wire();
  auto started =
      AdminServer::start(AdminDependencies{*database,
                                           *connections,
                                           *engine,
                                           *status,
                                           *activity,
                                           *registry,
                                           config,
                                           events,
                                           *journal,
                                           clock,
                                           random,
                                           logger,
                                           redactor,
                                           *token,
                                           public_url,
                                           kVersion,
                                           *watchdog,
                                           *board,
                                           *marks,
                                           ConnectionLife{*links, *transfers, *wipes, *checkup, *permissions},
                                           AlertParts{alerting->destinations(), alerting->engine()},
                                           *backfills,
                                           *key_rotation});
  if (!started) return fail(started.error());
  admin = std::move(*started);
  if (auto loaded = backfills->start(); !loaded) return loaded;
  if (auto engine_started = engine->start(); !engine_started) return engine_started;
  admin->set_ready(true);
  return {};
}

void Host::Parts::build_connection_life() {
  links = std::make_unique<ReconnectLinks>(*database, *journal, clock, random, public_url);
  transfers = std::make_unique<AccountTransfers>(*database, *journal, clock);
  wiper = std::make_unique<WorkerPool>(1, "wipe");
  wipes = std::make_unique<ConnectionWipes>(ConnectionWipes::Dependencies{
      *database, *vault, *journal, events, clock, logger, [this](Work work) { wiper->post(std::move(work)); },
      [this](Duration wait, Work work) { core->post_after(wait, std::move(work)); },
      [this](const std::string& id) { engine->connection_changed(id); }});
  key_rotation =
      std::make_unique<KeyRotation>(*database, *vault, *journal, clock, random, logger, config.key_file);
  token_client->on_secret_known(
      [this](const std::string& channel, bool previous) { tell_of_secret(channel, previous); });
}

// Written once for each change; what the calendar of expiries shows.
void Host::Parts::tell_of_secret(const std::string& channel, bool previous) {
  const Manifest* manifest = registry->manifest(channel);
  const std::string name = manifest ? manifest->name : channel;
  ActivityRow entry;
  entry.kind = "application.secret_in_use";
  entry.severity = previous ? Severity::warning : Severity::info;
  entry.message = previous
                      ? name + " refuses the new client secret and accepts the previous one, which is used"
                      : name + " accepts the new client secret; client_secret_previous can be taken out";
  entry.actor = "system";
  database->post_write(
      [this, channel, previous, entry](Session& session) -> Status {
        const auto known = rows::get_fact(session, secret_fact(channel));
        put_secret_in_use(session, channel, previous);
        if (known != rows::get_fact(session, secret_fact(channel))) journal->append(session, entry);
        return {};
      },
      [this](Status stored) {
        if (!stored)
          logger.warning("which client secret works could not be kept",
                         {{"reason", describe(stored.error())}});
      });
}

void Host::Parts::build_watch() {
  badges = std::make_unique<BadgeHistory>(*database, *journal, events, logger);
  watchdog = std::make_unique<Watchdog>(*database, *journal, clock, logger);
  expiries = std::make_unique<ExpiryWarnings>(*database, *journal, *registry, config, logger);
  marks =
      std::make_unique<ConnectionMarks>(ConnectionMarks::Dependencies{*database, *journal, events, clock},
                                        [this](const std::string& id) { engine->connection_changed(id); });
  board = std::make_unique<StatusBoard>(*registry, events,
                                        [this](const std::string& id) { return engine->live(id); });
  incidents = std::make_unique<Incidents>(*database, *journal, *registry, events, clock, random, logger);
  watcher = std::make_unique<WorkerPool>(1, "watch");
  auto aside = [this](Work work) { watcher->post(std::move(work)); };
  watch = std::make_unique<StatusWatch>(
      StatusWatch::Dependencies{*status, events, *core, aside, clock, logger,
                                [this](Timestamp now) { return board->changed_by_time(now); }},
      std::vector<StatusObserver*>{board.get(), badges.get(), watchdog.get(), expiries.get(),
                                   incidents.get()});
  alerting = std::make_unique<Alerting>(
      Alerting::Dependencies{*database, *vault, *journal, *transport, *registry, config, events, *core, clock,
                             random, redactor, logger, user_agent(), public_url});
}

void Host::Parts::wire() {
  connections->on_change([this](const std::string& id) {
    engine->connection_changed(id);
    checkup->connection_changed(id);
    permissions->connection_changed(id);
    background->post([this, id] { remove_personal_data(id); });
  });
  engine->on_permission_failure([this](const std::string& id) { checkup->soon(id); });
  tokens->on_grant_changed([this](const std::string& id) {
    engine->connection_changed(id);
    events.publish({"connection", id, "{}"});
  });
}

void Host::Parts::start_background_work() {
  core->post([this] { tokens->start_refreshing_ahead(); });
  checkup->start();
  watch->start();
  alerting->start();
  // Connecting asks the provider, which may be slow; the host is ready without it.
  background->post([this] { connections->apply_declared(); });
  connections->drop_expired_consents();
  wipes->resume_all();
  keep_house();
  keep_personal_data();
}

void Host::Parts::keep_personal_data() {
  background->post([this] { remove_personal_data({}); });
  core->post_after(limits::kPersonalDataInterval, [this] { keep_personal_data(); });
}

void Host::Parts::remove_personal_data(const std::string& connection_id) {
  if (stopped) return;
  const auto removed =
      PersonalDataRetention({*database, *registry, *journal}).pass(clock.now(), connection_id);
  if (!removed) logger.error("personal data could not be removed", {{"reason", describe(removed.error())}});
}

// Client secrets end on a calendar day, and with them every connection of the channel: told while there is time.
void Host::Parts::remind_of_secrets() {
  for (const auto& [channel, settings] : config.channels) {
    const Manifest* manifest = registry->manifest(channel);
    if (!manifest || !settings.secret_issued_at || manifest->oauth.secret_lifetime_days <= 0) continue;
    Timestamp ends = *settings.secret_issued_at + std::chrono::days{manifest->oauth.secret_lifetime_days};
    auto left = std::chrono::floor<std::chrono::days>(ends - clock.now()).count();
    if (left > kSecretReminderDays) continue;
    logger.warning(left >= 0
                       ? "a client secret ends soon: make a new one at the provider and configure it"
                       : "a client secret should have ended: make a new one at the provider and configure it",
                   {{"channel", channel}, {"ends", format_time(ends)}, {"days_left", std::to_string(left)}});
  }
}

void Host::Parts::keep_house() {
  remind_of_secrets();
  background->post([this] {
    Timestamp now = clock.now();
    auto status_of_write = database->write([&](Session& session) -> Status {
      rows::delete_expired_authorizations(session, now);
      rows::delete_reconnect_links_before(session, now - limits::kReconnectLinksKept);
      rows::delete_incidents_before(session, now - limits::kIncidentsKept);
      rows::delete_finished_alerts_before(session, now - limits::kAlertDeliveriesKept);
      rows::delete_badge_history_before(session, now - limits::kBadgeHistoryDays);
      rows::delete_backfills_before(session, now - limits::kBackfillsKept);
      rows::delete_runs_before(session, now - config.activity_retention, limits::kOldRunsExamined);
      rows::delete_uneventful_runs_before(session, now - limits::kUneventfulRunsKept,
                                          limits::kOldRunsExamined);
      rows::delete_sessions_before(session, {now - limits::kSessionAbsolute, now - limits::kSessionIdle});
      rows::delete_expired_access_links(session, now);
      rows::delete_idempotency_keys_before(session, now - limits::kIdempotencyKept);
      rows::delete_api_tokens_ended_before(session, now - limits::kEndedApiTokensKept);
      return {};
    });
    if (!status_of_write)
      logger.warning("old entries could not be removed", {{"reason", describe(status_of_write.error())}});
  });
  background->post([this] { tidy_activity(); });
  core->post_after(kHousekeepingInterval, [this] { keep_house(); });
}

// In passes, so that what else waits for this thread, and a stop of the host, need not wait for all of them.
void Host::Parts::tidy_activity() {
  const RetentionRules rules{config.activity_retention, config.activity_entries_max};
  const auto removed = ActivityRetention(*database, rules).pass(clock.now());
  if (!removed)
    return logger.warning("old activity could not be removed", {{"reason", describe(removed.error())}});
  if (removed->total() >= rules.removed_max && !stopped) background->post([this] { tidy_activity(); });
}

// Doors first, then work, then storage.
void Host::Parts::stop() {
  if (stopped.exchange(true)) return;
  // Nobody waits for a provider's answer that changes nothing any more.
  if (identifier) identifier->stop();
  if (checkup) checkup->stop();
  if (permissions) permissions->stop();
  if (admin) admin->set_ready(false), admin->stop();
  if (connections) connections->stop();
  if (wipes) wipes->stop();
  if (wiper) wiper->stop();
  if (background) background->stop();
  if (watch) watch->stop();
  if (watcher) watcher->stop();
  if (alerting) alerting->stop();
  if (backfills) backfills->stop();
  if (engine) engine->stop();
  if (core) core->stop();
  if (workers) workers->stop();
  // What was posted until now is written while the parts that it refers to still stand.
  if (database)
    if (auto flushed = database->write([](Session&) -> Status { return {}; }); !flushed)
      logger.error("the last writes may not be stored", {{"reason", describe(flushed.error())}});
}

Host::Host(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Host::~Host() {
  stop();
}

Result<std::unique_ptr<Host>> Host::start(Config config, int log_fd, std::function<void()> on_disk_lost) {
  std::unique_ptr<Host> host(
      new Host(std::make_unique<Parts>(std::move(config), log_fd, std::move(on_disk_lost))));
  if (auto built = host->parts_->build(); !built) return fail(built.error());
  if (auto started = host->parts_->start_admin(); !started) return fail(started.error());
  host->parts_->start_background_work();
  host->parts_->logger.info("ready", {{"address", host->parts_->public_url}, {"version", kVersion}});
  return host;
}

uint16_t Host::port() const {
  return parts_->admin->port();
}
const std::string& Host::public_url() const {
  return parts_->public_url;
}

Result<std::string> Host::signin_link() {
  return make_signin_link(*parts_->database, parts_->public_url, parts_->clock, parts_->random);
}

Result<std::optional<std::string>> Host::setup_link() {
  return make_setup_link(*parts_->database, parts_->public_url, parts_->clock, parts_->random);
}

void Host::stop() {
  parts_->stop();
}

}  // namespace mooring::host
