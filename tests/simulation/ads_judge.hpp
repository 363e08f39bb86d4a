// Judges what the host holds of Amazon Ads at the end of a story: every row of every stream against the oracle, in both directions, and
// every day of every report either held or named lost, exactly those that the story made lost.
#pragma once
#include <string>
#include <vector>

#include "simulation/ads_world.hpp"

namespace mooring::test {

struct Verdict {
  std::vector<std::string> wrong;          // sentences
  std::map<std::string, size_t> compared;  // stream -> rows of the oracle
  size_t days_held = 0, days_lost = 0;     // of all reports, profiles and products
  size_t frozen_rows = 0;                  // last read before they were final, out of reach since
};

// Two readings of everything must have gone before, more than an hour apart.
Verdict judge(AdsWorld& world);

}  // namespace mooring::test
