// Limits of the parts of a support bundle that tell of alerts.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

inline constexpr size_t kBundleIncidentsMax = 200;
inline constexpr size_t kBundleDeliveriesMax = 200;  // alerts that were sent, wait, or were given up

}  // namespace mooring::host::limits
