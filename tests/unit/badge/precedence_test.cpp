// The table of the design, row by row, and every pair of rows that can apply at once: the earlier one decides, and the
// later one says that it would have.
#include <catch2/catch.hpp>
#include <functional>

#include "badge/badge.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

BadgeFacts healthy() {
  BadgeFacts facts;
  facts.now = kNow;
  facts.grant = GrantState::active;
  facts.grant_issued_at = kNow - 24h * 30;
  facts.marketplaces_selected = 1;
  StreamFacts stream;
  stream.id = "orders";
  stream.title = "Orders";
  stream.stale_after = 6h;
  stream.last_success_at = kNow - 5min;
  facts.streams = {stream};
  return facts;
}

void disconnect(BadgeFacts& facts) {
  facts.disconnected = true;
}
void revoke(BadgeFacts& facts) {
  facts.grant = GrantState::revoked;
}
void expire(BadgeFacts& facts) {
  facts.grant = GrantState::rejected;
}
void fail_run(BadgeFacts& facts) {
  facts.streams[0].last_run_failed = true;
}
void age(BadgeFacts& facts) {
  facts.streams[0].last_success_at = kNow - 7h;
}
void nothing(BadgeFacts&) {}

struct Row {
  void (*make)(BadgeFacts&);
  Badge badge;
  const char* severity;
  const char* action;
  const char* cause;
};
const Row kRows[] = {
    {disconnect, Badge::not_connected, "neutral", "connect", "not_connected"},
    {revoke, Badge::revoked, "red", "reconnect", "grant_revoked"},
    {expire, Badge::expired, "red", "reconnect", "grant_rejected"},
    {fail_run, Badge::sync_error, "amber", "retry_sync", "internal"},
    {age, Badge::stale, "amber", "refresh_now", "stale"},
    {nothing, Badge::connected, "green", "", ""},
};

}  // namespace

TEST_CASE("every row of the design's table") {
  for (const Row& row : kRows) {
    BadgeFacts facts = healthy();
    row.make(facts);
    const BadgeVerdict verdict = evaluate_badge(facts);
    INFO(to_text(row.badge));
    CHECK(verdict.badge == row.badge);
    CHECK(to_severity(verdict.badge) == std::string(row.severity));
    CHECK(verdict.action == row.action);
    CHECK(verdict.cause == row.cause);
  }
}

TEST_CASE("every pair of rows: the earlier one decides") {
  int pairs = 0;
  for (size_t first = 0; first < 5; ++first)
    for (size_t second = first + 1; second < 5; ++second) {
      if (first == 1 && second == 2) continue;  // a grant ends in one way
      BadgeFacts facts = healthy();
      kRows[second].make(facts);
      kRows[first].make(facts);
      const BadgeVerdict verdict = evaluate_badge(facts);
      INFO(to_text(kRows[first].badge) << " before " << to_text(kRows[second].badge));
      CHECK(verdict.badge == kRows[first].badge);
      const BadgeRule& later = verdict.rules[second];
      CHECK_FALSE(later.fired);
      const bool needs_token = second >= 3;
      const bool no_token = first < 3;
      if (needs_token && no_token)
        CHECK(later.because == "Only looked at while the grant is in use.");
      else
        CHECK(later.because.starts_with("Would apply, but '" + std::string(to_title(kRows[first].badge)) +
                                        "' comes first: "));
      ++pairs;
    }
  CHECK(pairs == 9);
}

TEST_CASE("one that was added lately makes nothing stale for the time of its threshold") {
  BadgeFacts facts = healthy();
  StreamFacts added = facts.streams[0];
  added.id = "offers";
  added.title = "Offers";
  added.marketplace = "M2";
  added.marketplace_title = "DE Shop";
  added.last_success_at.reset();
  added.joined_at = kNow - 6h;  // at the threshold itself it is not late
  facts.streams.push_back(added);
  const BadgeVerdict fresh = evaluate_badge(facts);
  CHECK(fresh.badge == Badge::connected);
  CHECK(fresh.reason == "Orders succeeded 5 min ago. The first sync of Offers of DE Shop is under way.");

  SECTION("longer than that, it is late") {
    facts.streams[1].joined_at = kNow - 6h - 1us;
    CHECK(evaluate_badge(facts).badge == Badge::stale);
  }
  SECTION("it was there from the beginning") {
    facts.streams[1].joined_at.reset();
    CHECK(evaluate_badge(facts).badge == Badge::stale);
  }
  SECTION("nothing was ever read: Connected means that data arrived") {
    facts.streams[0].last_success_at.reset();
    facts.streams[0].joined_at = kNow;
    const auto verdict = evaluate_badge(facts);
    CHECK(verdict.badge == Badge::stale);
    CHECK(verdict.cause == "first_sync");
  }
  SECTION("its first run failed") {
    facts.streams[1].last_run_failed = true;
    CHECK(evaluate_badge(facts).badge == Badge::sync_error);
  }
}
