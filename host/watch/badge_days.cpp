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
  return evaluate_group({a, b}).worst;
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

void add(BadgeDay& day, Badge badge, Duration time, bool first_sync) {
  day.time[badge] += time;
  if (first_sync) return;
  day.worst = day.worst ? worse(*day.worst, badge) : badge;
}

}  // namespace

std::optional<double> BadgeDays::connected_share() const {
  if (known <= Duration::zero()) return std::nullopt;
  return static_cast<double>(connected.count()) / static_cast<double>(known.count());
}

Timestamp first_badge_day(Timestamp now, int count) {
  return midnight(now) - Days{count - 1};
}

BadgeDays badge_days(const std::vector<rows::BadgeSpan>& spans, Timestamp now, int count) {
  BadgeDays out;
  const Timestamp begin = first_badge_day(now, count);
  for (int i = 0; i < count; ++i)
    out.days.push_back({begin + Days{i}, std::nullopt, {}});
  const FirstSyncs first_syncs(spans);
  for (const rows::BadgeSpan& span : spans) {
    const auto badge = badge_of(span.change.badge);
    if (!badge) continue;
    const bool first_sync = first_syncs.contain(span);
    const Timestamp until = std::min(span.until.value_or(now), now);
    for (Timestamp from = std::max(span.change.at, begin); from < until;) {
      const auto index = static_cast<size_t>((midnight(from) - begin) / Days{1});
      const Timestamp end = std::min(until, out.days[index].from + Days{1});
      add(out.days[index], *badge, end - from, first_sync);
      out.known += end - from;
      if (*badge == Badge::connected) out.connected += end - from;
      from = end;
    }
  }
  // A day on which the first sync was all there was.
  for (BadgeDay& day : out.days)
    if (day.worst.value_or(Badge::not_connected) == Badge::not_connected && day.time.contains(Badge::stale))
      day.worst = Badge::stale;
  return out;
}

}  // namespace mooring::host
