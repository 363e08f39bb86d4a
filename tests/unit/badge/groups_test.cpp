#include "badge/groups.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

namespace {

GroupMember member(const std::string& channel, const std::string& region, Badge badge,
                   int64_t success_us = 0) {
  GroupMember one{"default", channel, region, badge};
  if (success_us) one.last_success_at = from_unix_us(success_us);
  return one;
}

const StatusGroup& find(const std::vector<StatusGroup>& groups, GroupKind kind, const std::string& channel,
                        const std::string& region) {
  for (const StatusGroup& group : groups)
    if (group.kind == kind && group.channel == channel && group.region == region) return group;
  throw std::runtime_error("no such group");
}

}  // namespace

TEST_CASE("nothing has no groups") {
  CHECK(group_badges({}).empty());
}

TEST_CASE("each group shows its worst badge and how many have it") {
  const auto groups = group_badges({
      member("ads", "EU", Badge::connected, 50),
      member("ads", "EU", Badge::stale, 20),
      member("ads", "EU", Badge::stale, 30),
      member("ads", "NA", Badge::connected, 60),
      member("seller", "EU", Badge::revoked, 10),
      member("seller", "NA", Badge::not_connected, 5),
  });
  REQUIRE(groups.size() == 1 + 2 + 4);
  CHECK(groups.front().kind == GroupKind::workspace);
  CHECK(groups.front().badge.worst == Badge::revoked);
  CHECK(groups.front().badge.with_worst == 1);
  CHECK(groups.front().badge.members == 6);
  CHECK(groups.front().counts.at(Badge::stale) == 2);

  const auto& ads_eu = find(groups, GroupKind::region, "ads", "EU");
  CHECK(ads_eu.badge.worst == Badge::stale);
  CHECK(ads_eu.badge.with_worst == 2);
  CHECK(ads_eu.badge.members == 3);
  CHECK(ads_eu.oldest_success_at == from_unix_us(20));
  CHECK(find(groups, GroupKind::region, "ads", "NA").badge.worst == Badge::connected);
  CHECK(find(groups, GroupKind::channel, "ads", "").badge.worst == Badge::stale);
  // What is not connected neither hides a worse one nor ages.
  const auto& seller = find(groups, GroupKind::channel, "seller", "");
  CHECK(seller.badge.worst == Badge::revoked);
  CHECK(seller.oldest_success_at == from_unix_us(10));
  CHECK_FALSE(find(groups, GroupKind::region, "seller", "NA").oldest_success_at.has_value());
}

TEST_CASE("workspaces do not meet") {
  auto one = member("ads", "EU", Badge::connected), other = member("ads", "EU", Badge::expired);
  other.workspace = "second";
  const auto groups = group_badges({one, other});
  REQUIRE(groups.size() == 6);
  CHECK(groups[0].badge.worst == Badge::connected);
  CHECK(groups[1].badge.worst == Badge::expired);
}
