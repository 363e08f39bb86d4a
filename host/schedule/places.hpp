// Who may begin when places are short. Pure.
//   a person's runs      go first, beside the others, up to as many again
//   ordinary runs        then
//   first syncs and backfills may work for hours: never in more than three quarters of the places, and always in an eighth of them,
//                        at least one, so that a load that leaves nothing over does not starve them
#pragma once
#include <algorithm>
#include <array>

#include "base/limits_queue.hpp"
#include "schedule/run_queue.hpp"

namespace mooring::host {

struct Places {
  size_t at_once = 0;                    // runs that may work
  std::array<size_t, kLanes> working{};  // that do, by lane
  size_t away = 0;                       // open ones that do not: they sleep or wait long, and hold no place
  bool backfill_began_last = false;
};

constexpr bool has_place(const Places& places, Lane lane) {
  size_t works = 0;
  for (size_t count : places.working)
    works += count;
  if (lane == Lane::manual) return works < 2 * places.at_once && places.away < 2 * limits::kRunsAwayMax;
  if (works >= places.at_once || places.away >= limits::kRunsAwayMax) return false;
  return lane == Lane::incremental ||
         places.working[static_cast<size_t>(Lane::backfill)] < places.at_once - places.at_once / 4;
}

// Whether the lowest lane goes before ordinary runs now. A single place is taken by turns.
constexpr bool is_backfill_owed(const Places& places) {
  if (places.at_once < 2) return !places.backfill_began_last;
  return places.working[static_cast<size_t>(Lane::backfill)] <
         std::max<size_t>(1, places.at_once / limits::kBackfillPlaceOneIn);
}

}  // namespace mooring::host
