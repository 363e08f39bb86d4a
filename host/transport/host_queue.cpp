#include "transport/host_queue.hpp"

#include <algorithm>

namespace mooring::host {

bool HostQueue::enter(const std::string& host, HttpRequestId id) {
  Host& line = hosts_[host];
  if (line.under_way < per_host_max_) {
    ++line.under_way;
    return true;
  }
  line.waiting.push_back(id);
  return false;
}

std::optional<HttpRequestId> HostQueue::leave(const std::string& host) {
  const auto at = hosts_.find(host);
  if (at == hosts_.end()) return std::nullopt;
  Host& line = at->second;
  if (!line.waiting.empty()) {
    const HttpRequestId next = line.waiting.front();
    line.waiting.pop_front();
    return next;
  }
  if (--line.under_way == 0) hosts_.erase(at);
  return std::nullopt;
}

void HostQueue::drop(const std::string& host, HttpRequestId id) {
  const auto at = hosts_.find(host);
  if (at != hosts_.end()) std::erase(at->second.waiting, id);
}

}  // namespace mooring::host
