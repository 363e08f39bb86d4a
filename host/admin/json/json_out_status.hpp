// What the API shows of status beyond one connection: groups, days, and the playbook. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "badge/groups.hpp"
#include "badge/playbook.hpp"
#include "watch/badge_days.hpp"

namespace mooring::host::admin {

JsonObject group_json(const StatusGroup& group, const Manifest* manifest);
JsonObject badge_days_json(const std::string& connection_id, const BadgeDays& days);
// Without the name of whose it is.
JsonObject badge_strip_json(const BadgeStrip& strip);
JsonObject playbook_json(const PlaybookEntry& entry);

}  // namespace mooring::host::admin
