// What is known of plugins that did not come back from a resume, or from freeing a task, in time: how often, who is told, and which of them are not run
// any more until the host is restarted (docs/decisions/0026-stuck-plugins.md). Thread-safe; gave_up and came_back are called on
// the core executor, and so is the listener. Owned by the task runner.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

namespace mooring::host {

struct StuckResume {
  std::string plugin, operation, stream, connection_id;  // stream empty unless it syncs
  Duration after{};                                      // how long it was waited for
  size_t times = 0;                                      // of this plugin since the start of the host
  bool replaced = false;                                 // another thread works in its place
  bool refused = false;                                  // the plugin is not run any more
  bool freeing = false;                                  // it was to free the task
};
std::string describe(const StuckResume& stuck);  // a sentence for people

class StuckPlugins {
 public:
  struct Spares {
    std::function<bool()> add;
    std::function<void()> drop;
  };
  StuckPlugins(Spares spares, Logger& logger) : spares_(std::move(spares)), logger_(logger) {}

  void on_stuck(std::function<void(const StuckResume&)> listener);  // before the first task
  StuckResume gave_up(StuckResume what);
  void came_back(const StuckResume& what);
  // Why the plugin may not run; nothing: it may. Code: plugin_stuck.
  std::optional<Error> refusal(const std::string& plugin) const;

  struct Counters {  // for /metrics and /healthz
    size_t given_up = 0;
    size_t stuck_now = 0;
    std::vector<std::string> refused{};
  };
  Counters counters() const;

 private:
  const Spares spares_;
  Logger& logger_;
  std::function<void(const StuckResume&)> listener_;
  mutable std::mutex mutex_;
  std::map<std::string, size_t> times_;  // by plugin
  size_t stuck_now_ = 0;
};

}  // namespace mooring::host
