#include "plugins/in_process_runner.hpp"

#include <mooring/abi.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "base/limits.hpp"
#include "base/limits_stuck.hpp"
#include "base/text.hpp"
#include "plugins/abi_views.hpp"
#include "plugins/action_reader.hpp"
#include "plugins/loaded_plugin.hpp"

namespace mooring::host {
namespace {

using Services = InProcessTaskRunner::Services;
using OnAction = std::function<void(TaskAction)>;

constexpr int64_t kOutside = -1;

// Shared by the PluginTask, a resume under way and the action it posts; whoever lets go last destroys the
// plugin's task.
struct TaskState {
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
  std::shared_ptr<SpooledBody> body;  // streamed, not read to its end; only while the task is resumed
  bool body_ended = false;
  std::atomic<bool> abandoned = false;
  std::atomic<int64_t> entered_at_us = kOutside;  // since when its worker is inside the plugin

  // Core only, from here on.
  bool under_way = false;
  bool ended = false;
  OnAction on_action;  // of the resume under way
  TimerId timer = 0;   // looks whether it is still under way
  StuckResume facts;   // when the resume was given up: as it was told
  bool given_up = false;
};

TaskAction internal_failure(const TaskState& state, const std::string& what) {
  Failure failure;
  failure.message =
      clean_line("plugin '" + state.plugin->manifest().id + "' " + what, limits::kActivityMessageBytesMax);
  return FailAction{std::move(failure)};
}

// What the plugin answers to one event, not checked yet.
Result<mooring_action> resume_once(TaskState& state, const mooring_event& event, const Services& services) {
  mooring_action answer{};
  answer.struct_size = sizeof answer;
  const SteadyTime began = services.clock.steady_now();
  state.entered_at_us = began.time_since_epoch().count();
  try {
    state.plugin->entry().resume(state.task, &event, &answer);
    state.entered_at_us = kOutside;
  } catch (...) {
    state.entered_at_us = kOutside;
    return violation("let an exception out of resume(). Catch it and answer with FAIL");
  }
  const Duration took = services.clock.steady_now() - began;
  if (took > limits::kResumeWarnAfter)
    services.logger.warning("plugin kept a worker busy for long",
                            {{"plugin", state.plugin->manifest().id}, {"took", format_duration(took)}});
  return answer;
}

// Why a streamed body cannot be read on, for the plugin.
TaskEvent body_failure(const Error& error) {
  Failure failure;
  failure.kind = error.code == "spool_failed" ? FailureKind::internal : FailureKind::bad_response;
  failure.message = clean_line(describe(error), limits::kActivityMessageBytesMax);
  return FailedEvent{std::move(failure)};
}

// The plugin asked for the next part of the streamed body: read it here, on the worker, and resume at once.
Result<mooring_action> read_on(TaskState& state, const Services& services) {
  if (!state.body && !state.body_ended)
    return violation(
        "broke a rule: read: no streamed body is open. Ask for one with MOORING_HTTP_STREAM_BODY");
  auto part = state.body ? state.body->next_part() : std::string();
  if (!part) {
    state.body.reset();
    TaskEvent failed = body_failure(part.error());
    return resume_once(state, EventView(failed, services.clock.now()).event(), services);
  }
  if (part->empty()) {
    state.body.reset();
    state.body_ended = true;
  }
  return resume_once(state, EventView(*part, services.clock.now()).event(), services);
}

// A streamed body lives until the next request or the task's end.
void keep_body(TaskState& state, TaskEvent& event) {
  if (auto* response = std::get_if<HttpResponseEvent>(&event)) {
    state.body = std::move(response->spooled);
    state.body_ended = false;
  }
}
void drop_body(TaskState& state, const TaskAction& action) {
  if (std::holds_alternative<HttpAction>(action) || std::holds_alternative<DoneAction>(action) ||
      std::holds_alternative<FailAction>(action)) {
    state.body.reset();
    state.body_ended = false;
  }
}

// On a worker.
TaskAction resume_now(TaskState& state, TaskEvent& event, const Services& services) {
  keep_body(state, event);
  auto answer = resume_once(state, EventView(event, services.clock.now()).event(), services);
  while (answer && answer->kind == MOORING_ACTION_READ) {
    if (state.abandoned) return DoneAction{};  // nobody waits for the rest
    answer = read_on(state, services);
  }
  if (!answer) return internal_failure(state, answer.error().message);
  auto action = read_action(*answer, state.context, services.clock.now());
  if (!action) return internal_failure(state, "broke a rule: " + describe(action.error()));
  drop_body(state, *action);
  return std::move(*action);
}

void look_later(const std::shared_ptr<TaskState>& state, const std::shared_ptr<const Services>& services,
                Duration wait);

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

// On core: a resume that waits for a worker, or whose worker reads the disk, is not late.
void look_at(const std::shared_ptr<TaskState>& state, const std::shared_ptr<const Services>& services) {
  state->timer = 0;
  if (!state->under_way || state->given_up) return;
  const int64_t entered_at_us = state->entered_at_us;
  if (entered_at_us == kOutside) return look_later(state, services, limits::kResumeGiveUpAfter);
  const Duration inside = services->clock.steady_now() - SteadyTime{Duration{entered_at_us}};
  if (inside < limits::kResumeGiveUpAfter)
    return look_later(state, services, limits::kResumeGiveUpAfter - inside);
  give_up(*state, *services, inside);
}

void look_later(const std::shared_ptr<TaskState>& state, const std::shared_ptr<const Services>& services,
                Duration wait) {
  state->timer = services->core.post_after(wait, [weak = std::weak_ptr(state), services] {
    if (auto still = weak.lock()) look_at(still, services);
  });
}

class InProcessTask final : public PluginTask {
 public:
  InProcessTask(std::shared_ptr<TaskState> state, std::shared_ptr<const Services> services)
      : state_(std::move(state)), services_(std::move(services)) {}
  ~InProcessTask() override { state_->abandoned = true; }

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
      if (state->abandoned) return;
      auto action = std::make_shared<TaskAction>(resume_now(*state, event, *services));
      auto& core = services->core;
      core.post([state = std::move(state), services = std::move(services), action = std::move(action)] {
        deliver(*state, *services, std::move(*action));
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
    services_->core.post([state = state_, on_action = std::move(on_action), why = std::move(why)] {
      if (!state->abandoned) on_action(internal_failure(*state, why));
    });
  }

  std::shared_ptr<TaskState> state_;
  std::shared_ptr<const Services> services_;
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
    return fail("plugin_refused",
                "plugin '" + plugin.manifest().id + "' refused to start " + call.operation + ": " + why);
  };
  try {
    if (plugin.entry().start(&view.call(), &task, &error) != 0)
      return refused(
          clean_line({error.message, ::strnlen(error.message, sizeof error.message)}, sizeof error.message));
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
      services_(std::make_shared<Services>(Services{
          [&workers](Work work) { workers.post(std::move(work)); },
          std::make_shared<StuckPlugins>(StuckPlugins::Spares{[&workers] { return workers.add_spare(); },
                                                              [&workers] { workers.drop_spare(); }},
                                         logger),
          core, clock, logger})) {}

InProcessTaskRunner::InProcessTaskRunner(const PluginRegistry& registry, Executor& workers, Executor& core,
                                         const Clock& clock, Logger& logger)
    : registry_(registry),
      services_(std::make_shared<Services>(
          Services{[&workers](Work work) { workers.post(std::move(work)); },
                   std::make_shared<StuckPlugins>(StuckPlugins::Spares{}, logger), core, clock, logger})) {}

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
