// What a connection missed while it could not sync, by the coverage: from where the held (or lost) days of a stream end until
// now, when that is more than a stream that works lags behind, and a day. Streams that do not catch up by themselves also
// get the holes between their held days. Pure.
#pragma once
#include <vector>

#include "store/rows_backfills.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

struct MissedRanges {
  std::vector<BackfillPartRow>
      parts;  // one for each slot that missed something; own_runs: it catches up by itself
  std::vector<CoverageRow> lost;  // beyond the provider's retention, not told before
};

MissedRanges missed_ranges(const RangeSlots& slots, const std::string& connection_id,
                           const std::vector<CoverageRow>& coverage, Timestamp now);

// The parts of a place that are held and still read; one without a name where nothing is held.
std::vector<std::string> parts_of(const std::vector<CoverageRow>& coverage, const std::string& stream,
                                  const std::string& marketplace);

}  // namespace mooring::host
