// Days of which Amazon said that it has nothing (CANCELLED). That may be so, or the report was asked for too soon, or an earlier
// one ended so: it is believed when a later day says it again. Pure.
#pragma once
#include <vector>

#include "day_ranges.hpp"

namespace amazon_seller {

class EmptyDays {
 public:
  struct Part {
    amazon::DayRange days;
    amazon::Day said_on;

    bool operator==(const Part&) const = default;
  };

  EmptyDays() = default;
  explicit EmptyDays(std::vector<Part> parts) : parts_(std::move(parts)) {}

  // What was noted before keeps its day.
  void note(amazon::DayRange days, amazon::Day said_on);
  void forget(amazon::DayRange days);
  void drop_before(amazon::Day first);

  amazon::DayRanges said_before(amazon::Day day) const;
  amazon::DayRanges said_since(amazon::Day day) const;  // on that day or later

  const std::vector<Part>& parts() const { return parts_; }
  bool operator==(const EmptyDays&) const = default;

 private:
  std::vector<Part> parts_;  // sorted, apart
};

}  // namespace amazon_seller
