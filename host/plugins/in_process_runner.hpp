// Runs plugin tasks in this process: a resume on a worker thread, its action on the core executor.
// start() and the tasks it returns are used on the core executor only. A task that is destroyed goes on a worker, when a resume
// that is under way has returned; its action is dropped. A resume that does not return in time fails the
// task, gets its worker replaced, and counts against the plugin (plugins/stuck_plugins.hpp). The workers must be stopped
// before the runner's parts go.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/executor.hpp"
#include "base/log.hpp"
#include "plugins/registry.hpp"
#include "plugins/resume_workers.hpp"
#include "plugins/stuck_plugins.hpp"
#include "plugins/task.hpp"

namespace mooring::host {

class InProcessTaskRunner final : public TaskRunner {
 public:
  InProcessTaskRunner(const PluginRegistry& registry, ResumeWorkers& workers, Executor& core,
                      const Clock& clock, Logger& logger);
  // For simulations: resumes run on an executor that the test steps; it may be core itself.
  InProcessTaskRunner(const PluginRegistry& registry, Executor& workers, Executor& core, const Clock& clock,
                      Logger& logger);
  ~InProcessTaskRunner() override;

  // Errors: channel_unknown, operation_unknown, stream_unknown, plugin_refused, plugin_stuck.
  Result<std::unique_ptr<PluginTask>> start(const std::string& channel, const TaskCall& call) override;

  StuckPlugins& stuck() { return *services_->stuck; }

  struct Services {
    std::function<void(Work)> post_to_worker;
    std::shared_ptr<StuckPlugins> stuck;
    Executor& core;
    const Clock& clock;
    Logger& logger;
    std::atomic<bool> closed = false;  // the workers may be gone
  };

 private:
  const PluginRegistry& registry_;
  std::shared_ptr<Services> services_;  // shared with the tasks
};

}  // namespace mooring::host
