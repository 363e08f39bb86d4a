#include "sync/missed_ranges.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "base/limits_backfill.hpp"
#include "sync/backfill_plan.hpp"

namespace mooring::host {
namespace {

constexpr auto kGapMin = std::chrono::hours{24};

using Ends = std::map<std::string, Timestamp>;  // where the coverage of each part ends

struct Place {
  std::string marketplace;
  Ends ends;
  std::optional<Timestamp> end;  // of the part that reaches furthest
  std::vector<const CoverageRow*> held;
};

using Rows = std::vector<const CoverageRow*>;
using PlaceName = std::pair<std::string_view, std::string_view>;  // stream, marketplace

// Once for all places: a connection may have thousands of them, and of ranges.
std::map<PlaceName, Rows> by_place(const std::vector<CoverageRow>& coverage) {
  std::map<PlaceName, Rows> places;
  for (const CoverageRow& row : coverage)
    places[{row.stream, row.marketplace}].push_back(&row);
  return places;
}

Place place_of(const std::map<PlaceName, Rows>& places, const std::string& stream,
               const std::string& marketplace) {
  Place place{marketplace, {}, {}, {}};
  const auto found = places.find({stream, marketplace});
  if (found == places.end()) return place;
  place.held = found->second;
  for (const CoverageRow* row : place.held) {
    auto [end, made] = place.ends.emplace(row->part, row->to);
    if (!made) end->second = std::max(end->second, row->to);
    place.end = place.end ? std::max(*place.end, row->to) : row->to;
  }
  return place;
}

// The first hole between what is held or lost, looking at all parts as one.
std::optional<Timestamp> first_hole(Place place) {
  std::sort(place.held.begin(), place.held.end(),
            [](const auto* a, const auto* b) { return a->from < b->from; });
  std::optional<Timestamp> reached;
  for (const CoverageRow* row : place.held) {
    if (reached && row->from - *reached >= kGapMin) return reached;
    reached = reached ? std::max(*reached, row->to) : row->to;
  }
  return std::nullopt;
}

void add_lost(const Place& place, const std::string& connection_id, const std::string& stream,
              Timestamp earliest, std::vector<CoverageRow>& lost) {
  for (const auto& [part, end] : place.ends)
    if (end < earliest && *place.end - end < limits::kCoveragePartAlive)
      lost.push_back({connection_id, stream, place.marketplace, end, earliest, part, true});
}

}  // namespace

MissedRanges missed_ranges(const RangeSlots& slots, const std::string& connection_id,
                           const std::vector<CoverageRow>& coverage, Timestamp now) {
  MissedRanges missed;
  const auto places = by_place(coverage);
  for (const RangeSlots::Slot& slot : slots.slots) {
    const StreamRule& rule = *slot.rule;
    if (rule.mode == StreamMode::snapshot) continue;
    std::vector<std::string> ids = {slot.marketplace};
    if (slot.marketplace.empty()) {
      for (const MarketplaceRow& one : slots.marketplaces)
        ids.push_back(one.id);
    }
    const auto earliest = earliest_day(rule, now);
    const Timestamp to = rule.mode == StreamMode::window ? floor_day(now) : now;
    std::optional<Timestamp> from;
    for (const std::string& id : ids) {
      const Place place = place_of(places, rule.id, id);
      if (!place.end) continue;  // never read: its first sync does that
      if (earliest) add_lost(place, connection_id, rule.id, *earliest, missed.lost);
      std::optional<Timestamp> begin;
      if (now - *place.end > usual_lag(rule, slot.interval) + kGapMin) begin = *place.end;
      if (!rule.catches_up)
        if (const auto hole = first_hole(place)) begin = begin ? std::min(*begin, *hole) : *hole;
      if (begin) from = from ? std::min(*from, *begin) : *begin;
    }
    if (!from || (!rule.catches_up && !rule.backfill)) continue;
    BackfillPartRow part;
    part.stream = rule.id;
    part.marketplace = slot.marketplace;
    part.own_runs = rule.catches_up;
    part.from = part.position = earliest ? std::max(*from, *earliest) : *from;
    part.to = to;
    if (part.from < part.to) missed.parts.push_back(std::move(part));
  }
  return missed;
}

std::vector<std::string> parts_of(const std::vector<CoverageRow>& coverage, const std::string& stream,
                                  const std::string& marketplace) {
  std::vector<CoverageRow> held;
  std::copy_if(coverage.begin(), coverage.end(), std::back_inserter(held), [&](const CoverageRow& row) {
    return !row.lost && row.stream == stream && row.marketplace == marketplace;
  });
  const Place place = place_of(by_place(held), stream, marketplace);
  std::vector<std::string> parts;
  for (const auto& [part, end] : place.ends)
    if (*place.end - end < limits::kCoveragePartAlive) parts.push_back(part);
  if (parts.empty()) parts.emplace_back();
  return parts;
}

}  // namespace mooring::host
