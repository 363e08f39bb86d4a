// An engine of alerts over a real store, in virtual time, with a scripted receiver.
#pragma once
#include <catch2/catch.hpp>

#include "alerts/engine.hpp"
#include "store/rows_incidents.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;

class AlertsFixture : public StoreFixture {
 public:
  AlertsFixture() {
    config.alerts.allow_private = true;
    config.smtp.host = "127.0.0.1";
    config.key_file = folder.path() / "vault.key";
    auto opened = Vault::open(config.key_file, true, random, redactor);
    if (!opened) throw std::runtime_error(describe(opened.error()));
    vault = std::move(*opened);
    receiver.on("", http_response(204, ""));
  }

  // As after a start of the host.
  void start() {
    begin();
    settle();
  }
  void begin() {  // started, and not come to its first look
    engine.reset();
    engine = std::make_unique<AlertEngine>(AlertEngine::Dependencies{
        database(), destinations(), sender, journal(), registry, events, core,
        [](const Work& work) { work(); }, clock, random, logger(), "http://localhost:8420"});
    engine->start();
  }
  void settle() { core.run_for(2s); }

  MadeDestination add(const std::string& name, AlertRules rules = {}, const std::string& kind = "webhook") {
    auto made = destinations().create(
        {kind, name, "http://127.0.0.1:9999/" + name, {}, std::move(rules), true}, "user:anna");
    if (!made) throw std::runtime_error(made.error().code);
    return std::move(*made);
  }
  AlertDestinationRow destination(const std::string& name) {
    return read([&](Session& session) { return rows::find_alert_destination_by_name(session, name); })
        .value();
  }

  std::string tell(const std::string& kind, const std::string& connection = {},
                   Severity severity = Severity::warning, const std::string& badge = {}) {
    ActivityRow entry;
    entry.connection_id = connection;
    entry.kind = kind;
    entry.severity = severity;
    entry.message = kind + " happened";
    if (!badge.empty()) entry.after_json = "{\"badge\":\"" + badge + "\"}";
    std::string id;
    write([&](Session& session) { id = journal().append(session, entry); });
    return id;
  }
  void tell_badge(const std::string& connection, const std::string& badge) {
    tell("badge.changed", connection, badge == "connected" ? Severity::info : Severity::warning, badge);
    settle();
  }
  // Titles of what arrived at the destination, oldest first.
  std::vector<std::string> arrived(const std::string& name) const {
    std::vector<std::string> titles;
    for (const HttpRequest& request : receiver.requests())
      if (request.url.ends_with("/" + name)) titles.push_back(member(request.body, "title"));
    return titles;
  }
  static std::string member(const std::string& json, const std::string& name) {
    const std::string key = "\"" + name + "\":\"";
    const size_t at = json.find(key);
    return at == std::string::npos
               ? ""
               : json.substr(at + key.size(), json.find('"', at + key.size()) - at - key.size());
  }
  std::vector<AlertDeliveryRow> deliveries(const std::string& state) {
    return read([&](Session& session) { return rows::list_alert_deliveries(session, {.state = state}); });
  }
  std::vector<ActivityRow> entries(const std::string& kind) {
    return read([&](Session& session) { return rows::list_activity(session, {.kind_prefix = kind}); });
  }

  TempDir folder;
  Config config;
  VirtualClock clock{from_unix_us(1'770'000'000'000'000)};
  ManualExecutor core{clock};
  SeededRandom random{11};
  Redactor redactor;
  EventHub events;
  PluginRegistry registry;
  std::unique_ptr<Vault> vault;
  ScriptedTransport receiver{core};
  AlertSender sender{{receiver, nullptr, core, clock, redactor, "Mooring/test", true}};

  Journal& journal() {
    if (!journal_)
      journal_ = std::make_unique<Journal>(database(), clock, random, redactor, events, logger());
    return *journal_;
  }
  AlertDestinations& destinations() {
    if (!destinations_)
      destinations_ = std::make_unique<AlertDestinations>(AlertDestinations::Dependencies{
          database(), *vault, journal(), config, clock, random, events, logger()});
    return *destinations_;
  }
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<AlertDestinations> destinations_;
  std::unique_ptr<AlertEngine> engine;
};

}  // namespace mooring::test
