#include "admin/attempt_limit.hpp"

#include <algorithm>

namespace mooring::host::admin {

bool AttemptLimit::count(const std::string& peer) {
  std::lock_guard lock(mutex_);
  if (failures_.size() >= remembered_max_ && !failures_.contains(peer)) failures_.erase(failures_.begin());
  const SteadyTime now = clock_.steady_now();
  Failures& known = failures_[peer];
  const double forgotten =
      static_cast<double>((now - known.at).count()) / static_cast<double>(forgotten_after_.count());
  // Never more than one above the limit: who goes on trying is not shut out for ever.
  known.count = std::min(std::max(0.0, known.count - forgotten) + 1, at_once_ + 1);
  known.at = now;
  return known.count <= at_once_;
}

}  // namespace mooring::host::admin
