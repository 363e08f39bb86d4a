#include "watch/badge_days.hpp"

#include <algorithm>

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

void add(BadgeDay& day, Badge badge, Duration time) {
  day.time[badge] += time;
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
  for (const rows::BadgeSpan& span : spans) {
    const auto badge = badge_of(span.change.badge);
    if (!badge) continue;
    const Timestamp until = std::min(span.until.value_or(now), now);
    for (Timestamp from = std::max(span.change.at, begin); from < until;) {
      const auto index = static_cast<size_t>((midnight(from) - begin) / Days{1});
      const Timestamp end = std::min(until, out.days[index].from + Days{1});
      add(out.days[index], *badge, end - from);
      out.known += end - from;
      if (*badge == Badge::connected) out.connected += end - from;
      from = end;
    }
  }
  return out;
}

}  // namespace mooring::host
