#include "plugins/stuck_plugins.hpp"

#include <utility>

#include "base/limits_stuck.hpp"
#include "base/text.hpp"

namespace mooring::host {

std::string describe(const StuckResume& stuck) {
  std::string text = "Plugin '" + stuck.plugin + "' did not come back from " +
                     (stuck.freeing ? "freeing a task of " : "") +
                     (stuck.stream.empty() ? stuck.operation : "its stream '" + stuck.stream + "'") +
                     " after " + format_duration(stuck.after);
  text += stuck.replaced ? "; another thread works in its place"
                         : "; no other thread can take its place, so restart the host";
  if (stuck.refused)
    text += ". It happened " + std::to_string(stuck.times) +
            " times: the plugin is not run any more until the host is restarted";
  return text;
}

void StuckPlugins::on_stuck(std::function<void(const StuckResume&)> listener) {
  listener_ = std::move(listener);
}

StuckResume StuckPlugins::gave_up(StuckResume what) {
  {
    std::lock_guard lock(mutex_);
    what.times = ++times_[what.plugin];
    ++stuck_now_;
  }
  what.refused = what.times >= limits::kStuckResumesMax;
  what.replaced = spares_.add && spares_.add();
  logger_.error("a plugin does not come back", {{"plugin", what.plugin},
                                                {"operation", what.operation},
                                                {"stream", what.stream},
                                                {"connection", what.connection_id},
                                                {"after", format_duration(what.after)},
                                                {"times", std::to_string(what.times)},
                                                {"replaced", what.replaced ? "yes" : "no"},
                                                {"refused", what.refused ? "yes" : "no"}});
  if (listener_) listener_(what);
  return what;
}

void StuckPlugins::came_back(const StuckResume& what) {
  {
    std::lock_guard lock(mutex_);
    --stuck_now_;
  }
  if (what.replaced && spares_.drop) spares_.drop();
  logger_.warning("a plugin that was given up came back",
                  {{"plugin", what.plugin}, {"stream", what.stream}, {"connection", what.connection_id}});
}

std::optional<Error> StuckPlugins::refusal(const std::string& plugin) const {
  std::lock_guard lock(mutex_);
  const auto known = times_.find(plugin);
  if (known == times_.end() || known->second < limits::kStuckResumesMax) return std::nullopt;
  return Error{
      "plugin_stuck",
      "plugin '" + plugin + "' did not come back " + std::to_string(known->second) +
          " times, so it is not run any more",
      "Restart the host; if it happens again, install another version of the plugin or tell its author"};
}

StuckPlugins::Counters StuckPlugins::counters() const {
  Counters counted;
  std::lock_guard lock(mutex_);
  counted.stuck_now = stuck_now_;
  for (const auto& [plugin, times] : times_) {
    counted.given_up += times;
    if (times >= limits::kStuckResumesMax) counted.refused.push_back(plugin);
  }
  return counted;
}

}  // namespace mooring::host
