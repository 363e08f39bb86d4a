#include "app/host.hpp"

#include <algorithm>

#include "access/admin_token.hpp"
#include "app/host_parts.hpp"
#include "app/process.hpp"
#include "base/limits.hpp"
#include "base/limits_access.hpp"
#include "base/text.hpp"
#include "store/rows_access.hpp"
#include "store/watched_database.hpp"
#include "sync/plugin_tables.hpp"

namespace mooring::host {

const char kVersion[] = MOORING_VERSION;

namespace fs = std::filesystem;

namespace {

constexpr size_t kPluginWorkers = 2;

std::string user_agent() {
  return std::string("Mooring/") + kVersion + " (Language=C++; Platform=Linux)";
}

}  // namespace

Status Host::Parts::build() {
  harden_process();
  return_memory_early();
  raise_file_limit();
  if (auto made = prepare_data_folder(config.data_folder); !made) return made;
  core = std::make_unique<EventLoop>(clock, "core");
  if (auto opened = open_store(); !opened) return opened;
  if (auto opened = open_vault(); !opened) return opened;
  find_plugins();
  build_calls();
  if (auto made = make_plugin_tables(*registry, *database, *journal, logger); !made) return made;
  return fill_directory();
}

Status Host::Parts::open_store() {
  auto opened = open_watched({config.data_folder / "mooring.db"}, logger, on_disk_lost);
  if (!opened) return fail(opened.error());
  database = std::move(*opened);
  return {};
}

Status Host::Parts::open_vault() {
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
  return {};
}

void Host::Parts::find_plugins() {
  registry = PluginRegistry::discover(registry_options(config), logger);
  // A plugin that is missing must not keep the others from working: only `mooring validate` fails on these.
  for (const auto& problem : check_channels(config, known_channels(*registry)))
    logger.warning("the configuration names what no channel knows", {{"problem", describe(problem)}});
}

void Host::Parts::build_calls() {
  journal = std::make_unique<Journal>(*database, clock, random, redactor, events, logger);
  workers = std::make_unique<ResumeWorkers>(kPluginWorkers, "plugin");
  aside = std::make_unique<WorkerPool>(1, "aside");
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
  tasks->stuck().on_stuck([this](const StuckResume& stuck) { tell_of_stuck(stuck); });
  redacted_tasks = std::make_unique<RedactedTasks>(*tasks, redactor);
  client =
      std::make_unique<ChannelClient>(*transport, *journal, *core, clock, random, redactor, user_agent());
  identifier = std::make_unique<TaskIdentifier>(*redacted_tasks, *client, *core, clock);
}

Status Host::Parts::fill_directory() {
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
  build_sync();
  build_checks();
  build_connection_life();
  build_watch();
  background = std::make_unique<WorkerPool>(1, "background");
  wire();
  if (auto opened = open_door(*token); !opened) return opened;
  if (auto loaded = backfills->start(); !loaded) return loaded;
  if (auto engine_started = engine->start(); !engine_started) return engine_started;
  admin->set_ready(true);
  return {};
}

void Host::Parts::build_sync() {
  connections = std::make_unique<ConnectionService>(ConnectionService::Dependencies{
      *database, *vault, *flow, *token_client, *tokens, *identifier, directory, *registry, config, *journal,
      events, *core, clock, random, logger, public_url});
  // Connecting asks the provider, which may be slow; the host is ready without it.
  declarer = std::make_unique<WorkerPool>(1, "declared");
  declarations = std::make_unique<DeclaredConnections>(DeclaredConnections::Dependencies{
      *connections, *database, *registry, config, *journal, events, clock, logger,
      [this](Work work) { declarer->post(std::move(work)); },
      [this](Duration pause, Work work) { core->post_after(pause, std::move(work)); }});
  engine = std::make_unique<SyncEngine>(SyncEngine::Dependencies{
      *database, *tokens, *redacted_tasks, *client, *registry, config, *journal, events, *core, clock, random,
      logger, [this](Work work) { aside->post(std::move(work)); }});
  backfills = std::make_unique<Backfills>(
      Backfills::Dependencies{*database, *engine, *client, *journal, events, *core, clock, random, logger});
}

void Host::Parts::build_checks() {
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
      *core, redactor);
  permissions = std::make_unique<PermissionChecks>(
      PermissionChecks::Dependencies{*database, *prober, *registry, config, *journal, events, *core, clock,
                                     logger},
      tell_engine);
  checkup = std::make_unique<Checkup>(
      Checkup::Dependencies{*database, *tokens, *identifier, *registry, config, *journal, *core, clock,
                            random, logger,
                            [this](const std::string& id, bool urgent, PermissionChecks::Done done) {
                              permissions->look(id, urgent, std::move(done));
                            }},
      tell_engine);
}

Status Host::Parts::open_door(const Secret& admin_secret) {
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
                                           admin_secret,
                                           public_url,
                                           kVersion,
                                           *watchdog,
                                           *board,
                                           *marks,
                                           ConnectionLife{*links, *transfers, *wipes, *checkup, *permissions},
                                           AlertParts{alerting->destinations(), alerting->engine()},
                                           *backfills,
                                           *key_rotation,
                                           tasks->stuck()});
  if (!started) return fail(started.error());
  admin = std::move(*started);
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

void Host::Parts::build_watch() {
  status = std::make_unique<StatusReader>(*database, *registry, config, engine.get(), clock);
  activity = std::make_unique<ActivityLog>(*database);
  badges = std::make_unique<BadgeHistory>(*database, *journal, events, logger);
  watchdog = std::make_unique<Watchdog>(*database, *journal, clock, logger);
  expiries = std::make_unique<ExpiryWarnings>(*database, *journal, *registry, config, logger);
  marks =
      std::make_unique<ConnectionMarks>(ConnectionMarks::Dependencies{*database, *journal, events, clock},
                                        [this](const std::string& id) { engine->connection_changed(id); });
  board = std::make_unique<StatusBoard>(*registry, events,
                                        [this](const std::string& id) { return engine->live(id); });
  incidents = std::make_unique<Incidents>(*database, *journal, *registry, events, clock, random, logger);
  set_aside_news = std::make_unique<SetAsideNews>(*database, *journal, logger);
  watcher = std::make_unique<WorkerPool>(1, "watch");
  auto on_watcher = [this](Work work) { watcher->post(std::move(work)); };
  watch = std::make_unique<StatusWatch>(
      StatusWatch::Dependencies{*status, events, *core, on_watcher, clock, logger,
                                [this](Timestamp now) { return board->changed_by_time(now); }},
      std::vector<StatusObserver*>{board.get(), badges.get(), watchdog.get(), expiries.get(), incidents.get(),
                                   set_aside_news.get()});
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
  alerting->start();  // first: what the first look finds is told to those of the file, too
  watch->start();
  declarations->start();
  connections->drop_expired_consents();
  wipes->resume_all();
  keep_house();
  keep_personal_data();
}

// Doors first, then work, then storage.
void Host::Parts::stop() {
  if (stopped.exchange(true)) return;
  // Nobody waits for a provider's answer that changes nothing any more.
  if (declarations) declarations->stop();
  if (connections) connections->stop();
  if (identifier) identifier->stop();
  if (checkup) checkup->stop();
  if (permissions) permissions->stop();
  if (alerting) alerting->engine().stop();  // else a test of a silent destination would hold up its handler
  if (admin) admin->set_ready(false), admin->stop();
  if (declarer) declarer->stop();
  if (wipes) wipes->stop();
  if (wiper) wiper->stop();
  if (background) background->stop();
  if (watch) watch->stop();
  if (watcher) watcher->stop();
  if (alerting) alerting->stop();
  if (backfills) backfills->stop();
  if (engine) engine->stop();
  if (aside) aside->stop();
  if (core) core->stop();
  // What was posted until now is written while the parts that it refers to still stand, and before waiting for a plugin, which
  // may never come back.
  if (database)
    if (auto flushed = database->write([](Session&) -> Status { return {}; }); !flushed)
      logger.error("the last writes may not be stored", {{"reason", describe(flushed.error())}});
  if (workers) workers->stop();
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
