#include "plugins/resume_turn.hpp"

#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/abi_views.hpp"
#include "plugins/action_reader.hpp"

namespace mooring::host {
namespace {

class Turn {
 public:
  Turn(TaskState& state, const Clock& clock, Logger& logger)
      : state_(state), clock_(clock), logger_(logger) {}

  TaskAction run(TaskEvent& event) {
    keep_body(event);
    if (is_answer(event)) state_.empty_turns.brought_something();
    auto answer = resume_once(EventView(event, clock_.now()).event());
    while (answer && is_about_body(*answer)) {
      if (state_.abandoned) return DoneAction{};  // nobody waits for the rest
      if (state_.empty_turns.too_many()) return internal_failure(state_, state_.empty_turns.why());
      answer = answer->kind == MOORING_ACTION_READ ? read_on() : rewind();
    }
    if (!answer) return internal_failure(state_, answer.error().message);
    auto action = read_action(*answer, state_.context, clock_.now());
    if (!action) return internal_failure(state_, "broke a rule: " + describe(action.error()));
    drop_body(*action);
    if (brings_something(*action)) state_.empty_turns.brought_something();
    if (state_.empty_turns.too_many() && !ends(*action))
      return internal_failure(state_, state_.empty_turns.why());
    return std::move(*action);
  }

 private:
  // What the plugin answers to one event, not checked yet.
  Result<mooring_action> resume_once(const mooring_event& event) {
    mooring_action answer{};
    answer.struct_size = sizeof answer;
    const SteadyTime began = clock_.steady_now();
    state_.entered_at_us = began.time_since_epoch().count();
    try {
      state_.plugin->entry().resume(state_.task, &event, &answer);
      state_.entered_at_us = TaskState::kOutside;
    } catch (...) {
      state_.entered_at_us = TaskState::kOutside;
      return violation("let an exception out of resume(). Catch it and answer with FAIL");
    }
    const Duration took = clock_.steady_now() - began;
    state_.empty_turns.turned(took);
    if (took > limits::kResumeWarnAfter)
      logger_.warning("plugin kept a worker busy for long",
                      {{"plugin", state_.plugin->manifest().id}, {"took", format_duration(took)}});
    return answer;
  }

  // The plugin asked for the next part of the streamed body: read it here, on the worker, and resume at once. The end
  // stays the end, however often it is asked for; it brings nothing.
  Result<mooring_action> read_on() {
    if (!state_.body)
      return violation(
          "broke a rule: read: no streamed body is open. Ask for one with MOORING_HTTP_STREAM_BODY");
    auto part = state_.body->next_part();
    if (!part) {
      state_.body.reset();
      TaskEvent failed = body_failure(part.error());
      return resume_once(EventView(failed, clock_.now()).event());
    }
    if (!part->empty()) state_.empty_turns.brought_something();
    return resume_once(EventView(*part, clock_.now()).event());
  }

  // Once: the parts of a body would else come for ever, and a task in circles would never be noticed.
  Result<mooring_action> rewind() {
    if (!state_.body)
      return violation(
          "broke a rule: rewind: no streamed body is open. Ask for one with MOORING_HTTP_STREAM_BODY");
    if (std::exchange(state_.body_rewound, true))
      return violation("broke a rule: rewind: the body was begun again before. Once is allowed");
    state_.body->rewind();
    TaskEvent accepted = AcceptedEvent{};
    return resume_once(EventView(accepted, clock_.now()).event());
  }

  // Why a streamed body cannot be read on, for the plugin.
  static TaskEvent body_failure(const Error& error) {
    Failure failure;
    failure.kind = error.code == "spool_failed" ? FailureKind::internal : FailureKind::bad_response;
    failure.message = clean_line(describe(error), limits::kActivityMessageBytesMax);
    return FailedEvent{std::move(failure)};
  }

  // A streamed body lives until the next request or the task's end.
  void keep_body(TaskEvent& event) {
    if (auto* response = std::get_if<HttpResponseEvent>(&event)) {
      state_.body = std::move(response->spooled);
      state_.body_rewound = false;
    }
  }
  void drop_body(const TaskAction& action) {
    if (!std::holds_alternative<HttpAction>(action) && !ends(action)) return;
    state_.body.reset();
  }

  static bool is_about_body(const mooring_action& action) {
    return action.kind == MOORING_ACTION_READ || action.kind == MOORING_ACTION_REWIND;
  }
  static bool ends(const TaskAction& action) {
    return std::holds_alternative<DoneAction>(action) || std::holds_alternative<FailAction>(action);
  }
  static bool is_answer(const TaskEvent& event) {
    const auto* failed = std::get_if<FailedEvent>(&event);
    return failed ? failed->failure.status != 0 : std::holds_alternative<HttpResponseEvent>(event);
  }
  bool brings_something(const TaskAction& action) const {
    if (const auto* emit = std::get_if<EmitAction>(&action)) return emit->batch.row_count > 0;
    const auto* sleep = std::get_if<SleepAction>(&action);
    return sleep && sleep->until - clock_.now() >= limits::kPauseMin;
  }

  TaskState& state_;
  const Clock& clock_;
  Logger& logger_;
};

}  // namespace

TaskAction internal_failure(const TaskState& state, const std::string& what) {
  Failure failure;
  failure.message =
      clean_line("plugin '" + state.plugin->manifest().id + "' " + what, limits::kActivityMessageBytesMax);
  return FailAction{std::move(failure)};
}

TaskAction resume_turn(TaskState& state, TaskEvent& event, const Clock& clock, Logger& logger) {
  return Turn(state, clock, logger).run(event);
}

}  // namespace mooring::host
