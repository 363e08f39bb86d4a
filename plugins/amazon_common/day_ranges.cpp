#include "day_ranges.hpp"

#include <algorithm>

namespace amazon {

using std::chrono::days;

void DayRanges::add(DayRange range) {
  std::vector<DayRange> kept;
  for (const DayRange& held : ranges_) {
    const bool apart = held.last + days(1) < range.first || range.last + days(1) < held.first;
    if (apart) {
      kept.push_back(held);
    } else {
      range = {std::min(range.first, held.first), std::max(range.last, held.last)};
    }
  }
  kept.insert(std::ranges::upper_bound(kept, range.first, {}, &DayRange::first), range);
  ranges_ = std::move(kept);
}

void DayRanges::drop_before(Day first) {
  std::erase_if(ranges_, [&](const DayRange& held) { return held.last < first; });
  if (!ranges_.empty()) ranges_.front().first = std::max(ranges_.front().first, first);
}

std::vector<DayRange> DayRanges::missing_in(DayRange range) const {
  std::vector<DayRange> missing;
  Day next = range.first;
  for (const DayRange& held : ranges_) {
    if (held.last < next) continue;
    if (held.first > range.last) break;
    if (held.first > next) missing.push_back({next, held.first - days(1)});
    next = held.last + days(1);
  }
  if (next <= range.last) missing.push_back({next, range.last});
  return missing;
}

std::vector<DayRange> chunks_of(DayRange range, int most) {
  std::vector<DayRange> chunks;
  for (Day last = range.last; last >= range.first;) {
    const Day first = std::max(range.first, last - days(most - 1));
    chunks.push_back({first, last});
    last = first - days(1);
  }
  return chunks;
}

std::string for_people(DayRange range) {
  using namespace std::chrono;
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const year_month_day first(range.first), last(range.last);
  const auto day_month = [](year_month_day day) {
    return std::to_string(unsigned(day.day())) + " " + kMonths[unsigned(day.month()) - 1];
  };
  const std::string end = day_month(last) + " " + std::to_string(int(last.year()));
  if (first == last) return end;
  const std::string year = first.year() == last.year() ? "" : " " + std::to_string(int(first.year()));
  return day_month(first) + year + " - " + end;
}

}  // namespace amazon
