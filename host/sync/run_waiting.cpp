// A run that waits: for room in the memory of all runs, for its budget, for a provider that throttles or fails, or asleep. For
// everything but room its rows are parked; who waits long is away: it holds no place of those that work.
#include "base/limits.hpp"
#include "base/limits_memory.hpp"
#include "base/text.hpp"
#include "sync/run.hpp"

namespace mooring::host {

void Run::when_room(const MemoryGate::Wish& wish, std::function<void()> go) {
  memory_.ask(wish, [this, go = std::move(go)] {
    if (row_.waiting_for == "memory") set_waiting("", {}, false);
    go();
  });
  if (memory_.waits()) set_waiting("memory", d_.clock.now(), false);
}

// A body that goes to the disk takes no memory until it is read. An answer that does not come gives its room to others, or a
// provider that hangs would stop the runs of all; when it comes after all, it counts.
void Run::make_room(const std::string& operation, bool to_disk, std::function<void()> go) {
  if (to_disk) {
    memory_.park();
    return go();
  }
  when_room({operation}, [this, go = std::move(go)] {
    d_.core.cancel(answer_timer_);
    answer_timer_ = d_.core.post_after(limits::kRoomKeptFor, [this] {
      answer_timer_ = 0;
      memory_.park();
    });
    go();
  });
}

// Whoever waits in a long line is told again and again when its turn comes: only a change is passed on.
void Run::set_waiting(const std::string& for_what, Timestamp until, bool away) {
  const bool has_place = for_what.empty() || memory_.waits() || memory_.park();
  bool same = row_.waiting_for == for_what && away_ == away;
  if (same && (for_what.empty() || for_what == "memory" ||
               std::chrono::abs(*row_.waiting_until - until) < limits::kWaitToldEvery))
    return;
  row_.waiting_for = for_what;
  pace_.waits(for_what == "budget" || for_what == "throttled", d_.clock.now());
  row_.waiting_until = for_what.empty() || for_what == "memory" ? std::nullopt : std::optional(until);
  away_ = away;
  expect_not_before_waking();
  on_change_(*this);
  if ((shall_leave_ && !for_what.empty()) || (away && !has_place)) judge_wait_soon();
}

// The rows of a streamed body come without requests in between: there must be room for those up to the next checkpoint.
void Run::go_on() {
  if (!task_) return;
  if (streamed_.empty()) return resume(AcceptedEvent{});
  when_room({streamed_, limits::kUnknownBodyBytes}, [this] { resume(AcceptedEvent{}); });
}

void Run::handle(SleepAction&& action) {
  std::string what = clean_line(action.what, limits::kNameBytesMax);
  set_waiting(what.empty() ? "sleep" : what, action.until, true);
  timer_ = d_.core.post_after(std::max(Duration::zero(), action.until - d_.clock.now()), [this] {
    timer_ = 0;
    set_waiting("", {}, false);
    resume(WokeEvent{});
  });
}

void Run::make_way() {
  if (ending_) return;
  shall_leave_ = true;
  if (!row_.waiting_for.empty()) judge_wait_soon();
}

// What was read is in the cursor, or nothing was read yet.
bool Run::may_leave() const {
  return shall_leave_ && !ending_ && uncommitted_.empty() && (checkpointed_ || row_.requests <= 1);
}

void Run::leave() {
  drop_task();
  failure_ = Failure{FailureKind::cancelled, 0, "", "",
                     "Made way for the stream's ordinary run; the backfill goes on after it"};
  ending_ = RunState::cancelled;
  made_way_ = true;
  finish_when_committed();
}

// Posted: whoever tells that the run waits stands in the middle of it.
void Run::judge_wait_soon() {
  d_.core.post([weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self || self->ending_ || self->row_.waiting_for.empty()) return;
    if (self->may_leave()) return self->leave();
    if (self->away_ && !self->memory_.park()) self->give_up_waiting();
  });
}

// Nothing is wrong with the provider or the plugin: the next run reads the rows again.
void Run::give_up_waiting() {
  fail_run(
      {FailureKind::throttled, 0, "", "",
       "The run has to wait (" + row_.waiting_for + ") with " + std::to_string(uncommitted_rows_) +
           " rows that only a later checkpoint commits, and the runs that wait hold as much memory as they "
           "may together. The next run reads these rows again"});
}

}  // namespace mooring::host
