#include "badge/groups.hpp"

#include <tuple>

namespace mooring::host {
namespace {

using Key = std::tuple<GroupKind, std::string, std::string, std::string>;

void add(StatusGroup& group, const GroupMember& member) {
  ++group.counts[member.badge];
  // What nobody syncs does not age.
  if (member.badge == Badge::not_connected || !member.last_success_at) return;
  if (!group.oldest_success_at || *member.last_success_at < *group.oldest_success_at)
    group.oldest_success_at = member.last_success_at;
}

std::vector<Badge> badges_of(const StatusGroup& group) {
  std::vector<Badge> badges;
  for (const auto& [badge, count] : group.counts)
    badges.insert(badges.end(), count, badge);
  return badges;
}

}  // namespace

const char* to_text(GroupKind kind) {
  switch (kind) {
    case GroupKind::workspace:
      return "workspace";
    case GroupKind::channel:
      return "channel";
    case GroupKind::region:
      return "region";
  }
  return "workspace";
}

std::vector<StatusGroup> group_badges(const std::vector<GroupMember>& members) {
  std::map<Key, StatusGroup> groups;
  const auto group_of = [&](GroupKind kind, const std::string& workspace, const std::string& channel,
                            const std::string& region) -> StatusGroup& {
    StatusGroup& group = groups[{kind, workspace, channel, region}];
    group.kind = kind;
    group.workspace = workspace;
    group.channel = channel;
    group.region = region;
    return group;
  };
  for (const GroupMember& one : members) {
    add(group_of(GroupKind::workspace, one.workspace, "", ""), one);
    add(group_of(GroupKind::channel, one.workspace, one.channel, ""), one);
    add(group_of(GroupKind::region, one.workspace, one.channel, one.region), one);
  }
  std::vector<StatusGroup> out;
  out.reserve(groups.size());
  for (auto& [key, group] : groups) {
    group.badge = evaluate_group(badges_of(group));
    out.push_back(std::move(group));
  }
  return out;
}

}  // namespace mooring::host
