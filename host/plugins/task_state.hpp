// A plugin's task as the in-process runner holds it. Shared by the PluginTask, a resume under way and the action it posts;
// whoever lets go last destroys the plugin's task. Internal to the runner.
#pragma once
#include <mooring/abi.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "base/executor.hpp"
#include "plugins/empty_turns.hpp"
#include "plugins/loaded_plugin.hpp"
#include "plugins/stuck_plugins.hpp"
#include "plugins/task.hpp"
#include "plugins/task_context.hpp"

namespace mooring::host {

struct TaskState {
  static constexpr int64_t kOutside = -1;

  TaskState(std::shared_ptr<const LoadedPlugin> loaded, const TaskCall& call)
      : plugin(std::move(loaded)),
        context(context_of(plugin->manifest(), call)),
        facts{plugin->manifest().id, call.operation, call.stream, call.connection_id} {}
  TaskState(const TaskState&) = delete;
  TaskState& operator=(const TaskState&) = delete;
  ~TaskState() {
    if (!task) return;
    try {
      plugin->entry().destroy(task);
    } catch (...) {  // nothing may cross; the task is gone either way
    }
  }

  static TaskContext context_of(const Manifest& manifest, const TaskCall& call) {
    TaskContext context{manifest, nullptr, {}};
    if (call.operation == "sync/1") context.stream = manifest.stream(call.stream);
    for (const IdentityMarketplace& marketplace : call.marketplaces)
      context.marketplaces.push_back(marketplace.id);
    return context;
  }

  const std::shared_ptr<const LoadedPlugin> plugin;
  const TaskContext context;
  mooring_task* task = nullptr;
  std::atomic<bool> abandoned = false;
  std::atomic<int64_t> entered_at_us = kOutside;  // since when its worker is inside the plugin

  // Only while the task is resumed.
  std::shared_ptr<SpooledBody> body;  // streamed; until the next request
  bool body_rewound = false;
  EmptyTurns empty_turns;

  // Core only, from here on.
  bool under_way = false;
  bool ended = false;
  std::function<void(TaskAction)> on_action;  // of the resume under way
  TimerId timer = 0;                          // looks whether it is still under way
  StuckResume facts;                          // when the resume was given up: as it was told
  bool given_up = false;
};

}  // namespace mooring::host
