// Task<T>: what a coroutine of a plugin returns. Lazy (runs when awaited) and nestable. The stack grows with the nesting only,
// not with the number of tasks that are awaited one after the other, at any optimization level. An exception leaves through the co_await. One thread at a time,
// any thread. Every awaiter here has a constructor on purpose: GCC 12 destroys aggregate awaiter temporaries
// twice.
#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace mooring {

template <class T = void>
class [[nodiscard]] Task;

namespace detail {

class PromiseBase {
 public:
  class FinalAwaiter {
   public:
    FinalAwaiter() noexcept {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      PromiseBase& promise = self.promise();
      promise.done_ = true;
      if (promise.in_first_step_) return std::noop_coroutine();
      return promise.continuation_;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return FinalAwaiter(); }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  // Runs up to the first suspension on the stack of the one that awaits. True: it is done already, and the awaiting one
  // goes on by itself: the compiler turns a transfer into a jump only where it optimizes, so a loop that awaits a million
  // tasks which need no suspension would otherwise overflow the stack.
  bool first_step(std::coroutine_handle<> self, std::coroutine_handle<> continuation) {
    continuation_ = continuation;
    in_first_step_ = true;
    self.resume();
    in_first_step_ = false;
    return done_;
  }

 protected:
  void rethrow_if_failed() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::coroutine_handle<> continuation_ = std::noop_coroutine();
  bool in_first_step_ = false, done_ = false;
  std::exception_ptr exception_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  template <class Value>
  void return_value(Value&& value) {
    value_.emplace(std::forward<Value>(value));
  }
  T take() {
    rethrow_if_failed();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const { rethrow_if_failed(); }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    Task(std::move(other)).swap(*this);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  class Awaiter {
   public:
    explicit Awaiter(Handle handle) noexcept : handle_(handle) {}
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) const {
      return !handle_.promise().first_step(handle_, awaiting);
    }
    T await_resume() const { return handle_.promise().take(); }

   private:
    Handle handle_;
  };
  Awaiter operator co_await() && noexcept { return Awaiter(handle_); }

  // For whoever drives the outermost task; an author never needs these.
  std::coroutine_handle<> handle() const noexcept { return handle_; }
  bool done() const noexcept { return handle_.done(); }
  T take() { return handle_.promise().take(); }

 private:
  friend promise_type;
  explicit Task(Handle handle) noexcept : handle_(handle) {}
  void swap(Task& other) noexcept { std::swap(handle_, other.handle_); }

  Handle handle_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

}  // namespace detail

}  // namespace mooring
