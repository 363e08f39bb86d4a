#include "base/event_hub.hpp"

#include <utility>

namespace mooring::host {

uint64_t EventHub::subscribe(Listener listener) {
  std::lock_guard lock(mutex_);
  listeners_.emplace(++last_id_, std::move(listener));
  return last_id_;
}

void EventHub::unsubscribe(uint64_t id) {
  std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

void EventHub::publish(const HostEvent& event) {
  std::lock_guard lock(mutex_);
  for (const auto& [id, listener] : listeners_)
    listener(event);
}

}  // namespace mooring::host
