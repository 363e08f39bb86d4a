// What badges are called, and the badge of a group of them.
#include <algorithm>
#include <array>

#include "badge/badge.hpp"

namespace mooring::host {
namespace {

// How much a group's members worry, worst first. Not the precedence: a region that nobody connected must not
// hide another one that was revoked.
constexpr std::array<Badge, 6> kWorstFirst{Badge::revoked, Badge::expired,       Badge::sync_error,
                                           Badge::stale,   Badge::not_connected, Badge::connected};

}  // namespace

const char* to_text(Badge badge) {
  switch (badge) {
    case Badge::not_connected:
      return "not_connected";
    case Badge::revoked:
      return "revoked";
    case Badge::expired:
      return "expired";
    case Badge::sync_error:
      return "sync_error";
    case Badge::stale:
      return "stale";
    case Badge::connected:
      return "connected";
  }
  return "not_connected";
}

const char* to_title(Badge badge) {
  switch (badge) {
    case Badge::not_connected:
      return "Not connected";
    case Badge::revoked:
      return "Revoked";
    case Badge::expired:
      return "Expired";
    case Badge::sync_error:
      return "Sync error";
    case Badge::stale:
      return "Stale";
    case Badge::connected:
      return "Connected";
  }
  return "Not connected";
}

const char* to_severity(Badge badge) {
  switch (badge) {
    case Badge::not_connected:
      return "neutral";
    case Badge::revoked:
    case Badge::expired:
      return "red";
    case Badge::sync_error:
    case Badge::stale:
      return "amber";
    case Badge::connected:
      return "green";
  }
  return "neutral";
}

GroupBadge evaluate_group(const std::vector<Badge>& members) {
  GroupBadge group;
  group.members = members.size();
  for (Badge badge : kWorstFirst) {
    auto count = static_cast<size_t>(std::count(members.begin(), members.end(), badge));
    if (count == 0) continue;
    group.worst = badge;
    group.with_worst = count;
    break;
  }
  return group;
}

}  // namespace mooring::host
