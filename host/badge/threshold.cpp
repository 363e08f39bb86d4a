#include "badge/threshold.hpp"

#include <algorithm>

namespace mooring::host {

Duration stale_after_of_interval(Duration interval, Duration usual) {
  const Duration often = std::max(ThresholdRule::kLeast, ThresholdRule::kRunsMissed * interval);
  return std::max(std::min(often, usual), ThresholdRule::kRunsMissedOfSlow * interval);
}

}  // namespace mooring::host
