// The last requests and how many there were, for people and for benchmarks. Never holds tokens. Thread-safe.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "faults.hpp"

namespace mooring::amazon_simulator {

struct LogEntry {
  int64_t seq = 0;
  int64_t at_us = 0;
  std::string method, target;
  Subject subject;
  int status = 0;  // 0: the connection was cut
  std::string fault;
  std::string request_id;
  int64_t took_us = 0;
  int64_t bytes = 0;
};

class RequestLog {
 public:
  void add(LogEntry entry);
  void clear();
  std::vector<LogEntry> since(int64_t seq, size_t limit) const;  // newest first
  // endpoint -> status -> how many
  std::map<std::string, std::map<int, int64_t>> counts() const;
  int64_t total() const;

  static constexpr size_t kEntriesMax = 1000;

 private:
  mutable std::mutex mutex_;
  std::deque<LogEntry> entries_;
  std::map<std::string, std::map<int, int64_t>> counts_;
  int64_t last_seq_ = 0;
  int64_t total_ = 0;
};

}  // namespace mooring::amazon_simulator
