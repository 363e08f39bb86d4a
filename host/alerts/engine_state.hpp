// What AlertEngine is made of. Internal to alerts/.
#pragma once
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "alerts/engine.hpp"
#include "alerts/outbox.hpp"
#include "base/stop_signal.hpp"

namespace mooring::host {

// On the core executor, but for what is marked "aside": that is one look at a time.
struct AlertEngine::State : std::enable_shared_from_this<State> {
  explicit State(Dependencies dependencies) : d(std::move(dependencies)) {}

  struct Outgoing {
    AlertDeliveryRow delivery;
    AlertTarget target;
  };
  struct Seen {  // by one look at the store
    std::vector<Outgoing> outgoing;
    std::optional<Timestamp> next_due;
    bool more = false;  // of the activity log
  };

  void wake();  // once for all that comes within limits::kAlertSettle
  void begin();
  void ended(Seen seen);
  void plan(const Seen& seen);
  void send(Outgoing outgoing);
  void sent(const Outgoing& outgoing, const AlertAttempt& attempt);

  Status keep_beginning();                                                     // any thread
  Seen look(const std::set<std::string>& busy_now);                            // aside
  Status follow(bool& more);                                                   // aside
  Status offer(const std::vector<ActivityRow>& entries);                       // aside
  Status release();                                                            // aside
  Status bound();                                                              // aside
  Status pick(const std::set<std::string>& busy_now, Seen& seen);              // aside
  void record(const AlertDeliveryRow& delivery, const AlertAttempt& attempt);  // aside
  void record_health(Session& session, AlertDestinationRow row, const AlertAttempt& attempt, bool dead);
  void tell(Session& session, const char* kind, Severity severity, std::string message,
            const std::string& destination_id = {});
  std::string new_delivery_id() const;

  Dependencies d;
  std::atomic<bool> stopped{false};
  StopSignal tests;  // of those who wait for one
  bool settling = false, under_way = false, again = false;
  TimerId timer = 0;
  std::set<std::string> busy;     // destinations that something is being sent to
  std::optional<int64_t> cursor;  // aside: how far the log was followed
  std::atomic<uint64_t> delivered{0}, failed{0}, dead{0}, dropped{0};
  std::atomic<int64_t> held{0}, waiting{0};
};

}  // namespace mooring::host
