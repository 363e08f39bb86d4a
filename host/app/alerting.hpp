// The parts of alerts, put together: destinations, the senders, the engine and the threads that they use. Owned by the
// composition root, which calls everything on the main thread.
#pragma once
#include <memory>
#include <string>

#include "alerts/engine.hpp"

namespace mooring::host {

class Alerting {
 public:
  struct Dependencies {
    Database& database;
    Vault& vault;
    Journal& journal;
    HttpTransport& transport;
    const PluginRegistry& registry;
    const Config& config;
    EventHub& events;
    Executor& core;
    const Clock& clock;
    Random& random;
    Redactor& redactor;
    Logger& logger;
    std::string user_agent, public_url;
  };
  explicit Alerting(const Dependencies& d);
  ~Alerting();  // stops

  void start();  // applies what the configuration declares, then follows the activity log
  void stop();   // before the core executor stops; what is under way is sent again after the next start

  AlertDestinations& destinations() { return destinations_; }
  AlertEngine& engine() { return engine_; }

 private:
  Logger& logger_;
  WorkerPool store_worker_, mail_worker_;
  AlertDestinations destinations_;
  std::unique_ptr<MailSender> mail_;
  AlertSender sender_;
  AlertEngine engine_;
};

}  // namespace mooring::host
