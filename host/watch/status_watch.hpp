// Looks at the status of connections: of those that something announced a change of, soon; of those whose badge changed by
// time alone, every minute; of all in one read, every minute where that costs little, else less often. What is seen goes to the observers, who keep the history of badges, watch the schedule and so on.
// start and stop are the composition root's. What changed is collected on the core executor, which never waits: reading
// and the observers run aside, one look after the other.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "base/executor.hpp"
#include "base/log.hpp"

namespace mooring::host {

struct Look {
  const std::vector<ConnectionStatus>& statuses;
  bool all = false;  // every connection that there is
  Timestamp now;
  std::vector<std::string> gone{};  // looked for, and not there any more
};

// Of these, which were not among what was read.
std::vector<std::string> not_found(const std::vector<std::string>& ids,
                                   const std::vector<ConnectionStatus>& statuses);

class StatusObserver {
 public:
  virtual ~StatusObserver() = default;
  virtual void before_look() {}  // the store is about to be read: what was announced until now will be seen
  virtual void look(const Look& look) = 0;  // aside; may block on the store
};

class StatusWatch {
 public:
  struct Dependencies {
    const StatusReader& status;
    EventHub& events;
    Executor& core;
    std::function<void(Work)> aside;  // runs work on another thread; its owner ends it after stop()
    const Clock& clock;
    Logger& logger;
    std::function<std::vector<std::string>(Timestamp)> changed_by_time{};  // may be empty: nobody knows
  };
  // The observers outlive the watch, and what runs aside.
  StatusWatch(Dependencies dependencies, std::vector<StatusObserver*> observers);
  ~StatusWatch();  // stops

  void start();  // any thread: looks at all at once
  void stop();   // any thread: begins no further look

 private:
  struct State;
  std::shared_ptr<State> state_;
  uint64_t subscription_ = 0;
};

}  // namespace mooring::host
