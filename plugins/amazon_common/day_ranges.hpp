// Sets of days as disjoint ranges: which days were read, and how finally. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "calendar.hpp"

namespace amazon {

// Both days included; never empty.
struct DayRange {
  Day first, last;

  bool operator==(const DayRange&) const = default;
  int days() const { return static_cast<int>((last - first).count()) + 1; }
};

class DayRanges {
 public:
  DayRanges() = default;

  void add(DayRange range);
  // Forgets what is older than `first`.
  void drop_before(Day first);
  // The days of `range` that are not in the set, in order.
  std::vector<DayRange> missing_in(DayRange range) const;

  const std::vector<DayRange>& ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }
  bool operator==(const DayRanges&) const = default;

 private:
  std::vector<DayRange> ranges_;  // sorted, with at least a day between two
};

// Pieces of at most `most` days, the newest first; the newest ends where the range does.
std::vector<DayRange> chunks_of(DayRange range, int most);

// "1 Jan - 31 Jan 2026"
std::string for_people(DayRange range);

}  // namespace amazon
