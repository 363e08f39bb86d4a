// From what somebody asks for to the parts of a backfill, or why there can be none. Pure.
#pragma once
#include <string>
#include <vector>

#include "store/rows_backfills.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

struct BackfillRequest {
  Timestamp from, to;                              // [from, to)
  std::vector<std::string> streams, marketplaces;  // empty: all that can be read
  BackfillReason reason = BackfillReason::manual;
};

struct BackfillSkip {  // asked for, and left out
  std::string stream, marketplace, reason;
};

struct BackfillPlan {
  Timestamp from, to;
  std::vector<BackfillPartRow> parts;  // without an id
  std::vector<BackfillSkip> skipped;
};

// Streams of days are read in whole days. A stream that is kept for a shorter time than the range reaches back gets the
// part that is still there, and the skipped part says so. Errors: backfill_range_invalid, range_in_future,
// range_beyond_retention (says the earliest day), range_too_long, stream_unknown, stream_not_backfillable,
// marketplace_unknown, backfill_too_large.
Result<BackfillPlan> plan_backfill(const BackfillRequest& request, const RangeSlots& slots, Timestamp now);

// How far back a first run reads: the plugin's own setting, else everything that the provider keeps.
int history_days(const StreamRule& stream, const NameValues& settings);

// The first day that the provider still has completely; nothing when it keeps everything.
std::optional<Timestamp> earliest_day(const StreamRule& rule, Timestamp now);

// How far behind the present the coverage of a stream that works may be.
Duration usual_lag(const StreamRule& rule, Duration interval);

Timestamp floor_day(Timestamp time);
Timestamp ceil_day(Timestamp time);
// "1 Jan 2026 to 31 Jan 2026": whole days end with the last one; else with times.
std::string range_words(Timestamp from, Timestamp to);

}  // namespace mooring::host
