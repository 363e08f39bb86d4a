#include "simulation/simulated_host.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <set>
#include <sstream>

#include "base/text.hpp"
#include "simulator/amazon/sellers.hpp"
#include "simulator/amazon/world.hpp"
#include "store/record_table.hpp"

namespace mooring::test {

using namespace host;
using amazon_simulator::Delivery;
using amazon_simulator::Reply;
namespace simulator = amazon_simulator;

namespace {

constexpr char kBase[] = "http://127.0.0.1:1";  // never opened
const Timestamp kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{9}};

HttpResult to_result(Reply reply) {
  auto broken = [](TransportErrorKind kind, std::string message) {
    return tl::unexpected(TransportError{kind, std::move(message), true});
  };
  switch (reply.delivery.kind) {
    case Delivery::Kind::whole:
      break;
    case Delivery::Kind::reset:
    case Delivery::Kind::truncated:
      return broken(TransportErrorKind::interrupted, "the connection broke");
    case Delivery::Kind::drip:
      return broken(TransportErrorKind::timeout, "no complete answer in time");
  }
  HttpResponse response;
  response.status = reply.status;
  for (auto& [name, value] : reply.headers) {
    std::string lower = name;
    for (char& c : lower)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    response.headers.emplace_back(lower, value);
  }
  response.headers.emplace_back("content-type", reply.content_type);
  response.body = std::move(reply.body);
  response.body.reserve(response.body.size() + 64);  // as the real transport: parsers read past the end
  return response;
}

}  // namespace

HttpRequestId SimulatorTransport::send(HttpRequest request, std::function<void(HttpResult)> done) {
  HttpRequestId id = ++last_id_;
  pending_.emplace(id, std::move(done));
  auto out = Duration{20'000 + static_cast<int64_t>(random_.uniform() * 80'000)};
  core_.post_after(out, [this, id, request = std::move(request)] {
    auto asked =
        simulator::make_request(request.method, std::string_view(request.url).substr(sizeof kBase - 1));
    asked.headers = {request.headers.begin(), request.headers.end()};
    if (request.method == "POST")
      asked.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    asked.body = request.body;
    auto reply = std::make_shared<Reply>(simulator_.handle(asked));
    core_.post_after(std::chrono::milliseconds{20 + reply->delivery.delay_ms}, [this, id, reply] {
      auto node = pending_.extract(id);
      if (!node.empty()) node.mapped()(to_result(std::move(*reply)));
    });
  });
  return id;
}

SimulatedHost::SimulatedHost(const Options& options)
    : clock(kStart), options_(options), random_(options.seed) {
  simulator::Options world;
  world.seed = options.seed;
  world.sellers = 1;
  world.orders = options.orders;
  world.budget_scale = options.budget_scale;
  world.clock = &clock;
  world.virtual_clock = &clock;
  simulator_ = std::make_unique<simulator::AmazonSimulator>(world);

  ChannelConfig channel;
  channel.application = {{"client_id", simulator::kDemoClientId},
                         {"application_id", simulator::kDemoApplicationId}};
  channel.client_secret = Secret(simulator::kDemoClientSecret);
  channel.endpoints["NA"] = {std::string(kBase) + "/na", std::string(kBase) + "/apps/authorize/consent",
                             std::string(kBase) + "/auth/o2/token"};
  channel.streams["orders"].interval = options.interval;
  config_.channels.emplace("amazon_seller", std::move(channel));

  PluginRegistry::Options where;
  where.folders = {options.plugins};
  where.module_store = store_.file().parent_path() / "modules";
  where.prober = options.plugins / "../tests/bad_plugins/plugin_prober";
  registry_ = PluginRegistry::discover(where, store_.logger());
  if (!registry_->manifest("amazon_seller"))
    throw std::runtime_error("no amazon_seller.so in " + options.plugins.string());
  build();
  seed_connection();
}

SimulatedHost::~SimulatedHost() {
  destroy();
}

void SimulatedHost::seed_connection() {
  const auto& seller = simulator_->world().sellers.at(0);
  seller_id = seller.id;
  store_.write([&](Session& session) {
    ConnectionRow row = StoreFixture::connection(connection_id);
    row.channel = "amazon_seller";
    row.account_id = seller_id;
    rows::insert_connection(session, row);
    GrantRow grant;
    grant.id = "grt_simulated";
    grant.connection_id = connection_id;
    grant.issued_at = clock.now();
    rows::insert_grant(session, grant);
    Secret token(simulator_->world().well_known_refresh_token(seller_id, simulator::kDemoClientId));
    if (auto sealed = vault_->put(session, connection_id, "refresh_token/" + grant.id, token); !sealed)
      throw std::runtime_error(describe(sealed.error()));
    for (const auto& known : registry_->manifest("amazon_seller")->marketplaces) {
      if (known.region != "NA") continue;
      MarketplaceRow marketplace;
      marketplace.id = known.id;
      rows::upsert_marketplace(session, connection_id, marketplace);
      selected_.push_back(known.id);
    }
    rows::set_selected_marketplaces(session, connection_id, selected_);
  });
}

void SimulatedHost::build() {
  auto vault = Vault::open(store_.file().parent_path() / "vault.key", true, ids_, redactor_);
  if (!vault) throw std::runtime_error(describe(vault.error()));
  vault_ = std::move(*vault);
  journal_ = std::make_unique<Journal>(store_.database(), clock, ids_, redactor_, events_, store_.logger());
  transport_ = std::make_unique<SimulatorTransport>(*simulator_, core_, random_);
  token_client_ = std::make_unique<TokenClient>(*transport_, redactor_);
  auto endpoint_of = [this](const std::string&) {
    return resolve_oauth(*registry_->manifest("amazon_seller"), config_.channels.at("amazon_seller"), "NA");
  };
  tokens_ = std::make_unique<TokenService>(store_.database(), *vault_, *token_client_, *journal_, core_,
                                           clock, redactor_, endpoint_of);
  tasks_ = std::make_unique<InProcessTaskRunner>(*registry_, static_cast<Executor&>(core_), core_, clock,
                                                 store_.logger());
  client_ =
      std::make_unique<ChannelClient>(*transport_, *journal_, core_, clock, random_, "Mooring/simulated");
  engine_ = std::make_unique<SyncEngine>(
      SyncEngine::Dependencies{store_.database(), *tokens_, *tasks_, *client_, *registry_, config_, *journal_,
                               events_, core_, clock, random_, store_.logger()});
  tokens_->on_grant_changed([this](const std::string& id) { engine_->connection_changed(id); });
}

void SimulatedHost::destroy() {
  engine_.reset();
  store_.write([](Session&) {});
  client_.reset();
  tasks_.reset();
  tokens_.reset();
  token_client_.reset();
  transport_.reset();
  journal_.reset();
}

void SimulatedHost::start() {
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
    store_.write([](Session&) {});
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

std::vector<RunRow> SimulatedHost::runs(size_t limit) {
  rows::RunFilter filter;
  filter.connection_id = connection_id;
  filter.limit = limit;
  return store_.read([&](Session& session) { return rows::list_runs(session, filter); });
}

std::string SimulatedHost::control(const std::string& method, const std::string& path,
                                   const std::string& body) {
  auto request = simulator::make_request(method, "/control/api" + path);
  request.headers = {{"content-type", "application/json"}};
  request.body = body;
  auto reply = simulator_->handle(request);
  if (reply.status >= 300) throw std::runtime_error(method + " " + path + ": " + reply.body);
  return reply.body;
}

namespace {

using Row = std::map<std::string, std::optional<std::string>>;

// key -> columns, of everything the store holds of a stream
std::map<std::string, Row> held_rows(Session& session, const Manifest& manifest, const std::string& stream,
                                     const std::string& connection) {
  const StreamRule& rule = *manifest.stream(stream);
  RecordTable table{manifest.id, rule.id, rule.fields, rule.primary_key, rule.time_field};
  std::map<std::string, Row> held;
  RecordQuery query;
  query.connection_id = connection;
  query.limit = 1000;
  do {
    auto page = query_records(session, table, query);
    if (!page) throw std::runtime_error(describe(page.error()));
    for (auto& values : page->rows) {
      Row row;
      for (size_t i = 0; i < values.size(); ++i)
        row[page->columns[i]] = values[i];
      std::string key;
      for (const auto& column : rule.primary_key)
        key += row[column].value_or("") + "|";
      held.emplace(key, std::move(row));
    }
    query.after = page->next;
  } while (!query.after.empty());
  return held;
}

std::optional<std::string> text_of(const Poco::Dynamic::Var& value) {
  if (value.isEmpty()) return std::nullopt;
  if (value.isString() || value.isNumeric()) return value.toString();
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(value, out);
  return out.str();
}

}  // namespace

std::vector<std::string> SimulatedHost::differences(Timestamp since, Timestamp as_of, size_t& compared) {
  std::string selected;
  for (const auto& id : selected_)
    selected += (selected.empty() ? "" : ",") + id;
  std::istringstream oracle(control("GET", "/oracle?seller=" + seller_id + "&marketplaces=" + selected +
                                               "&settled=1&by=updated&since=" + format_time(since) +
                                               "&as_of=" + format_time(as_of)));
  const Manifest& manifest = *registry_->manifest("amazon_seller");
  std::map<std::string, std::map<std::string, Row>> held;
  for (const char* stream : {"orders", "order_items"})
    held[stream] =
        store_.read([&](Session& session) { return held_rows(session, manifest, stream, connection_id); });
  std::vector<std::string> found;
  std::string line;
  for (compared = 0; std::getline(oracle, line); ++compared) {
    Poco::JSON::Parser parser;
    auto right = parser.parse(line).extract<Poco::JSON::Object::Ptr>();
    auto stream = right->getValue<std::string>("stream");
    std::string key;
    for (const auto& column : manifest.stream(stream)->primary_key)
      key += right->getValue<std::string>(column) + "|";
    auto row = held[stream].find(key);
    if (row == held[stream].end()) {
      found.push_back(stream + " " + key + " is missing");
      continue;
    }
    for (const auto& [column, value] : *right) {
      if (column == "stream") continue;
      auto wanted = text_of(value);
      if (row->second[column] != wanted)
        found.push_back(stream + " " + key + column + " is " + row->second[column].value_or("null") +
                        ", should be " + wanted.value_or("null"));
    }
  }
  return found;
}

}  // namespace mooring::test
