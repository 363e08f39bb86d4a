// The days of one performance stream and profile: what the story says of each - readable, lost, out of reach - and whether the host's
// coverage says the same. Knows nothing of how the plugin plans.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulation/ads_world.hpp"

namespace mooring::test {

int64_t day_number(const std::string& date);  // "2026-01-31" as days since 1970-01-01

class ReportDays {
 public:
  enum class What {
    unwanted,  // before the first day that was wanted, or after today
    readable,  // read often enough to be as it is now
    frozen,    // read before a gap, when it was not final, and no longer offered afterwards
    begun,     // the first day of a gap, no longer offered afterwards: lost, but its first hours were read
    lost,      // not read before a gap, and no longer offered afterwards
    today      // not over
  };
  ReportDays(SimulatedHost& host, const AdsRegion& region, const AdsProfile& profile,
             const std::string& stream);

  What what_is(const std::string& product, const std::string& date) const;
  std::vector<std::string> wrong_coverage() const;

  int64_t first() const { return first_; }
  int64_t yesterday() const { return today_ - 1; }
  int64_t last_settled_before_gap() const { return gap_from_.value_or(today_) - 4; }
  size_t held_days() const;
  size_t lost_days() const;

 private:
  using Days = std::set<int64_t>;
  struct Part {
    Days held, lost;
  };
  What what_is(const std::string& product, int64_t day) const;
  int64_t first_offered_after_gap(const std::string& product) const;

  std::string title_;
  int64_t first_, today_;
  std::optional<int64_t> gap_from_, gap_to_;  // local days of the story's gap
  std::map<std::string, Part> parts_;         // by product, as the host's coverage has them
  std::vector<std::string> offered_;          // products that have such a report
};

}  // namespace mooring::test
