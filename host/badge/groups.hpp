// Badges of groups: a workspace, a channel in it, a region of a channel. Pure: whoever holds the statuses (the reader, or
// a board in memory) brings the members.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "badge/badge.hpp"

namespace mooring::host {

struct GroupMember {  // one connection
  std::string workspace, channel, region;
  Badge badge = Badge::not_connected;
  std::optional<Timestamp> last_success_at{};
};

enum class GroupKind { workspace, channel, region };
const char* to_text(GroupKind kind);

struct StatusGroup {
  GroupKind kind = GroupKind::workspace;
  std::string workspace, channel, region;  // empty where the group is wider
  GroupBadge badge;
  std::map<Badge, size_t> counts;              // of the badges that occur
  std::optional<Timestamp> oldest_success_at;  // of the members that have one and are connected
};

// Workspaces first, then channels, then regions; each kind by name.
std::vector<StatusGroup> group_badges(const std::vector<GroupMember>& members);

}  // namespace mooring::host
