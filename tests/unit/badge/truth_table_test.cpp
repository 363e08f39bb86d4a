// Every combination of facts against an oracle that is written the other way round: it filters the badges
// that the design's table allows, instead of asking rules in order.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "badge/badge.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

enum class Age { never, just_now, at_the_limit, over_the_limit, long_ago, in_the_future };
constexpr Age kAges[] = {Age::never,          Age::just_now, Age::at_the_limit,
                         Age::over_the_limit, Age::long_ago, Age::in_the_future};

StreamFacts make_stream(const std::string& id, Age age, bool failed) {
  StreamFacts stream;
  stream.id = id;
  stream.title = id == "orders" ? "Orders" : "Finances";
  stream.stale_after = 24h;
  stream.last_run_failed = failed;
  if (failed) stream.failure_message = "503 from GET https://api.example.com/" + id;
  switch (age) {
    case Age::never:
      break;
    case Age::just_now:
      stream.last_success_at = kNow - 1s;
      break;
    case Age::at_the_limit:
      stream.last_success_at = kNow - 24h;
      break;
    case Age::over_the_limit:
      stream.last_success_at = kNow - 24h - 1us;
      break;
    case Age::long_ago:
      stream.last_success_at = kNow - 24h * 30;
      break;
    case Age::in_the_future:
      stream.last_success_at = kNow + 1h;
      break;
  }
  return stream;
}

std::vector<std::vector<StreamFacts>> all_stream_sets() {
  std::vector<std::vector<StreamFacts>> sets{{}};
  for (Age a : kAges)
    for (bool a_failed : {false, true}) {
      sets.push_back({make_stream("orders", a, a_failed)});
      for (Age b : kAges)
        for (bool b_failed : {false, true})
          sets.push_back({make_stream("orders", a, a_failed), make_stream("finances", b, b_failed)});
    }
  return sets;
}

std::vector<BadgeFacts> all_facts() {
  using Grant = std::optional<GrantState>;
  std::vector<BadgeFacts> all;
  const auto stream_sets = all_stream_sets();
  for (bool disconnected : {false, true})
    for (Grant grant :
         {Grant{}, Grant{GrantState::active}, Grant{GrantState::rejected}, Grant{GrantState::revoked},
          Grant{GrantState::superseded}, Grant{GrantState::withdrawn}})
      for (size_t selected : {size_t{0}, size_t{1}, size_t{3}})
        for (const char* connector : {"", "The connector 'shop' is not loaded"})
          for (const auto& streams : stream_sets) {
            BadgeFacts facts;
            facts.now = kNow;
            facts.disconnected = disconnected;
            facts.grant = grant;
            facts.grant_issued_at = kNow - 24h * 100;
            facts.marketplaces_selected = selected;
            facts.connector_problem = connector;
            facts.streams = streams;
            all.push_back(facts);
          }
  return all;
}

std::set<Badge> allowed_by_grant(const BadgeFacts& facts) {
  bool usable = facts.grant == GrantState::active || facts.grant == GrantState::rejected ||
                facts.grant == GrantState::revoked;
  if (facts.disconnected || !usable) return {Badge::not_connected};
  if (facts.grant == GrantState::revoked) return {Badge::revoked};
  if (facts.grant == GrantState::rejected) return {Badge::expired};
  return {Badge::sync_error, Badge::stale, Badge::connected};
}

Badge oracle(const BadgeFacts& facts) {
  std::set<Badge> allowed = allowed_by_grant(facts);
  if (allowed.size() == 1) return *allowed.begin();
  bool nothing_can_sync =
      facts.marketplaces_selected == 0 || facts.streams.empty() || !facts.connector_problem.empty();
  if (nothing_can_sync) return Badge::stale;
  size_t failed = 0, fresh = 0;
  for (const auto& stream : facts.streams) {
    failed += stream.last_run_failed;
    fresh += stream.last_success_at.has_value() && *stream.last_success_at >= facts.now - stream.stale_after;
  }
  if (failed == 0) allowed.erase(Badge::sync_error);
  if (fresh == facts.streams.size()) allowed.erase(Badge::stale);
  if (failed > 0 || fresh < facts.streams.size()) allowed.erase(Badge::connected);
  if (allowed.size() == 2) allowed.erase(Badge::stale);  // an error is said before age
  REQUIRE(allowed.size() == 1);
  return *allowed.begin();
}

}  // namespace

TEST_CASE("the whole truth table agrees with the oracle") {
  std::map<Badge, size_t> seen;
  size_t wrong = 0;
  for (const BadgeFacts& facts : all_facts()) {
    BadgeVerdict verdict = evaluate_badge(facts);
    ++seen[verdict.badge];
    if (verdict.badge != oracle(facts)) {
      ++wrong;
      FAIL_CHECK(to_text(verdict.badge)
                 << " instead of " << to_text(oracle(facts)) << ": " << verdict.reason);
    }
    if (wrong > 10) FAIL("stopping after ten");
  }
  CHECK(seen.size() == 6);  // the table reaches every badge
  CHECK(seen[Badge::connected] > 10);
}

TEST_CASE("for all facts: six rules in order, exactly one fired, each with a reason") {
  const std::vector<Badge> order{Badge::not_connected, Badge::revoked, Badge::expired,
                                 Badge::sync_error,    Badge::stale,   Badge::connected};
  size_t broken = 0;
  for (const BadgeFacts& facts : all_facts()) {
    BadgeVerdict verdict = evaluate_badge(facts);
    size_t fired = 0;
    bool good = verdict.rules.size() == 6;
    for (size_t i = 0; good && i < 6; ++i) {
      const BadgeRule& rule = verdict.rules[i];
      good = rule.badge == order[i] && rule.because.size() > 10 && rule.because.ends_with('.');
      fired += rule.fired;
      if (rule.fired) good = good && rule.badge == verdict.badge && rule.because == verdict.reason;
    }
    broken += !(good && fired == 1);
  }
  CHECK(broken == 0);
}

TEST_CASE("for all facts: the action fits the badge and has its text") {
  const std::map<Badge, std::set<std::string>> actions{
      {Badge::not_connected, {"connect"}},
      {Badge::revoked, {"reconnect"}},
      {Badge::expired, {"reconnect"}},
      {Badge::sync_error, {"retry_sync"}},
      {Badge::stale, {"refresh_now", "choose_marketplaces", "resume", ""}},
      {Badge::connected, {""}},
  };
  size_t broken = 0;
  for (const BadgeFacts& facts : all_facts()) {
    BadgeVerdict verdict = evaluate_badge(facts);
    broken += !actions.at(verdict.badge).contains(verdict.action);
    broken += verdict.action.empty() != verdict.action_text.empty();
    // A button that the API would refuse is not offered.
    bool can_sync =
        facts.marketplaces_selected > 0 && !facts.streams.empty() && facts.connector_problem.empty();
    broken += (verdict.action == "refresh_now" || verdict.action == "retry_sync") && !can_sync;
  }
  CHECK(broken == 0);
}

TEST_CASE("for all facts: red only when the provider ended the grant") {
  size_t broken = 0;
  for (const BadgeFacts& facts : all_facts()) {
    bool red = std::string(to_severity(evaluate_badge(facts).badge)) == "red";
    bool ended = facts.grant == GrantState::revoked || facts.grant == GrantState::rejected;
    broken += red != (ended && !facts.disconnected);
  }
  CHECK(broken == 0);
}
