// Removing entries of the activity log, a few at a time: activity/retention.hpp decides which.
// Called inside Database::read or Database::write.
#pragma once
#include <cstdint>
#include <optional>

#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host::rows {

struct ActivityCounts {
  int64_t infos = 0, warnings = 0, errors = 0;
  int64_t total() const { return infos + warnings + errors; }
};
ActivityCounts count_activity_by_severity(Session&);  // from the zones: quick, however long the log is

struct ActivityRemoval {
  Severity severity = Severity::info;
  std::optional<Timestamp> before{};  // only what happened before; nothing: any time
};
// The first zone, this one or later, that may hold such entries.
std::optional<int64_t> next_activity_zone(Session&, const ActivityRemoval&, int64_t from_zone);
// The oldest of the zone but those that always stay; returns how many.
int64_t remove_activity(Session&, const ActivityRemoval&, int64_t zone, int64_t at_most);

}  // namespace mooring::host::rows
