#include "reports/empty_days.hpp"

#include <algorithm>

namespace amazon_seller {

using amazon::Day;
using amazon::DayRange;
using amazon::DayRanges;
using std::chrono::days;

void EmptyDays::note(DayRange range, Day said_on) {
  DayRanges known;
  for (const Part& part : parts_)
    known.add(part.days);
  for (const DayRange& missing : known.missing_in(range))
    parts_.push_back({missing, said_on});
  std::ranges::sort(parts_, {}, [](const Part& part) { return part.days.first; });
  std::vector<Part> joined;
  for (const Part& part : parts_) {
    const bool goes_on = !joined.empty() && joined.back().said_on == part.said_on &&
                         joined.back().days.last + days(1) == part.days.first;
    if (goes_on)
      joined.back().days.last = part.days.last;
    else
      joined.push_back(part);
  }
  parts_ = std::move(joined);
}

void EmptyDays::forget(DayRange range) {
  DayRanges forgotten;
  forgotten.add(range);
  std::vector<Part> kept;
  for (const Part& part : parts_)
    for (const DayRange& rest : forgotten.missing_in(part.days))
      kept.push_back({rest, part.said_on});
  parts_ = std::move(kept);
}

void EmptyDays::drop_before(Day first) {
  if (!parts_.empty() && parts_.front().days.first < first)
    forget({parts_.front().days.first, first - days(1)});
}

DayRanges EmptyDays::said_before(Day day) const {
  DayRanges found;
  for (const Part& part : parts_)
    if (part.said_on < day) found.add(part.days);
  return found;
}

DayRanges EmptyDays::said_since(Day day) const {
  DayRanges found;
  for (const Part& part : parts_)
    if (part.said_on >= day) found.add(part.days);
  return found;
}

}  // namespace amazon_seller
