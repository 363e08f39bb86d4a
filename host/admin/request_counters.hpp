// How many requests were answered, by route and kind of status; for /metrics. Any thread.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace mooring::host::admin {

class RequestCounters {
 public:
  static constexpr size_t kRoutesMax = 256;
  static constexpr size_t kNoRoute = kRoutesMax - 1;
  static constexpr size_t kKinds = 5;  // 1xx .. 5xx

  void count(size_t route, int status) {
    const size_t kind = status >= 100 && status < 600 ? static_cast<size_t>(status / 100 - 1) : kKinds - 1;
    ++counts_[route < kRoutesMax ? route : kNoRoute][kind];
  }
  uint64_t get(size_t route, size_t kind) const { return counts_[route][kind]; }

 private:
  std::array<std::array<std::atomic<uint64_t>, kKinds>, kRoutesMax> counts_{};
};

}  // namespace mooring::host::admin
