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

// What a connection goes through before all is well: not connected, then stale until its first sync is done. That is no
// blemish on the day on which it ended well.
class Beginnings {
 public:
  explicit Beginnings(const std::vector<rows::BadgeSpan>& spans) {
    for (const rows::BadgeSpan& span : spans) {
      begins_[span.change.at] = &span;
      if (span.until) ends_[*span.until] = span.change.badge;
    }
  }
  bool contain(const rows::BadgeSpan& span) const {
    if (span.change.badge != to_text(Badge::not_connected)) return is_first_sync(span);
    if (ends_.contains(span.change.at)) return false;  // it was disconnected
    const rows::BadgeSpan* next = after(span);
    return next && is_first_sync(*next);
  }

 private:
  const rows::BadgeSpan* after(const rows::BadgeSpan& span) const {
    const auto next = span.until ? begins_.find(*span.until) : begins_.end();
    return next == begins_.end() ? nullptr : next->second;
  }
  bool is_first_sync(const rows::BadgeSpan& span) const {
    if (span.change.badge != to_text(Badge::stale)) return false;
    const auto before = ends_.find(span.change.at);
    const rows::BadgeSpan* next = after(span);
    return (before == ends_.end() || before->second == to_text(Badge::not_connected)) && next &&
           next->change.badge == to_text(Badge::connected);
  }

  std::map<Timestamp, const rows::BadgeSpan*> begins_;
  std::map<Timestamp, std::string_view> ends_;
};

void take(std::optional<Badge>& worst, Badge badge) {
  worst = worst ? worse(*worst, badge) : badge;
}

// Each piece of a span that lies in one day: each(day, badge, how long, whether it is of a beginning).
template <class Each>
void cut_into_days(const std::vector<rows::BadgeSpan>& spans, Timestamp begin, Timestamp now, Each&& each) {
  const Beginnings beginnings(spans);
  for (const rows::BadgeSpan& span : spans) {
    const auto badge = badge_of(span.change.badge);
    if (!badge) continue;
    const bool beginning = beginnings.contain(span);
    const Timestamp until = std::min(span.until.value_or(now), now);
    for (Timestamp from = std::max(span.change.at, begin); from < until;) {
      const auto day = (midnight(from) - begin) / Days{1};
      const Timestamp end = std::min(until, begin + Days{day + 1});
      each(static_cast<size_t>(day), *badge, end - from, beginning);
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
  cut_into_days(spans, begin, now, [&](size_t index, Badge badge, Duration time, bool beginning) {
    BadgeDay& day = out.days[index];
    day.time[badge] += time;
    if (!beginning) take(day.worst, badge);
    out.known += time;
    if (badge == Badge::connected) out.connected += time;
  });
  for (BadgeDay& day : out.days)  // of which a beginning is all that there was
    if (!day.worst)
      for (Badge badge : {Badge::not_connected, Badge::stale})
        if (day.time.contains(badge)) day.worst = badge;
  return out;
}

BadgeStrip::BadgeStrip(Timestamp now, int count)
    : now_(now), first_day_(first_badge_day(now, count)), days_(static_cast<size_t>(count)) {}

void BadgeStrip::add(const std::vector<rows::BadgeSpan>& spans) {
  ++members_;
  mine_.assign(days_.size(), std::nullopt);
  std::vector<std::pair<size_t, Badge>> begun;
  cut_into_days(spans, first_day_, now_, [&](size_t day, Badge badge, Duration time, bool beginning) {
    if (beginning)
      begun.emplace_back(day, badge);
    else
      take(mine_[day], badge);
    known_ += time;
    if (badge == Badge::connected) connected_ += time;
  });
  std::erase_if(begun, [&](const auto& one) { return mine_[one.first].has_value(); });
  for (const auto& [day, badge] : begun)  // Stale is worse than Not connected
    take(mine_[day], badge);
  for (size_t day = 0; day < days_.size(); ++day)
    if (mine_[day]) take(days_[day], *mine_[day]);
}

}  // namespace mooring::host
