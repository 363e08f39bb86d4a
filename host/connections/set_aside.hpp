// What is set aside: a stream, or one marketplace of it, that has never succeeded, whose latest run failed, and of which the
// provider says that it may not be read. Asking again every quarter of an hour changes nothing, and the others are not
// worse for it: it has no planned runs and does not count for the badge until a check finds that it may be read, or
// somebody's own run succeeds. What has worked before is never set aside: that it stopped is news. Where nothing else
// would be left, nothing is. Pure.
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/rows_probes.hpp"

namespace mooring::host {

struct SlotHistory {
  std::string stream, marketplace;  // marketplace empty: its runs read all
  bool succeeded = false;           // ever
  bool last_run_failed = false;
};

// Streams and marketplaces as in `slots`. refused: of the connection; those of other marketplaces than `active` do not
// count.
std::set<std::pair<std::string, std::string>> set_aside(const std::vector<SlotHistory>& slots,
                                                        const std::vector<ProbeRow>& refused,
                                                        const std::vector<std::string>& active);

}  // namespace mooring::host
