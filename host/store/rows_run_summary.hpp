// How many runs ended when, and what they brought. Called inside Database::read.
#pragma once
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct RunBucket {
  Timestamp at;  // its beginning
  int64_t succeeded = 0, failed = 0, cancelled = 0;
};
struct ChannelVolume {
  std::string channel;
  int64_t runs = 0, rows_read = 0, rows_changed = 0;
};

}  // namespace mooring::host

namespace mooring::host::rows {

struct RunSpan {
  Timestamp from, to;  // of their ends; to is exclusive
  Duration bucket;
};
std::vector<RunBucket> count_runs(Session&, const RunSpan&);  // oldest first; without those that have none
std::vector<ChannelVolume> run_volumes(Session&, const RunSpan&);

}  // namespace mooring::host::rows
