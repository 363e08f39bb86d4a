// Context: what a coroutine asks the host for. Each call is awaited; while the host carries it out the task
// is suspended and costs nothing. A request that the host could not carry out throws Failure with the host's
// own values.
//   HttpResponse answer = co_await ctx.http(HttpRequest::get(url).with_budget("orders"));
// One Context per task, owned by it; used only inside the task's coroutines.
#pragma once
#include <coroutine>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/call.hpp"
#include "mooring/failure.hpp"
#include "mooring/http.hpp"
#include "mooring/rows.hpp"
#include "mooring/time.hpp"

namespace mooring {

class Context;

namespace detail {
class TaskState;
}

namespace detail {

// Hands one action over and waits for the event that answers it.
class ActionAwaiter {
 public:
  explicit ActionAwaiter(Context& context) noexcept : context_(context) {}
  ActionAwaiter(const ActionAwaiter&) = delete;
  ActionAwaiter& operator=(const ActionAwaiter&) = delete;

 protected:
  ~ActionAwaiter() = default;
  void suspend(std::coroutine_handle<> at, const mooring_action& action) const noexcept;
  const mooring_event& answer(int32_t expected_kind) const;

  Context& context_;
};

class HttpAwaiter : public ActionAwaiter {
 public:
  HttpAwaiter(Context& context, HttpRequest request) : ActionAwaiter(context), request_(std::move(request)) {
    for (const auto& [name, value] : request_.headers())
      headers_.push_back({to_abi(name), to_abi(value)});
    abi_ = {sizeof abi_,
            0,
            to_abi(request_.method()),
            to_abi(request_.url()),
            headers_.data(),
            headers_.size(),
            to_abi(request_.body()),
            to_abi(request_.budget()),
            to_abi(request_.credential())};
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_HTTP;
    action.http = &abi_;
    suspend(at, action);
  }
  HttpResponse await_resume() const {
    const mooring_event& event = answer(MOORING_EVENT_HTTP_RESPONSE);
    if (event.http == nullptr)
      throw Failure(FailureKind::internal, "the host answered a request without a response");
    return HttpResponse(request_.endpoint(), *event.http);
  }

 private:
  HttpRequest request_;
  std::vector<mooring_pair> headers_;
  mooring_http_request abi_;
};

class EmitAwaiter : public ActionAwaiter {
 public:
  EmitAwaiter(Context& context, Rows& rows) : ActionAwaiter(context), rows_(rows), abi_(rows.batch()) {}
  bool await_ready() const noexcept { return rows_.empty(); }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_EMIT;
    action.emit = &abi_;
    suspend(at, action);
  }
  void await_resume() const {
    if (rows_.empty()) return;
    answer(MOORING_EVENT_ACCEPTED);
    rows_.clear();
  }

 private:
  Rows& rows_;
  mooring_batch abi_;
};

class CheckpointAwaiter : public ActionAwaiter {
 public:
  CheckpointAwaiter(Context& context, std::string cursor, std::vector<Range> covered)
      : ActionAwaiter(context), cursor_(std::move(cursor)), covered_(std::move(covered)) {
    for (const Range& range : covered_) {
      ranges_.push_back(
          {to_abi(range.stream), to_abi(range.marketplace), to_us(range.from), to_us(range.to)});
    }
    abi_ = {sizeof abi_, 0, to_abi(cursor_), ranges_.data(), ranges_.size()};
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_CHECKPOINT;
    action.checkpoint = &abi_;
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_ACCEPTED); }

 private:
  std::string cursor_;
  std::vector<Range> covered_;
  std::vector<mooring_range> ranges_;
  mooring_checkpoint abi_;
};

class SleepAwaiter : public ActionAwaiter {
 public:
  SleepAwaiter(Context& context, Time until) noexcept : ActionAwaiter(context), until_(until) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_SLEEP;
    action.sleep_until_us = to_us(until_);
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_WOKE); }

 private:
  Time until_;
};

class ProgressAwaiter : public ActionAwaiter {
 public:
  ProgressAwaiter(Context& context, int64_t done, int64_t total, std::string note)
      : ActionAwaiter(context), note_(std::move(note)), abi_{sizeof abi_, 0, done, total, to_abi(note_)} {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_PROGRESS;
    action.progress = &abi_;
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_ACCEPTED); }

 private:
  std::string note_;
  mooring_progress abi_;
};

class IdentityAwaiter : public ActionAwaiter {
 public:
  IdentityAwaiter(Context& context, Identity identity)
      : ActionAwaiter(context), identity_(std::move(identity)) {
    for (const Marketplace& m : identity_.marketplaces) {
      marketplaces_.push_back({to_abi(m.id), to_abi(m.name), to_abi(m.country_code), to_abi(m.currency),
                               to_abi(m.time_zone), m.available ? 1 : 0, 0, to_abi(m.note)});
    }
    for (const Permission& p : identity_.permissions) {
      permissions_.push_back({to_abi(p.id), p.granted ? (*p.granted ? 1 : 0) : -1, 0, to_abi(p.note)});
    }
    abi_ = {sizeof abi_,
            0,
            to_abi(identity_.account_id),
            to_abi(identity_.account_name),
            marketplaces_.data(),
            marketplaces_.size(),
            permissions_.data(),
            permissions_.size()};
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_IDENTITY;
    action.identity = &abi_;
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_ACCEPTED); }

 private:
  Identity identity_;
  std::vector<mooring_marketplace> marketplaces_;
  std::vector<mooring_permission> permissions_;
  mooring_identity abi_;
};

}  // namespace detail

class Context {
 public:
  explicit Context(Time now) noexcept : now_(now) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // The response, whatever its status: the host has already retried 429, 5xx and network errors and refreshed
  // the token.
  detail::HttpAwaiter http(HttpRequest request) { return {*this, std::move(request)}; }
  // Hands the rows over and clears them. They become durable with the next checkpoint. No rows: nothing
  // happens.
  detail::EmitAwaiter emit(Rows& rows) { return {*this, rows}; }
  // Commits everything emitted so far together with the cursor and the ranges that are now complete.
  detail::CheckpointAwaiter checkpoint(std::string cursor, std::vector<Range> covered = {}) {
    return {*this, std::move(cursor), std::move(covered)};
  }
  detail::SleepAwaiter sleep_until(Time until) { return {*this, until}; }
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
