// Looks at what each stream of a connection may read of each selected marketplace, by the probes of the channel's manifest:
// soon after a connect or a change of the selection, with every checkup, and when somebody asks. Stores one row for each
// (store/rows_probes.hpp) and tells the differences in the activity log. Whatever keeps the provider from being asked
// changes nothing. Any thread may call; everything happens on the core executor, which never waits. Owned by the
// composition root.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/event_hub.hpp"
#include "connections/prober.hpp"
#include "store/journal.hpp"

namespace mooring::host {

class PermissionChecks {
 public:
  struct Dependencies {
    Database& database;
    Prober& prober;
    const PluginRegistry& registry;
    const Config& config;
    Journal& journal;
    EventHub& events;
    Executor& core;
    const Clock& clock;
    Logger& logger;
  };
  // on_change: core executor, after what may be read is not what it was.
  PermissionChecks(Dependencies dependencies,
                   std::function<void(const std::string& connection_id)> on_change);
  ~PermissionChecks();  // on the core executor or after it stopped: nothing is called back afterwards

  // What changed, as sentences: those of the activity log.
  using Done = std::function<void(const std::vector<std::string>& changes)>;
  // All probes. urgent: a person waits. done: core executor, at the end; of the look under way, if there is one.
  void look(const std::string& connection_id, bool urgent, Done done);
  // Soon, those that were not sent with the connection's grant: new marketplaces, a new consent.
  void connection_changed(const std::string& connection_id);
  bool under_way(const std::string& connection_id) const;  // any thread
  void stop();                                             // begins no further one

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
