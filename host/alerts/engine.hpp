// Alerts: follows the activity log by the order of its commits, puts what somebody wants to hear into the outbox - entry,
// deliveries and the place in the log in one transaction - and sends it, at least once. One alert at a time goes to a
// destination, so that a slow one delays only itself, and what is about one connection arrives in order.
// start, stop, soon and send_now are called from any thread; what waits for the store runs aside, the rest on core.
// Owned by the composition root.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "alerts/destinations.hpp"
#include "alerts/sender.hpp"
#include "base/event_hub.hpp"

namespace mooring::host {

class AlertEngine {
 public:
  struct Dependencies {
    Database& database;
    AlertDestinations& destinations;
    AlertSender& sender;
    Journal& journal;
    const PluginRegistry& registry;
    EventHub& events;
    Executor& core;
    std::function<void(Work)> aside;  // runs work on another thread; its owner ends it after stop()
    const Clock& clock;
    Random& random;
    Logger& logger;
    std::string public_url;
  };
  explicit AlertEngine(Dependencies dependencies);
  ~AlertEngine();  // stops

  void start();  // follows the log from here on, or from where an earlier one ended; waits for the store
  void stop();   // begins nothing further, and nobody waits for a test any more
  void soon();   // something waits

  // A test: goes out at once, is no part of the outbox, and tells of the destination's health.
  void send_now(const AlertDestinationRow& destination, const AlertMessage& message,
                std::function<void(AlertAttempt)> done);

  struct Counters {
    uint64_t delivered = 0, failed = 0, dead = 0, dropped = 0;  // failed: attempts
    int64_t held = 0, waiting = 0;
  };
  Counters counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
  uint64_t subscription_ = 0;
};

}  // namespace mooring::host
