// Looks at every connection about once a day: which marketplaces and permissions its account has now. What is new, lost
// or back is stored and told in the activity log; nothing is selected or deselected, unless the channel's configuration
// says that new marketplaces are selected by themselves. Whatever keeps the provider from being asked changes nothing.
// start, connection_changed and soon may be called from any thread; everything happens on the core executor, which never
// waits. Owned by the composition root.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "connections/identifier.hpp"
#include "oauth/oauth.hpp"
#include "store/journal.hpp"

namespace mooring::host {

class Checkup {
 public:
  struct Dependencies {
    Database& database;
    TokenService& tokens;
    Identifier& identifier;
    const PluginRegistry& registry;
    const Config& config;
    Journal& journal;
    Executor& core;
    const Clock& clock;
    Random& random;
    Logger& logger;
  };
  // on_change: core executor, after a checkup found a difference and stored it.
  Checkup(Dependencies dependencies, std::function<void(const std::string& connection_id)> on_change);
  ~Checkup();  // on the core executor or after it stopped: nothing is called back afterwards

  void start();                                               // plans every connection that there is
  void connection_changed(const std::string& connection_id);  // plans it when it is new
  // Something gave a reason to look now; at most once in limits::kCheckupPauseMin.
  void soon(const std::string& connection_id);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
