// Context: what a coroutine asks the host for. Each call is awaited; while the host carries it out the task
// is suspended and costs nothing. A request that the host could not carry out throws Failure with the host's
// own values.
//   HttpResponse answer = co_await ctx.http(HttpRequest::get(url).with_budget("orders"));
// One Context per task, owned by it; used only inside the task's coroutines.
#pragma once
#include <coroutine>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/awaiters.hpp"
#include "mooring/call.hpp"
#include "mooring/checkpoint.hpp"
#include "mooring/failure.hpp"
#include "mooring/http.hpp"
#include "mooring/rows.hpp"
#include "mooring/task.hpp"
#include "mooring/time.hpp"

namespace mooring {

namespace detail {
class TaskState;
}

class Context {
 public:
  explicit Context(Time now) noexcept : now_(now) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // The response, whatever its status: the host has already retried 429, 5xx and network errors and refreshed
  // the token.
  detail::HttpAwaiter http(HttpRequest request) { return {*this, std::move(request)}; }
  // Hands the rows over, any number of them, and clears them. They become durable with the next checkpoint, which must come
  // before 50,000 of them are waiting, and before the task ends. No rows: nothing happens.
  Task<> emit(Rows& rows);
  // The next part of the body of a request that was made .with_streamed_body(); empty: the body has ended. The view is
  // good until the next action, and 64 bytes behind it may be read. A body that is broken throws Failure.
  detail::ReadAwaiter read() { return detail::ReadAwaiter(*this); }
  // The body begins again, once: what was read to check it is read again to emit its rows. Since ABI 1.4.
  detail::RewindAwaiter rewind() { return detail::RewindAwaiter(*this); }
  // Commits everything emitted so far together with the cursor and what is now held and complete.
  detail::CheckpointAwaiter checkpoint(Checkpoint point) { return {*this, std::move(point)}; }
  detail::CheckpointAwaiter checkpoint(std::string cursor, std::vector<Range> covered = {}) {
    Checkpoint point(std::move(cursor));
    point.covered = std::move(covered);
    return {*this, std::move(point)};
  }
  // Tells a person something; the run goes on.
  detail::NoticeAwaiter notice(Notice notice) { return {*this, std::move(notice)}; }
  // `what` is waited for, one word: "report". People see it.
  detail::SleepAwaiter sleep_until(Time until, std::string what = {}) {
    return {*this, until, std::move(what)};
  }
  // total 0: not known. The note is for people: "orders of June 2026".
  detail::ProgressAwaiter progress(int64_t done, int64_t total, std::string note) {
    return {*this, done, total, std::move(note)};
  }
  detail::IdentityAwaiter identity(Identity identity) { return {*this, std::move(identity)}; }

  // The host's time at the latest resume. A plugin has no other clock.
  Time now() const noexcept { return now_; }

 private:
  friend class detail::ActionAwaiter;
  friend class detail::TaskState;

  Time now_;
  std::coroutine_handle<> suspended_;
  mooring_action action_{};
  const mooring_event* event_ = nullptr;  // only while the task runs
};

inline Task<> Context::emit(Rows& rows) {
  size_t taken = 0;
  do {
    const size_t part = co_await detail::EmitAwaiter(*this, rows, taken);
    taken += part;
  } while (taken < rows.size());
  rows.clear();
}

namespace detail {

inline void ActionAwaiter::suspend(std::coroutine_handle<> at, const mooring_action& action) const noexcept {
  context_.suspended_ = at;
  context_.action_ = action;
}

inline const mooring_event& ActionAwaiter::answer(int32_t expected_kind) const {
  const mooring_event& event = *context_.event_;
  if (event.kind == expected_kind) return event;
  if (event.kind == MOORING_EVENT_FAILED && event.failure != nullptr) {
    const mooring_failure& why = *event.failure;
    Failure failure(static_cast<FailureKind>(why.kind), owned(why.message));
    throw failure.at(owned(why.endpoint), why.status, owned(why.request_id));
  }
  throw Failure(FailureKind::internal, "the host answered with event " + std::to_string(event.kind) +
                                           ", expected " + std::to_string(expected_kind));
}

}  // namespace detail

}  // namespace mooring
