#include "request_log.hpp"

namespace mooring::amazon_simulator {

void RequestLog::add(LogEntry entry) {
  const std::lock_guard lock(mutex_);
  entry.seq = ++last_seq_;
  ++total_;
  ++counts_[entry.subject.endpoint.empty() ? "other" : entry.subject.endpoint][entry.status];
  entries_.push_back(std::move(entry));
  if (entries_.size() > kEntriesMax) entries_.pop_front();
}

void RequestLog::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  counts_.clear();
  total_ = 0;
}

std::vector<LogEntry> RequestLog::since(int64_t seq, size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<LogEntry> result;
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && entry->seq > seq && result.size() < limit;
       ++entry) {
    result.push_back(*entry);
  }
  return result;
}

std::map<std::string, std::map<int, int64_t>> RequestLog::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

int64_t RequestLog::total() const {
  const std::lock_guard lock(mutex_);
  return total_;
}

}  // namespace mooring::amazon_simulator
