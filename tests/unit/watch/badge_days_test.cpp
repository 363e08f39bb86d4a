#include "watch/badge_days.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "base/text.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

Timestamp at(const char* text) {
  return parse_time(text).value();
}

rows::BadgeSpan span(const char* badge, Timestamp from, std::optional<Timestamp> until = {}) {
  rows::BadgeSpan out;
  out.change.at = from;
  out.change.badge = badge;
  out.until = until;
  return out;
}

const Timestamp kNow = at("2026-11-22T06:00:00Z");

}  // namespace

TEST_CASE("the last day is today, until now") {
  const auto days = badge_days({span("connected", at("2026-01-01T00:00:00Z"))}, kNow, 90);
  REQUIRE(days.days.size() == 90);
  CHECK(days.days.front().from == at("2026-08-25T00:00:00Z"));
  CHECK(days.days.back().from == at("2026-11-22T00:00:00Z"));
  CHECK(days.days.back().time.at(Badge::connected) == 6h);
  CHECK(days.days.front().time.at(Badge::connected) == 24h);
  CHECK(days.known == 89 * 24h + 6h);
  CHECK(days.connected_share() == 1.0);
}

TEST_CASE("a day shows its worst badge, and how long each was") {
  const auto days = badge_days({span("connected", at("2026-11-20T00:00:00Z"), at("2026-11-21T10:00:00Z")),
                                span("expired", at("2026-11-21T10:00:00Z"), at("2026-11-21T11:30:00Z")),
                                span("connected", at("2026-11-21T11:30:00Z"))},
                               kNow, 3);
  CHECK(days.days[0].worst == Badge::connected);
  CHECK(days.days[1].worst == Badge::expired);
  CHECK(days.days[1].time.at(Badge::expired) == 90min);
  CHECK(days.days[1].time.at(Badge::connected) == 22h + 30min);
  CHECK(days.days[2].worst == Badge::connected);
  CHECK(days.connected_share().value() == Approx((24 + 22.5 + 6) / 54.0));
}

TEST_CASE("what nobody saw is not known, and counts neither for nor against") {
  const auto none = badge_days({}, kNow, 90);
  CHECK_FALSE(none.connected_share().has_value());
  CHECK_FALSE(none.days[89].worst.has_value());
  const auto young = badge_days({span("stale", at("2026-11-21T12:00:00Z"), at("2026-11-21T18:00:00Z")),
                                 span("connected", at("2026-11-21T18:00:00Z"))},
                                kNow, 90);
  CHECK_FALSE(young.days[87].worst.has_value());
  CHECK(young.days[88].time.size() == 2);
  CHECK(young.known == 18h);
  CHECK(young.connected_share().value() == Approx(12.0 / 18.0));
}

TEST_CASE("the first sync of a new connection is no blemish on the day on which it ended well") {
  const auto made = span("not_connected", at("2026-11-20T09:00:00Z"), at("2026-11-20T10:00:00Z"));
  const auto first = span("stale", at("2026-11-20T10:00:00Z"), at("2026-11-21T10:00:00Z"));
  const auto well = span("connected", at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"));
  auto days = badge_days({well, first, made}, kNow, 3);
  CHECK(days.days[0].worst == Badge::stale);      // nothing had arrived on that day
  CHECK(days.days[1].worst == Badge::connected);  // and on this one it had
  CHECK(days.days[1].time.at(Badge::stale) == 10h);
  CHECK(days.connected_share().value() == Approx(2.0 / 27.0));  // the time is told as it was

  const auto late = span("stale", at("2026-11-21T12:00:00Z"), at("2026-11-21T13:00:00Z"));
  days = badge_days({made, first, well, late}, kNow, 3);
  CHECK(days.days[1].worst == Badge::stale);  // a later one is
  const auto failed = span("sync_error", at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"));
  days = badge_days({made, first, failed}, kNow, 3);
  CHECK(days.days[1].worst == Badge::sync_error);
  days = badge_days({span("revoked", at("2026-11-20T09:00:00Z"), at("2026-11-20T10:00:00Z")), first, well},
                    kNow, 3);
  CHECK(days.days[1].worst == Badge::stale);  // after a reconnect data was missing, and that was so
}

TEST_CASE("a day is a day in UTC: the nights when clocks change have 24 hours as any other") {
  // Europe sets its clocks on 25 October 2026 and 29 March 2026, the United States on 1 November.
  for (const char* day : {"2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z", "2026-11-01T00:00:00Z"}) {
    const auto days = badge_days({span("connected", at("2026-01-01T00:00:00Z"))}, at(day) + 30h, 2);
    CHECK(days.days[0].from == at(day));
    CHECK(days.days[0].time.at(Badge::connected) == 24h);
  }
}

TEST_CASE("a span from the future, after a clock was set back, counts nothing") {
  const auto days = badge_days({span("connected", kNow + 1h)}, kNow, 5);
  CHECK(days.known == 0h);
}

TEST_CASE("for random histories: every day adds up, and all time is accounted for once") {
  std::mt19937_64 random{11};
  const char* const kBadges[] = {"connected", "stale", "sync_error", "expired", "revoked", "not_connected"};
  for (int round = 0; round < 300; ++round) {
    std::vector<rows::BadgeSpan> spans;
    Timestamp from = kNow - std::chrono::hours{std::uniform_int_distribution<int>(1, 24 * 120)(random)};
    const Timestamp first = std::max(from, first_badge_day(kNow, 90));
    while (from < kNow) {
      const Timestamp until =
          from + std::chrono::minutes{std::uniform_int_distribution<int>(1, 9000)(random)};
      spans.push_back(span(kBadges[std::uniform_int_distribution<size_t>(0, 5)(random)], from,
                           until < kNow ? std::optional(until) : std::nullopt));
      from = until;
    }
    std::shuffle(spans.begin(), spans.end(), random);
    const auto days = badge_days(spans, kNow, 90);
    CHECK(days.known == kNow - first);
    Duration sum{};
    for (const BadgeDay& day : days.days) {
      Duration of_day{};
      for (const auto& [badge, time] : day.time)
        of_day += time;
      CHECK(of_day <= 24h);
      CHECK(day.worst.has_value() == !day.time.empty());
      sum += of_day;
    }
    CHECK(sum == days.known);
  }
}

TEST_CASE("what comes before the first sync is no blemish either, when all of it is of one day") {
  const auto made = span("not_connected", at("2026-11-21T09:00:00Z"), at("2026-11-21T09:01:00Z"));
  const auto first = span("stale", at("2026-11-21T09:01:00Z"), at("2026-11-21T09:05:00Z"));
  const auto well = span("connected", at("2026-11-21T09:05:00Z"));
  const auto days = badge_days({well, first, made}, kNow, 3);
  CHECK(days.days[1].worst == Badge::connected);
  CHECK(days.days[1].time.at(Badge::not_connected) == 1min);
  BadgeStrip strip(kNow, 3);
  strip.add({well, first, made});
  CHECK(strip.days()[1] == Badge::connected);
  // Disconnected later: that day says so.
  const auto ended = span("connected", at("2026-11-21T09:05:00Z"), at("2026-11-21T12:00:00Z"));
  const auto off = span("not_connected", at("2026-11-21T12:00:00Z"));
  CHECK(badge_days({off, ended, first, made}, kNow, 3).days[1].worst == Badge::not_connected);
  // Also when the next day ends well.
  const auto off_until = span("not_connected", at("2026-11-21T12:00:00Z"), at("2026-11-22T01:00:00Z"));
  const auto again = span("stale", at("2026-11-22T01:00:00Z"), at("2026-11-22T01:05:00Z"));
  const auto well_again = span("connected", at("2026-11-22T01:05:00Z"));
  CHECK(badge_days({well_again, again, off_until, ended, first, made}, kNow, 3).days[1].worst ==
        Badge::not_connected);
}

TEST_CASE("a strip has the worst of each day of all its members, as the days of each have it") {
  std::mt19937 random(20261122);
  const char* badges[] = {"connected", "stale", "sync_error", "expired", "revoked", "not_connected"};
  for (int round = 0; round < 200; ++round) {
    BadgeStrip strip(kNow, 10);
    std::vector<BadgeDays> each;
    for (int member = 0; member < 3; ++member) {
      std::vector<rows::BadgeSpan> spans;
      for (Timestamp from = kNow - 24h * 14; from < kNow;) {
        const Timestamp until = from + std::chrono::minutes{random() % 6000 + 1};
        spans.push_back(span(badges[random() % 6], from, until < kNow ? std::optional(until) : std::nullopt));
        from = until;
      }
      strip.add(spans);
      each.push_back(badge_days(spans, kNow, 10));
    }
    Duration known{};
    for (size_t day = 0; day < 10; ++day) {
      std::vector<Badge> there;
      for (const BadgeDays& days : each)
        if (days.days[day].worst) there.push_back(*days.days[day].worst);
      REQUIRE(strip.days()[day].has_value() == !there.empty());
      if (!there.empty()) CHECK(*strip.days()[day] == evaluate_group(there).worst);
    }
    for (const BadgeDays& days : each)
      known += days.known;
    CHECK(strip.known() == known);
    CHECK(strip.members() == 3);
  }
  CHECK_FALSE(BadgeStrip(kNow, 3).connected_share().has_value());
}
