// How many requests are under way to each host, and which ones wait in line for their turn. A request that waits was not
// handed to libcurl: its time does not run, and cancelling it sends nothing. Pure; belongs to the transport's thread.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "transport/transport.hpp"

namespace mooring::host {

class HostQueue {
 public:
  explicit HostQueue(size_t per_host_max) : per_host_max_(per_host_max) {}

  // True: it is under way. Otherwise it waits, behind those that came before it.
  bool enter(const std::string& host, HttpRequestId id);
  // One that was under way is over: the one that is under way instead, when any waits.
  std::optional<HttpRequestId> leave(const std::string& host);
  // One that waits shall not be sent any more.
  void drop(const std::string& host, HttpRequestId id);

  size_t hosts() const { return hosts_.size(); }  // with requests

 private:
  struct Host {
    size_t under_way = 0;
    std::deque<HttpRequestId> waiting;
  };
  const size_t per_host_max_;
  std::unordered_map<std::string, Host> hosts_;
};

}  // namespace mooring::host
