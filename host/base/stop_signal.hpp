// The end of those who wait when their owner stops: a provider that is silent holds up nobody's end.
// Any thread; owned by who stops. What waits on a thread of its own uses await_until_stop.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "base/await.hpp"

namespace mooring::host {

class StopSignal {
 public:
  using Id = uint64_t;

  // Called once, by stop(), unless it is forgotten before; at once when stop() was called already (answers 0).
  Id on_stop(std::function<void()> end) {
    {
      std::lock_guard lock(mutex_);
      if (!stopped_) {
        ends_.emplace(++last_, std::move(end));
        return last_;
      }
    }
    end();
    return 0;
  }
  // False: it was called, or is being called.
  bool forget(Id id) {
    std::lock_guard lock(mutex_);
    return ends_.erase(id) > 0;
  }
  void stop() {
    std::map<Id, std::function<void()>> ends;
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
      ends.swap(ends_);
    }
    for (const auto& [id, end] : ends)
      end();
  }

 private:
  std::mutex mutex_;
  bool stopped_ = false;
  Id last_ = 0;
  std::map<Id, std::function<void()>> ends_;
};

// As await, but answers `stopped` as soon as the owner stops; then nothing is started any more.
template <class T>
std::optional<T> await_until_stop(StopSignal& signal,
                                  const std::function<void(std::function<void(T)>)>& start, const T& stopped,
                                  Duration deadline) {
  StopSignal::Id id = 0;
  auto value = await<T>(
      [&](auto done) {
        id = signal.on_stop([done, stopped] { done(stopped); });
        if (id != 0) start(done);
      },
      deadline);
  signal.forget(id);
  return value;
}

}  // namespace mooring::host
