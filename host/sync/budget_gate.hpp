// Lets requests through when their rate budget has a token: highest lane first, then first come first served. While the
// provider answers 429, all who use the bucket wait, and one of them tries it now and then.
// Belongs to the core executor.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.hpp"
#include "base/random.hpp"
#include "schedule/rate_budget.hpp"
#include "schedule/run_queue.hpp"

namespace mooring::host {

class BudgetGate {
 public:
  BudgetGate(Executor& core, const Clock& clock) : core_(core), clock_(clock) {}
  ~BudgetGate();

  using Ticket = uint64_t;
  // Until when, as things stand, and whether because the provider throttles.
  using WaitsUntil = std::function<void(Timestamp, bool throttled)>;
  // `key` is one bucket: connection and budget. The bucket is made on first use with the given rule. Calls
  // `go`, posted, when a token was taken. Who has to wait is told until when (and again when that changes).
  Ticket enter(const std::string& key, double rate_per_s, double burst, Lane lane, std::function<void()> go,
               WaitsUntil waits_until);
  void leave(Ticket ticket);  // no longer interested

  // The rate that applies now, the tokens that are there and who waits for one; nothing: the bucket was never used.
  struct Look {
    double rate_per_s = 0, tokens = 0;
    size_t waiting = 0;
    std::optional<Timestamp> blocked_until{};  // the provider throttles: nobody is let through before
  };
  std::optional<Look> look(const std::string& key);

  void correct_rate(const std::string& key, double rate_per_s);
  // The answers to what was sent at `sent_at`. After a 429: how long nobody is let through, which is what the provider asked
  // for and a pause that grows, and for how long it has been so.
  struct Throttle {
    Duration pause{}, lasts{};
  };
  Throttle on_throttled(const std::string& key, Duration asked_pause, SteadyTime sent_at, Random& random);
  void on_passed(const std::string& key, SteadyTime sent_at);

 private:
  struct Waiting {
    Ticket ticket;
    std::function<void()> go;
    WaitsUntil waits_until;
  };
  struct Bucket {
    RateBudget budget;
    std::multimap<Lane, Waiting> waiting;  // keeps the order of arrival within a lane
    TimerId timer = 0;
  };
  void serve(const std::string& key);
  void tell_who_waits(Bucket& bucket, Duration first_wait);

  Executor& core_;
  const Clock& clock_;
  std::map<std::string, Bucket> buckets_;
  std::map<Ticket, std::string> keys_;
  Ticket last_ticket_ = 0;
};

}  // namespace mooring::host
