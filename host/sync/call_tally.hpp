// The HTTP calls of one run, summed up: a run makes thousands, and the activity log names only those that fail. Bounded:
// operations beyond the limit are counted together. Core executor; owned by the run, filled by the channel client.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "store/rows_run_calls.hpp"

namespace mooring::host {

class CallTally {
 public:
  // `status` is 0 when no answer came.
  void add(const std::string& endpoint, int status, Duration took, uint64_t bytes);
  std::vector<RunCallRow> rows(const std::string& run_id) const;

 private:
  std::map<std::pair<std::string, int>, RunCallRow> rows_;
};

}  // namespace mooring::host
