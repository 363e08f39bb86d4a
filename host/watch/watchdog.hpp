// Notices what should have run and did not. It asks neither the scheduler nor its timers: what it knows are the rows
// of the store (when a stream was attempted last, whether a run of it is under way) and its own steady clock. So a
// scheduler that stands still is found out, and a wall clock that jumps raises no alarm. What is paused, cannot run, or is
// set aside because a permission is missing is not expected to run.
// Called by StatusWatch, aside; overdue() and overdue_of() by any thread. Owned by the composition root.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "store/journal.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

struct OverdueStream {
  std::string connection_id, stream, title, marketplace;  // marketplace: empty where it runs once for all
  std::optional<Timestamp> last_attempt_at;
  Timestamp due_at;  // when it was seen to be due
  Duration interval{};
};

class Watchdog final : public StatusObserver {
 public:
  Watchdog(Database& database, Journal& journal, const Clock& clock, Logger& logger);
  void look(const Look& look) override;

  size_t overdue() const;  // how many streams, or marketplaces of streams
  std::vector<OverdueStream> overdue_of(const std::string& connection_id) const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // connection, stream, marketplace
  struct Waiting {                                                // due, and not seen running
    std::optional<Timestamp> last_attempt_at;
    SteadyTime seen_at{};
    Timestamp due_at;
    bool told = false;
  };
  struct Pass;

  Database& database_;
  Journal& journal_;
  const Clock& clock_;
  Logger& logger_;
  std::map<Key, Waiting> waiting_;
  mutable std::mutex mutex_;
  std::vector<OverdueStream> overdue_;
};

}  // namespace mooring::host
