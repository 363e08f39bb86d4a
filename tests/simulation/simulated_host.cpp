#include "simulation/simulated_host.hpp"

#include <unistd.h>

#include <fstream>

#include <future>
#include <thread>

#include "simulator/amazon/world.hpp"

namespace mooring::test {

using namespace host;
namespace simulator = amazon_simulator;

namespace {

const Timestamp kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{9}};

constexpr uintmax_t kRoomNeededBytes = 1u << 30;

std::filesystem::path quick_folder() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code error;
  auto room = std::filesystem::space(memory, error);
  if (!error && room.available > kRoomNeededBytes && access(memory.c_str(), W_OK) == 0) return memory;
  return std::filesystem::temp_directory_path();
}

}  // namespace

SimulatedHost::SimulatedHost(const Options& options)
    : clock(kStart), random_(options.seed), store_(quick_folder()) {
  simulator::Options world = options.world;
  world.seed = options.seed;
  world.clock = &clock;
  world.virtual_clock = &clock;
  simulator_ = std::make_unique<simulator::AmazonSimulator>(world);
  config_.channels = options.channels;

  PluginRegistry::Options where;
  where.folders = {options.plugins};
  where.module_store = modules_ / "modules";
  where.prober = options.plugins / "../tests/bad_plugins/plugin_prober";
  registry_ = PluginRegistry::discover(where, store_.logger());
  build();
}

SimulatedHost::~SimulatedHost() {
  destroy();
}

void SimulatedHost::add_grant(Session& session, const std::string& connection_id, const Secret& token) {
  GrantRow grant;
  grant.id = "grt_simulated_" + std::to_string(++grants_);
  grant.connection_id = connection_id;
  grant.issued_at = clock.now();
  rows::insert_grant(session, grant);
  if (auto sealed = vault_->put(session, connection_id, "refresh_token/" + grant.id, token); !sealed)
    throw std::runtime_error(describe(sealed.error()));
}

void SimulatedHost::connect(const SimulatedAccount& account, const std::string& settings_json) {
  if (!registry_->manifest(account.channel))
    throw std::runtime_error("no library of the channel " + account.channel + " in the plugins' folder");
  connections_[account.connection_id] = {account.channel, account.region};
  store_.write([&](Session& session) {
    ConnectionRow row = StoreFixture::connection(account.connection_id);
    row.channel = account.channel;
    row.region = account.region;
    row.account_id = account.account_id;
    row.settings_json = settings_json;
    row.consent = account.consent;
    rows::insert_connection(session, row);
    add_grant(session, account.connection_id, account.refresh_token);
  });
  list_marketplaces(account.connection_id, account.marketplaces);
  std::vector<std::string> selected;
  for (const auto& row : account.marketplaces)
    if (row.selected) selected.push_back(row.id);
  select(account.connection_id, selected);
}

void SimulatedHost::reconnect(const std::string& connection_id, const Secret& refresh_token) {
  store_.write([&](Session& session) {
    for (GrantRow grant : rows::list_grants(session, connection_id)) {
      if (grant.state != GrantState::active) continue;
      grant.state = GrantState::superseded;
      rows::update_grant(session, grant);
    }
    add_grant(session, connection_id, refresh_token);
  });
  tokens_->forget(connection_id);
  told(connection_id);
}

void SimulatedHost::list_marketplaces(const std::string& connection_id,
                                      const std::vector<MarketplaceRow>& rows) {
  store_.write([&](Session& session) {
    std::vector<std::string> ids;
    for (const auto& row : rows) {
      rows::upsert_marketplace(session, connection_id, row);
      ids.push_back(row.id);
    }
    rows::mark_marketplaces_unavailable_except(session, connection_id, ids);
  });
  told(connection_id);
}

void SimulatedHost::select(const std::string& connection_id, const std::vector<std::string>& marketplaces) {
  store_.write(
      [&](Session& session) { rows::set_selected_marketplaces(session, connection_id, marketplaces); });
  told(connection_id);
}

void SimulatedHost::change_settings(const std::string& connection_id, const std::string& settings_json) {
  store_.write([&](Session& session) {
    ConnectionRow row = rows::find_connection(session, connection_id).value();
    row.settings_json = settings_json;
    rows::update_connection(session, row);
  });
  told(connection_id);
}

void SimulatedHost::sync_now(const std::string& connection_id, const SyncTargets& targets) {
  engine_->sync_now(connection_id, targets, "console", [](const SyncEngine::SyncAnswer& answer) {
    if (!answer) throw std::runtime_error(describe(answer.error()));
  });
}

void SimulatedHost::told(const std::string& connection_id) {
  if (engine_) engine_->connection_changed(connection_id);
}

Result<OAuthEndpoint> SimulatedHost::endpoint_of(const std::string& connection_id) const {
  const auto& [channel, region] = connections_.at(connection_id);
  return resolve_oauth(*registry_->manifest(channel), config_.channels.at(channel), region);
}

void SimulatedHost::build() {
  const auto folder = store_.file().parent_path();
  auto vault = Vault::open(folder / "vault.key", true, ids_, redactor_);
  if (!vault) throw std::runtime_error(describe(vault.error()));
  vault_ = std::move(*vault);
  journal_ = std::make_unique<Journal>(store_.database(), clock, ids_, redactor_, events_, store_.logger());
  transport_ = std::make_unique<SimulatorTransport>(*simulator_, core_, random_, folder / "spool");
  token_client_ = std::make_unique<TokenClient>(*transport_, redactor_);
  tokens_ =
      std::make_unique<TokenService>(store_.database(), *vault_, *token_client_, *journal_, core_, clock,
                                     redactor_, [this](const std::string& id) { return endpoint_of(id); });
  tasks_ = std::make_unique<InProcessTaskRunner>(*registry_, static_cast<Executor&>(core_), core_, clock,
                                                 store_.logger());
  redacted_tasks_ = std::make_unique<RedactedTasks>(*tasks_, redactor_);
  client_ = std::make_unique<ChannelClient>(*transport_, *journal_, core_, clock, random_, redactor_,
                                            "Mooring/simulated");
}

void SimulatedHost::destroy() {
  backfills_.reset();
  engine_.reset();
  store_.write([](Session&) {});
  client_.reset();
  redacted_tasks_.reset();
  tasks_.reset();
  tokens_.reset();
  token_client_.reset();
  transport_.reset();
  journal_.reset();
}

void SimulatedHost::start() {
  engine_ = std::make_unique<SyncEngine>(
      SyncEngine::Dependencies{store_.database(), *tokens_, *redacted_tasks_, *client_, *registry_, config_,
                               *journal_, events_, core_, clock, random_, store_.logger()});
  tokens_->on_grant_changed([this](const std::string& id) { engine_->connection_changed(id); });
  backfills_ = std::make_unique<Backfills>(Backfills::Dependencies{
      store_.database(), *engine_, *client_, *journal_, events_, core_, clock, random_, store_.logger()});
  if (auto loaded = backfills_->start(); !loaded) throw std::runtime_error(describe(loaded.error()));
  if (auto started = engine_->start(); !started) throw std::runtime_error(describe(started.error()));
  settle();
}

void SimulatedHost::restart() {
  core_.drop();
  destroy();
  core_.drop();
  build();
  start();
}

// Everything that is due now, with every commit that it causes: the store's thread works in real time.
void SimulatedHost::settle() {
  do {
    core_.run_ready();
    if (!store_.database().idle()) store_.write([](Session&) {});
  } while (core_.run_ready() > 0);
}

bool SimulatedHost::run_until(const std::function<bool()>& reached, Duration at_most) {
  SteadyTime end = clock.steady_now() + at_most;
  while (clock.steady_now() < end) {
    settle();
    if (reached()) return true;
    if (!core_.run_next()) return false;
  }
  settle();
  return reached();
}

void SimulatedHost::run_for(Duration by) {
  run_until([] { return false; }, by);
}

Result<BackfillView> SimulatedHost::backfill(const std::string& connection_id,
                                             const BackfillRequest& request) {
  auto made =
      std::async(std::launch::async, [&] { return backfills_->create(connection_id, request, "tester"); });
  while (made.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    core_.run_ready();
    std::this_thread::yield();
  }
  return made.get();
}

Result<BackfillView> SimulatedHost::find_backfill(const std::string& id) {
  auto found = std::async(std::launch::async, [&] { return backfills_->find(id); });
  while (found.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    core_.run_ready();
    std::this_thread::yield();
  }
  return found.get();
}

void SimulatedHost::refuse_disk(bool refused) {
  const auto folder = store_.file().parent_path() / "spool";
  std::filesystem::remove_all(folder);
  if (refused) std::ofstream(folder) << "no folder";
}

std::vector<RunRow> SimulatedHost::runs(const std::string& connection_id, size_t limit) {
  rows::RunFilter filter;
  filter.connection_id = connection_id;
  filter.limit = limit;
  return store_.read([&](Session& session) { return rows::list_runs(session, filter); });
}

std::string SimulatedHost::control(const std::string& method, const std::string& path,
                                   const std::string& body) {
  auto request = simulator::make_request(method, "/control/api" + path);
  request.body = body;
  auto reply = simulator_->handle(request);
  if (reply.status >= 300)
    throw std::runtime_error(method + " " + path + ": " + std::to_string(reply.status) + " " + reply.body);
  return reply.body;
}

}  // namespace mooring::test
