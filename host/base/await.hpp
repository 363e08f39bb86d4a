// Waits on a thread of its own (an HTTP worker, the command line) for something that completes elsewhere.
// Never call it on the core executor: nothing there may wait.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace mooring::host {

// Calls start(done) and waits for done(value); nothing when that takes longer than the deadline. A later done
// is ignored.
template <class T>
std::optional<T> await(const std::function<void(std::function<void(T)>)>& start, Duration deadline) {
  struct Shared {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<T> value;
  };
  auto shared = std::make_shared<Shared>();
  start([shared](T value) {
    std::lock_guard lock(shared->mutex);
    if (!shared->value) shared->value.emplace(std::move(value));
    shared->arrived.notify_all();
  });
  std::unique_lock lock(shared->mutex);
  shared->arrived.wait_for(lock, deadline, [&] { return shared->value.has_value(); });
  return std::move(shared->value);
}

}  // namespace mooring::host
