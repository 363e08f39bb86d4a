#include "watch/badge_days.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "watch/badge_history.hpp"

namespace mooring::host {
namespace {

using Days = std::chrono::days;

Timestamp midnight(Timestamp time) {
  return std::chrono::floor<Days>(time);
}

Badge worse(Badge a, Badge b) {
  return a == b ? a : evaluate_group({a, b}).worst;
}

std::optional<double> share_of(Duration part, Duration all) {
  if (all <= Duration::zero()) return std::nullopt;
  return static_cast<double>(part.count()) / static_cast<double>(all.count());
}

// Stale from the beginning, or since nothing was connected, until everything was well.
class FirstSyncs {
 public:
  explicit FirstSyncs(const std::vector<rows::BadgeSpan>& spans) {
    for (const rows::BadgeSpan& span : spans) {
      begins_[span.change.at] = span.change.badge;
      if (span.until) ends_[*span.until] = span.change.badge;
    }
  }
  bool contain(const rows::BadgeSpan& span) const {
    if (span.change.badge != to_text(Badge::stale) || !span.until) return false;
    const auto before = ends_.find(span.change.at), after = begins_.find(*span.until);
    return (before == ends_.end() || before->second == to_text(Badge::not_connected)) &&
           after != begins_.end() && after->second == to_text(Badge::connected);
  }

 private:
  std::map<Timestamp, std::string_view> begins_, ends_;
};

void take(std::optional<Badge>& worst, Badge badge) {
  worst = worst ? worse(*worst, badge) : badge;
}

// A day on which the first sync was all there was.
bool only_first_sync(std::optional<Badge> worst) {
  return worst.value_or(Badge::not_connected) == Badge::not_connected;
}

// Each piece of a span that lies in one day: each(day, badge, how long, whether it is of a first sync).
template <class Each>
void cut_into_days(const std::vector<rows::BadgeSpan>& spans, Timestamp begin, Timestamp now, Each&& each) {
  const FirstSyncs first_syncs(spans);
  for (const rows::BadgeSpan& span : spans) {
    const auto badge = badge_of(span.change.badge);
    if (!badge) continue;
    const bool first_sync = first_syncs.contain(span);
    const Timestamp until = std::min(span.until.value_or(now), now);
    for (Timestamp from = std::max(span.change.at, begin); from < until;) {
      const auto day = (midnight(from) - begin) / Days{1};
      const Timestamp end = std::min(until, begin + Days{day + 1});
      each(static_cast<size_t>(day), *badge, end - from, first_sync);
      from = end;
    }
  }
}

}  // namespace

std::optional<double> BadgeDays::connected_share() const {
  return share_of(connected, known);
}

std::optional<double> BadgeStrip::connected_share() const {
  return share_of(connected_, known_);
}

Timestamp first_badge_day(Timestamp now, int count) {
  return midnight(now) - Days{count - 1};
}

BadgeDays badge_days(const std::vector<rows::BadgeSpan>& spans, Timestamp now, int count) {
  BadgeDays out;
  const Timestamp begin = first_badge_day(now, count);
  for (int i = 0; i < count; ++i)
    out.days.push_back({begin + Days{i}, std::nullopt, {}});
  cut_into_days(spans, begin, now, [&](size_t index, Badge badge, Duration time, bool first_sync) {
    BadgeDay& day = out.days[index];
    day.time[badge] += time;
    if (!first_sync) take(day.worst, badge);
    out.known += time;
    if (badge == Badge::connected) out.connected += time;
  });
  for (BadgeDay& day : out.days)
    if (only_first_sync(day.worst) && day.time.contains(Badge::stale)) day.worst = Badge::stale;
  return out;
}

BadgeStrip::BadgeStrip(Timestamp now, int count)
    : now_(now), first_day_(first_badge_day(now, count)), days_(static_cast<size_t>(count)) {}

void BadgeStrip::add(const std::vector<rows::BadgeSpan>& spans) {
  ++members_;
  mine_.assign(days_.size(), std::nullopt);
  std::vector<size_t> first_syncs;
  cut_into_days(spans, first_day_, now_, [&](size_t day, Badge badge, Duration time, bool first_sync) {
    if (first_sync)
      first_syncs.push_back(day);
    else
      take(mine_[day], badge);
    known_ += time;
    if (badge == Badge::connected) connected_ += time;
  });
  for (size_t day : first_syncs)
    if (only_first_sync(mine_[day])) mine_[day] = Badge::stale;
  for (size_t day = 0; day < days_.size(); ++day)
    if (mine_[day]) take(days_[day], *mine_[day]);
}

}  // namespace mooring::host
