// Searching the activity log by any of its fields, newest or oldest first, however long it is: the rarest of the
// wanted values leads the search through its index, every other condition is asked of each entry it names. The work is
// bounded, and a search that ends early says how far it came, so that the next one goes on from there.
// Called inside Database::read; Poco's and store errors pass through to there.
#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "store/rows.hpp"

namespace mooring::host::rows {

enum class ActivityOrder { newest_first, oldest_first };

struct ActivityScanBound {
  int64_t entries_max = std::numeric_limits<int64_t>::max();  // looked at
  std::optional<std::chrono::steady_clock::duration> time_max{};
};

struct ActivityScan {
  std::vector<int64_t> seqs;  // at most filter.limit, in the order asked for
  bool complete = true;       // no further entry matches
  bool partial = false;       // ended by the bound: there may be matches among the entries beyond reached_seq
  int64_t reached_seq = 0;    // the last entry looked at; where the next search continues
};

// filter.text, where there is one, has at least limits::kActivityTextCharactersMin characters.
ActivityScan scan_activity(Session&, const ActivityFilter&, ActivityOrder = ActivityOrder::newest_first,
                           const ActivityScanBound& = {});
// The entries, in the order of `seqs`; those that are gone are left out.
std::vector<ActivityRow> read_activity(Session&, const std::vector<int64_t>& seqs);
// Of this entry, or else of the one before it.
std::optional<Timestamp> activity_time(Session&, int64_t seq);

}  // namespace mooring::host::rows
