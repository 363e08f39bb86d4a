#include "admin/api/heavy_reads.hpp"

namespace mooring::host::admin {

HeavyReads::Place HeavyReads::enter() {
  std::unique_lock lock(mutex_);
  if (working_ >= working_max_) {
    if (waiting_ >= waiting_max_) return Place(nullptr);
    ++waiting_;
    const bool free = freed_.wait_for(lock, wait_, [&] { return working_ < working_max_; });
    --waiting_;
    if (!free) return Place(nullptr);
  }
  ++working_;
  return Place(this);
}

void HeavyReads::leave() {
  {
    const std::lock_guard lock(mutex_);
    --working_;
  }
  freed_.notify_one();
}

}  // namespace mooring::host::admin
