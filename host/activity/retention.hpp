// What the activity log keeps: by age, by size and by severity. Errors stay twice as long as the rest; where the log is
// larger than it may be, infos go first, then warnings, then errors, the oldest before the others. Never removed: the
// last error of every connection, the entry that proves its current badge, what is told of the last run of a stream, and
// the last word about a connection's life and tokens of each kind.
// Called on a background thread; removes in small transactions, so that other writes go in between.
#pragma once
#include <cstdint>

#include "base/clock.hpp"
#include "base/limits_activity.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace mooring::host {

struct RetentionRules {
  Duration age{};  // of infos and warnings; errors: twice as long
  int64_t entries_max = 0;
  int64_t removed_max = limits::kActivityRemovedPerPass;  // by one pass; the next one goes on
};

struct Removed {
  int64_t infos = 0, warnings = 0, errors = 0;
  int64_t total() const { return infos + warnings + errors; }
};

class ActivityRetention {
 public:
  ActivityRetention(Database& database, const RetentionRules& rules) : database_(database), rules_(rules) {}
  Result<Removed> pass(Timestamp now);

 private:
  Database& database_;
  const RetentionRules rules_;
};

}  // namespace mooring::host
