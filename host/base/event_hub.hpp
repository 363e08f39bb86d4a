// What changed, for whoever watches: the console's event stream. Publishing never blocks on a listener.
// Thread-safe. Events say WHAT changed; the watcher reads the new state through the API.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace mooring::host {

struct HostEvent {
  std::string type;           // "connection", "run", "activity", "plugin", "badge"
  std::string connection_id;  // empty: not about one connection
  std::string data_json;      // small JSON object; "{}" when there is nothing to say
};

class EventHub {
 public:
  using Listener =
      std::function<void(const HostEvent&)>;  // called on the publisher's thread: must only enqueue
  uint64_t subscribe(Listener listener);
  void unsubscribe(uint64_t id);
  void publish(const HostEvent& event);

 private:
  std::mutex mutex_;
  uint64_t last_id_ = 0;
  std::map<uint64_t, Listener> listeners_;
};

}  // namespace mooring::host
