// Looks at every connection about once a day: which marketplaces and permissions its account has now. What is new, lost
// or back is stored and told in the activity log; nothing is selected or deselected, unless the channel's configuration
// says that new marketplaces are selected by themselves. Whatever keeps the provider from being asked changes nothing.
// start, connection_changed and soon may be called from any thread; everything happens on the core executor, which never
// waits. Owned by the composition root.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connections/identifier.hpp"
#include "oauth/oauth.hpp"
#include "store/journal.hpp"

namespace mooring::host {

struct CheckupReport {
  Timestamp at;
  std::vector<std::string> changes;  // sentences, as in the activity log; empty: all is as it was
  size_t marketplaces = 0;           // that the account has now
  std::vector<PermissionRow> permissions;
  bool streams_checked = true;  // false: that takes longer, what changed there is told by the activity log
};

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
    // Looks at what each stream may read (permission_checks.hpp), after the account told what it has. May be null.
    using StreamsChecked = std::function<void(const std::vector<std::string>& changes)>;
    std::function<void(const std::string& connection_id, bool urgent, StreamsChecked done)> look_at_streams{};
  };
  // on_change: core executor, after a checkup found a difference and stored it.
  Checkup(Dependencies dependencies, std::function<void(const std::string& connection_id)> on_change);
  ~Checkup();  // on the core executor or after it stopped: nothing is called back afterwards

  void start();                                               // plans every connection that there is
  void connection_changed(const std::string& connection_id);  // plans it when it is new
  // A person wants to know now. done: core executor; with what the one under way finds, if there is one. Errors:
  // connection_unknown, connection_not_connected, checkup_failed (the provider could not be asked; nothing changed).
  void look_now(const std::string& connection_id, std::function<void(Result<CheckupReport>)> done);
  void stop();  // begins no further one; whoever waits is told
  // Something gave a reason to look now; at most once in limits::kCheckupPauseMin.
  void soon(const std::string& connection_id);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
