#include "plugins/in_process_runner.hpp"

#include <mooring/abi.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/limits.hpp"
#include "base/limits_stuck.hpp"
#include "base/text.hpp"
#include "plugins/abi_views.hpp"
#include "plugins/loaded_plugin.hpp"
#include "plugins/resume_turn.hpp"
#include "plugins/task_state.hpp"

namespace mooring::host {
namespace {

using Services = InProcessTaskRunner::Services;
using OnAction = std::function<void(TaskAction)>;

using SharedServices = std::shared_ptr<const Services>;

// A task that a plugin frees: since when its worker is inside, and what is told when it does not come back.
struct Freeing {
  explicit Freeing(const StuckResume& of) : facts(of) { facts.freeing = true; }

  std::atomic<int64_t> entered_at_us = TaskState::kOutside;
  // Core only, from here on.
  StuckResume facts;
  TimerId timer = 0;
  bool given_up = false;
};

// How long a worker is inside the plugin; nothing: it waits for a worker, or the worker reads the disk, and is not late.
std::optional<Duration> time_inside(const std::atomic<int64_t>& entered_at_us, const Services& services) {
  const int64_t entered = entered_at_us;
  if (entered == TaskState::kOutside) return std::nullopt;
  return services.clock.steady_now() - SteadyTime{Duration{entered}};
}

void look_at_freeing_later(std::shared_ptr<Freeing> freeing, SharedServices services, Duration wait) {
  Freeing& one = *freeing;
  Executor& core = services->core;
  one.timer = core.post_after(wait, [freeing = std::move(freeing), services = std::move(services)] {
    freeing->timer = 0;
    const Duration inside = time_inside(freeing->entered_at_us, *services).value_or(Duration{});
    if (inside < limits::kResumeGiveUpAfter)
      return look_at_freeing_later(freeing, services, limits::kResumeGiveUpAfter - inside);
    freeing->given_up = true;
    freeing->facts.after = inside;
    freeing->facts = services->stuck->gave_up(std::move(freeing->facts));
  });
}

// On core, of one reference: what a plugin holds for a task is freed on a worker, for a large one takes its time.
void let_go(std::shared_ptr<TaskState> state, const SharedServices& services) {
  if (state.use_count() > 1 || services->closed) return;  // a worker has it too, or there are none any more
  auto freeing = std::make_shared<Freeing>(state->facts);
  look_at_freeing_later(freeing, services, limits::kResumeGiveUpAfter);
  services->post_to_worker([state = std::move(state), freeing, services]() mutable {
    freeing->entered_at_us = services->clock.steady_now().time_since_epoch().count();
    state.reset();
    freeing->entered_at_us = TaskState::kOutside;
    services->core.post([freeing, services] {
      if (freeing->timer) services->core.cancel(freeing->timer);
      if (freeing->given_up) services->stuck->came_back(freeing->facts);
    });
  });
}

void look_later(const std::shared_ptr<TaskState>& state, const SharedServices& services, Duration wait);

// On core: what the task was asked for is not waited for any more. Its worker is gone until the plugin comes back.
void give_up(TaskState& state, const Services& services, Duration after) {
  state.given_up = state.ended = true;
  state.facts.after = after;
  state.facts = services.stuck->gave_up(std::move(state.facts));
  OnAction on_action = std::move(state.on_action);
  const bool somebody_waits = !state.abandoned.exchange(true);
  if (!somebody_waits) return;
  Failure failure;
  failure.message = clean_line(describe(state.facts), limits::kActivityMessageBytesMax);
  on_action(FailAction{std::move(failure)});
}

// On core.
void look_at(const std::shared_ptr<TaskState>& state, const SharedServices& services) {
  state->timer = 0;
  if (!state->under_way || state->given_up) return;
  const Duration inside = time_inside(state->entered_at_us, *services).value_or(Duration{});
  if (inside < limits::kResumeGiveUpAfter)
    return look_later(state, services, limits::kResumeGiveUpAfter - inside);
  give_up(*state, *services, inside);
}

void look_later(const std::shared_ptr<TaskState>& state, const SharedServices& services, Duration wait) {
  state->timer = services->core.post_after(wait, [weak = std::weak_ptr(state), services] {
    auto still = weak.lock();
    if (!still) return;
    look_at(still, services);
    let_go(std::move(still), services);
  });
}

class InProcessTask final : public PluginTask {
 public:
  InProcessTask(std::shared_ptr<TaskState> state, SharedServices services)
      : state_(std::move(state)), services_(std::move(services)) {}
  ~InProcessTask() override {
    state_->abandoned = true;
    let_go(std::move(state_), services_);
  }

  void resume(TaskEvent event, OnAction on_action) override {
    if (state_->under_way || state_->ended)
      return refuse(std::move(on_action), "was resumed by the host while it ran, or after its end");
    if (auto refusal = services_->stuck->refusal(state_->facts.plugin)) {
      state_->ended = true;
      return refuse(std::move(on_action), "is not run any more: " + describe(*refusal));
    }
    state_->under_way = true;
    state_->on_action = std::move(on_action);
    look_later(state_, services_, limits::kResumeGiveUpAfter);
    services_->post_to_worker([state = state_, services = services_, event = std::move(event)]() mutable {
      auto& core = services->core;
      if (state->abandoned)  // it may be the last to have it
        return core.post([state = std::move(state), services = std::move(services)]() mutable {
          let_go(std::move(state), services);
        });
      auto action =
          std::make_shared<TaskAction>(resume_turn(*state, event, services->clock, services->logger));
      core.post(
          [state = std::move(state), services = std::move(services), action = std::move(action)]() mutable {
            deliver(*state, *services, std::move(*action));
            let_go(std::move(state), services);
          });
    });
  }

 private:
  static void deliver(TaskState& state, const Services& services, TaskAction action) {
    state.under_way = false;
    if (state.timer) services.core.cancel(std::exchange(state.timer, 0));
    if (state.given_up) return services.stuck->came_back(state.facts);
    const OnAction on_action = std::move(state.on_action);
    state.ended = std::holds_alternative<DoneAction>(action) || std::holds_alternative<FailAction>(action);
    if (!state.abandoned) on_action(std::move(action));
  }

  // To resume it twice is a fault of the host. It must not become a fault inside the plugin.
  void refuse(OnAction on_action, std::string why) {
    services_->core.post([state = state_, services = services_, on_action = std::move(on_action),
                          why = std::move(why)]() mutable {
      if (!state->abandoned) on_action(internal_failure(*state, why));
      let_go(std::move(state), services);
    });
  }

  std::shared_ptr<TaskState> state_;
  SharedServices services_;
};

Status check_call(const Manifest& manifest, const TaskCall& call) {
  const auto& operations = manifest.operations;
  if (std::find(operations.begin(), operations.end(), call.operation) == operations.end())
    return fail("operation_unknown", "plugin '" + manifest.id + "' does not provide " + call.operation);
  if (call.operation != "sync/1") return {};
  const StreamRule* stream = manifest.stream(call.stream);
  if (!stream)
    return fail("stream_unknown", "plugin '" + manifest.id + "' has no stream '" + call.stream + "'");
  if (!stream->fed_by.empty())
    return fail("stream_unknown",
                "stream '" + call.stream + "' of plugin '" + manifest.id + "' has no runs of its own",
                "Sync '" + stream->fed_by + "', which fills it");
  return {};
}

Result<mooring_task*> start_task(const LoadedPlugin& plugin, const TaskCall& call) {
  const CallView view(call);
  mooring_task* task = nullptr;
  mooring_error error{};
  error.struct_size = sizeof error;
  const auto refused = [&](const std::string& why) {
    return fail("plugin_refused", "plugin '" + plugin.manifest().id + "' refused to start " + call.operation +
                                      (call.stream.empty() ? "" : " of '" + call.stream + "'") + ": " + why);
  };
  try {
    if (plugin.entry().start(&view.call(), &task, &error) != 0) {
      const std::string why =
          clean_line({error.message, ::strnlen(error.message, sizeof error.message)}, sizeof error.message);
      return refused(why.empty() ? "it gave no reason" : why);
    }
  } catch (...) {
    return refused("it let an exception out of start()");
  }
  if (!task) return refused("it reported success without a task");
  return task;
}

}  // namespace

InProcessTaskRunner::InProcessTaskRunner(const PluginRegistry& registry, ResumeWorkers& workers,
                                         Executor& core, const Clock& clock, Logger& logger)
    : registry_(registry),
      services_(std::make_shared<Services>(
          [&workers](Work work) { workers.post(std::move(work)); },
          std::make_shared<StuckPlugins>(StuckPlugins::Spares{[&workers] { return workers.add_spare(); },
                                                              [&workers] { workers.drop_spare(); }},
                                         logger),
          core, clock, logger)) {}

InProcessTaskRunner::InProcessTaskRunner(const PluginRegistry& registry, Executor& workers, Executor& core,
                                         const Clock& clock, Logger& logger)
    : registry_(registry),
      services_(std::make_shared<Services>([&workers](Work work) { workers.post(std::move(work)); },
                                           std::make_shared<StuckPlugins>(StuckPlugins::Spares{}, logger),
                                           core, clock, logger)) {}

InProcessTaskRunner::~InProcessTaskRunner() {
  services_->closed = true;
}

Result<std::unique_ptr<PluginTask>> InProcessTaskRunner::start(const std::string& channel,
                                                               const TaskCall& call) {
  auto plugin = registry_.loaded(channel);
  if (!plugin)
    return fail("channel_unknown", "no plugin '" + channel + "' is loaded",
                "See 'mooring plugins list' for the reason");
  if (auto refusal = services_->stuck->refusal(plugin->manifest().id)) return fail(std::move(*refusal));
  if (auto status = check_call(plugin->manifest(), call); !status) return fail(status.error());
  auto state = std::make_shared<TaskState>(plugin, call);
  auto task = start_task(*plugin, call);
  if (!task) return fail(task.error());
  state->task = *task;
  return std::make_unique<InProcessTask>(std::move(state), services_);
}

}  // namespace mooring::host
