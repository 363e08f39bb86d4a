#include "connections/set_aside.hpp"

#include <algorithm>

namespace mooring::host {

std::set<std::pair<std::string, std::string>> set_aside(const std::vector<SlotHistory>& slots,
                                                        const std::vector<ProbeRow>& refused,
                                                        const std::vector<std::string>& active) {
  std::set<std::pair<std::string, std::string>> cells, found;
  for (const ProbeRow& row : refused)
    if (is_refused(row)) cells.emplace(row.stream, row.marketplace);
  if (cells.empty()) return found;
  for (const SlotHistory& slot : slots) {
    if (slot.succeeded || !slot.last_run_failed) continue;
    const bool one = cells.contains({slot.stream, slot.marketplace});
    const bool all = slot.marketplace.empty() && !active.empty() &&
                     std::all_of(active.begin(), active.end(), [&](const auto& id) {
                       return cells.contains({slot.stream, id});
                     });
    if (one || all) found.emplace(slot.stream, slot.marketplace);
  }
  if (found.size() == slots.size()) found.clear();
  return found;
}

}  // namespace mooring::host
