// What `co_await ctx...` waits on: each hands one action over and, when the task is resumed, takes the answer. Only
// Context makes them.
#pragma once
#include <coroutine>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/call.hpp"
#include "mooring/checkpoint.hpp"
#include "mooring/failure.hpp"
#include "mooring/http.hpp"
#include "mooring/rows.hpp"
#include "mooring/time.hpp"

namespace mooring {

class Context;

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
            request_.streams_body() ? uint32_t{MOORING_HTTP_STREAM_BODY} : 0,
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

// The rows from `first` on, as many as the host takes at once; tells how many.
class EmitAwaiter : public ActionAwaiter {
 public:
  EmitAwaiter(Context& context, const Rows& rows, size_t first)
      : ActionAwaiter(context), abi_(rows.batch(first)) {}
  bool await_ready() const noexcept { return abi_.row_count == 0; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_EMIT;
    action.emit = &abi_;
    suspend(at, action);
  }
  size_t await_resume() const {
    if (abi_.row_count != 0) answer(MOORING_EVENT_ACCEPTED);
    return static_cast<size_t>(abi_.row_count);
  }

 private:
  mooring_batch abi_;
};

class CheckpointAwaiter : public ActionAwaiter {
 public:
  CheckpointAwaiter(Context& context, Checkpoint point)
      : ActionAwaiter(context), point_(std::move(point)), abi_{} {
    for (const Range& range : point_.covered)
      covered_.push_back(
          {to_abi(range.stream), to_abi(range.marketplace), to_us(range.from), to_us(range.to)});
    for (const Coverage& part : point_.coverage)
      coverage_.push_back({to_abi(part.stream), to_abi(part.marketplace), to_abi(part.part), to_us(part.from),
                           to_us(part.to), part.lost ? MOORING_COVERAGE_LOST : MOORING_COVERAGE_HELD, 0});
    for (const Listing& listing : point_.listings)
      listings_.push_back({to_abi(listing.stream), to_abi(listing.marketplace), to_abi(listing.field),
                           to_abi(listing.value), to_abi(listing.from_date), to_abi(listing.to_date),
                           listing.is_certain ? 1 : 0, 0});
    abi_.struct_size = sizeof abi_;
    abi_.cursor = to_abi(point_.cursor);
    abi_.covered = covered_.data();
    abi_.covered_count = covered_.size();
    abi_.coverage = coverage_.data();
    abi_.coverage_count = coverage_.size();
    abi_.listings = listings_.data();
    abi_.listing_count = listings_.size();
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
  Checkpoint point_;
  std::vector<mooring_range> covered_;
  std::vector<mooring_coverage> coverage_;
  std::vector<mooring_listing> listings_;
  mooring_checkpoint abi_;
};

class ReadAwaiter : public ActionAwaiter {
 public:
  explicit ReadAwaiter(Context& context) noexcept : ActionAwaiter(context) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_READ;
    suspend(at, action);
  }
  std::string_view await_resume() const { return view(answer(MOORING_EVENT_BODY).body_part); }
};

class RewindAwaiter : public ActionAwaiter {
 public:
  explicit RewindAwaiter(Context& context) noexcept : ActionAwaiter(context) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_REWIND;
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_ACCEPTED); }
};

class NoticeAwaiter : public ActionAwaiter {
 public:
  NoticeAwaiter(Context& context, Notice notice)
      : ActionAwaiter(context),
        notice_(std::move(notice)),
        abi_{sizeof abi_,
             notice_.status,
             to_abi(notice_.code),
             to_abi(notice_.message),
             to_abi(notice_.endpoint),
             to_abi(notice_.request_id)} {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_NOTICE;
    action.notice = &abi_;
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_ACCEPTED); }

 private:
  Notice notice_;
  mooring_notice abi_;
};

class SleepAwaiter : public ActionAwaiter {
 public:
  SleepAwaiter(Context& context, Time until, std::string what) noexcept
      : ActionAwaiter(context), until_(until), what_(std::move(what)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> at) const noexcept {
    mooring_action action{};
    action.kind = MOORING_ACTION_SLEEP;
    action.sleep_until_us = to_us(until_);
    action.sleep_for = to_abi(what_);
    suspend(at, action);
  }
  void await_resume() const { answer(MOORING_EVENT_WOKE); }

 private:
  Time until_;
  std::string what_;
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

}  // namespace mooring
