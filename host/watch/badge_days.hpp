// The history of badges as days: what the strip of the last days shows. Days are days in UTC, so that a strip is the
// same for everybody who looks at it, and every day has 24 hours. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "badge/badge.hpp"
#include "store/rows_watch.hpp"

namespace mooring::host {

struct BadgeDay {
  Timestamp from;  // midnight UTC
  // Nothing: nobody looked at the connection on that day. Stale until the first sync was done is no blemish on the day on
  // which it was.
  std::optional<Badge> worst;
  std::map<Badge, Duration> time;  // of each badge that was in force; less than a day where it is not known
};

struct BadgeDays {
  std::vector<BadgeDay> days;  // the oldest first; the last one is today, until now
  Duration known{}, connected{};
  // "How much of the time that is known": nothing where nothing is.
  std::optional<double> connected_share() const;
};

// Of the last `count` days, today included. The spans may come in any order and overlap the period.
BadgeDays badge_days(const std::vector<rows::BadgeSpan>& spans, Timestamp now, int count);

Timestamp first_badge_day(Timestamp now, int count);  // where the spans must begin

// Only the worst badge of each day, of one connection or of many together: what is drawn small, of groups of any size.
class BadgeStrip {
 public:
  BadgeStrip(Timestamp now, int count);  // nobody yet: no day is known
  // One more member: the same spans as badge_days takes.
  void add(const std::vector<rows::BadgeSpan>& spans);

  Timestamp first_day() const { return first_day_; }
  const std::vector<std::optional<Badge>>& days() const { return days_; }  // the oldest first
  size_t members() const { return members_; }
  Duration known() const { return known_; }       // of all members together
  std::optional<double> connected_share() const;  // of that time; nothing where nothing is known

 private:
  Timestamp now_, first_day_;
  size_t members_ = 0;
  Duration known_{}, connected_{};
  std::vector<std::optional<Badge>> days_, mine_;  // of all; of the member that is being added
};

}  // namespace mooring::host
