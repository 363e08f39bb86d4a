// Limits of what a run is given of other streams' records. Included only where they are used.
#pragma once
#include <cstddef>

namespace mooring::host::limits {

inline constexpr size_t kKnownValuesMax = 200'000;  // of one field, for one run: about 7 MB of text

}  // namespace mooring::host::limits
