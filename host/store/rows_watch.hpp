// What was seen of connections over time. Called inside Database::read or Database::write, like the functions of
// rows.hpp.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct BadgeChangeRow {  // from `at` on, until the next one
  std::string connection_id;
  Timestamp at;
  std::string badge, reason, action, entry_id;
};

}  // namespace mooring::host

namespace mooring::host::rows {

struct BadgeHistoryFilter {
  std::string connection_id{};
  std::optional<Timestamp> since{}, until{};  // with the badge that was in force at `since`; before `until`
  size_t limit = 50;
};
struct BadgeSpan {
  BadgeChangeRow change;
  std::optional<Timestamp> until{};  // nothing: it is the badge of now
};
std::vector<BadgeSpan> list_badge_history(Session&, const BadgeHistoryFilter&);  // newest first
// The badges of many since then, one connection after the other in the order asked for, those without any left out; of a
// change only its time and badge. Much cheaper than a list for each.
using EachHistory = std::function<void(const std::string& connection_id, const std::vector<BadgeSpan>&)>;
Status each_badge_history(Session&, const std::vector<std::string>& connections, Timestamp since,
                          const EachHistory& each);
std::vector<BadgeChangeRow> latest_badges(Session&);  // one of each connection
void insert_badge_change(Session&, const BadgeChangeRow&);
// What ended before; the badge that was in force then stays. Returns how many rows went.
size_t delete_badge_history_before(Session&, Timestamp before);

}  // namespace mooring::host::rows
