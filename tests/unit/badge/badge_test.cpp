#include "badge/badge.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

StreamFacts stream(const std::string& title, std::optional<Duration> age) {
  StreamFacts out;
  out.id = out.title = title;
  out.stale_after = 24h;
  if (age) out.last_success_at = kNow - *age;
  return out;
}

BadgeFacts connected(std::vector<StreamFacts> streams) {
  BadgeFacts facts;
  facts.now = kNow;
  facts.grant = GrantState::active;
  facts.grant_issued_at = kNow - 24h * 371;
  facts.marketplaces_selected = 2;
  facts.streams = std::move(streams);
  return facts;
}

}  // namespace

TEST_CASE("never connected") {
  BadgeFacts facts;
  facts.now = kNow;
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::not_connected);
  CHECK(verdict.reason == "Never connected: no account has been authorized yet.");
  CHECK(verdict.action == "connect");
  CHECK(verdict.action_text == "Connect");
  CHECK(verdict.entry_id.empty());
}

TEST_CASE("what the configuration declares and could not be connected says why, and when it is tried again") {
  BadgeFacts facts;
  facts.now = kNow;
  facts.declared_problem = "Shop could not be asked: connection refused";
  facts.declared_tried_at = kNow - 2min;
  facts.declared_next_at = kNow + 3min;
  facts.declared_entry_id = "act_1";
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::not_connected);
  CHECK(verdict.reason ==
        "Never connected. Connecting as the configuration says failed 2 min ago. Shop could not be asked: "
        "connection refused. It is tried again in 3 min, by itself.");
  CHECK(verdict.action == "connect");
  CHECK(verdict.entry_id == "act_1");
  CHECK(verdict.cause == "declared_failed");
  facts.declared_next_at = kNow;
  CHECK(evaluate_badge(facts).reason.ends_with("refused. It is being tried again."));
  facts.declared_next_at.reset();
  CHECK(evaluate_badge(facts).reason.ends_with("refused. It is tried again when the host restarts."));
  facts.grant = GrantState::rejected;  // of the token before
  facts.grant_issued_at = kNow - 24h;
  CHECK(
      evaluate_badge(facts).reason ==
      "The provider no longer accepts the refresh token. Access had been granted 24 h ago. Connecting as the "
      "configuration says failed 2 min ago. Shop could not be asked: connection refused. It is tried again "
      "when the host restarts.");
  facts.disconnected = true;
  CHECK(evaluate_badge(facts).reason ==
        "Disconnected by the user. All data and the chosen marketplaces are kept.");
}

TEST_CASE("disconnected by the user comes before everything else") {
  auto facts = connected({stream("Orders", 1h)});
  facts.disconnected = true;
  facts.grant = GrantState::revoked;
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::not_connected);
  CHECK(verdict.reason == "Disconnected by the user. All data and the chosen marketplaces are kept.");
  CHECK(verdict.rules[1].because.starts_with(
      "Would apply, but 'Not connected' comes first: The account's owner withdrew"));
}

TEST_CASE("revoked and expired say what was found, and point to the entry with the provider's words") {
  auto facts = connected({stream("Orders", 1h)});
  facts.grant_evidence =
      "The account's owner withdrew this authorization (HTTP 400, invalid_grant): User may have revoked it";
  facts.grant_entry_id = "act_7";
  facts.grant = GrantState::revoked;
  auto revoked = evaluate_badge(facts);
  CHECK(revoked.badge == Badge::revoked);
  CHECK(revoked.reason ==
        "The account's owner withdrew this authorization. Access had been granted 371 days ago.");
  CHECK(revoked.action == "reconnect");
  CHECK(revoked.entry_id == "act_7");

  facts.grant = GrantState::rejected;
  facts.grant_evidence.clear();
  auto expired = evaluate_badge(facts);
  CHECK(expired.badge == Badge::expired);
  CHECK(expired.reason ==
        "The provider no longer accepts the refresh token. Access had been granted 371 days ago.");
  CHECK(expired.action == "reconnect");
  CHECK(expired.entry_id == "act_7");
}

TEST_CASE("sync error names the stream, the provider's words and the last success") {
  auto orders = stream("Orders", 2h);
  orders.last_run_failed = true;
  orders.failure_message = "HTTP 503: the provider has a fault";
  orders.failure_entry_id = "act_9";
  auto verdict = evaluate_badge(connected({stream("Finances", 1h), orders}));
  CHECK(verdict.badge == Badge::sync_error);
  CHECK(
      verdict.reason ==
      "The latest sync of Orders failed. HTTP 503: the provider has a fault. Orders last succeeded 2 h ago.");
  CHECK(verdict.action == "retry_sync");
  CHECK(verdict.action_text == "Retry sync");
  CHECK(verdict.entry_id == "act_9");
  CHECK(verdict.rules[5].because == "A stream's latest run failed.");
}

TEST_CASE("sync error with several streams, none of which ever succeeded") {
  auto a = stream("Orders", {}), b = stream("Finances", {}), c = stream("Returns", 1h);
  a.last_run_failed = b.last_run_failed = c.last_run_failed = true;
  CHECK(evaluate_badge(connected({a, b, c})).reason ==
        "The latest sync of Orders and 2 more streams failed. Orders has never succeeded.");
}

TEST_CASE("a sync error hides staleness but explain still tells of it") {
  auto orders = stream("Orders", 48h);
  orders.last_run_failed = true;
  orders.failure_message = "network";
  auto verdict = evaluate_badge(connected({orders}));
  CHECK(verdict.badge == Badge::sync_error);
  CHECK(verdict.rules[4].because ==
        "Would apply, but 'Sync error' comes first: Orders is out of date: Orders last succeeded 2 days ago; "
        "24 h is the limit.");
}

TEST_CASE("stale: age, several streams, the most overdue first, thresholds per stream") {
  CHECK(evaluate_badge(connected({stream("Orders", 26h)})).reason ==
        "Orders is out of date: Orders last succeeded 26 h ago; 24 h is the limit.");
  auto quick = stream("Inventory", 3h);
  quick.stale_after = 1h;
  auto verdict = evaluate_badge(connected({quick, stream("Orders", 30h), stream("Finances", 1h)}));
  CHECK(verdict.reason ==
        "Orders and 1 more stream are out of date: Orders last succeeded 30 h ago; 24 h is the limit.");
  CHECK(verdict.action == "refresh_now");
  CHECK(verdict.action_text == "Refresh now");
}

TEST_CASE("stale: the first sync has not finished") {
  auto verdict = evaluate_badge(connected({stream("Orders", {})}));
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.reason == "No data has arrived yet: the first sync of Orders has not finished.");
  CHECK(verdict.action == "refresh_now");
}

TEST_CASE("stale: the first sync has not finished, but rows of it are there") {
  auto facts = connected({stream("Orders", {}), stream("Inventory", {})});
  facts.rows_held = true;
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::stale);
  CHECK(
      verdict.reason ==
      "The first sync of Orders and 1 more stream has not finished. What has come so far is there already.");
  CHECK(verdict.cause == "first_sync");
}

TEST_CASE("stale: nothing selected") {
  auto facts = connected({stream("Orders", {})});
  facts.marketplaces_selected = 0;
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.reason == "No marketplace is selected yet, so nothing syncs. Choose at least one.");
  CHECK(verdict.action == "choose_marketplaces");
  CHECK(verdict.action_text == "Choose marketplaces");
}

TEST_CASE("stale: no stream is switched on, or the connector is missing") {
  CHECK(evaluate_badge(connected({})).reason ==
        "Every stream is switched off in the configuration, so nothing syncs.");
  auto facts = connected({});
  facts.connector_problem = "The plugin of this channel is not loaded";
  CHECK(evaluate_badge(facts).reason ==
        "The plugin of this channel is not loaded. Nothing syncs until that is repaired.");
}

TEST_CASE("connected says how fresh the oldest stream is") {
  auto one = evaluate_badge(connected({stream("Orders", 4min)}));
  CHECK(one.badge == Badge::connected);
  CHECK(one.reason == "Orders succeeded 4 min ago.");
  CHECK(one.action.empty());
  CHECK(evaluate_badge(connected({stream("Orders", 4min), stream("Finances", 3h)})).reason ==
        "All 2 streams succeeded; the oldest is Finances, 3 h ago.");
}

TEST_CASE("a wall clock that was set back does not show a negative age") {
  CHECK(evaluate_badge(connected({stream("Orders", Duration(-1h))})).reason == "Orders succeeded just now.");
}

TEST_CASE("texts of the badges are the ones of the API") {
  CHECK(std::string(to_text(Badge::sync_error)) == "sync_error");
  CHECK(std::string(to_text(Badge::not_connected)) == "not_connected");
  CHECK(std::string(to_title(Badge::sync_error)) == "Sync error");
  CHECK(std::string(to_severity(Badge::not_connected)) == "neutral");
  CHECK(std::string(to_severity(Badge::stale)) == "amber");
  CHECK(std::string(to_severity(Badge::sync_error)) == "amber");
  CHECK(std::string(to_severity(Badge::expired)) == "red");
  CHECK(std::string(to_severity(Badge::revoked)) == "red");
  CHECK(std::string(to_severity(Badge::connected)) == "green");
}

TEST_CASE("a group shows its worst badge and how many have it") {
  auto group = evaluate_group({Badge::connected, Badge::stale, Badge::sync_error, Badge::stale});
  CHECK(group.worst == Badge::sync_error);
  CHECK(group.with_worst == 1);
  CHECK(group.members == 4);
  CHECK(evaluate_group({Badge::stale, Badge::connected, Badge::stale}).with_worst == 2);
  // A region that was never connected does not hide one that lost its grant.
  CHECK(evaluate_group({Badge::not_connected, Badge::expired}).worst == Badge::expired);
  // One region's login is over, two others go on: the group tells that, and hides neither.
  auto regions = evaluate_group({Badge::connected, Badge::expired, Badge::connected});
  CHECK(regions.worst == Badge::expired);
  CHECK(regions.with_worst == 1);
  CHECK(regions.members == 3);
  CHECK(evaluate_group({Badge::revoked, Badge::expired}).worst == Badge::revoked);
  CHECK(evaluate_group({Badge::not_connected, Badge::connected}).worst == Badge::not_connected);
  CHECK(evaluate_group({Badge::connected, Badge::connected}).worst == Badge::connected);
  auto empty = evaluate_group({});
  CHECK(empty.worst == Badge::not_connected);
  CHECK(empty.members == 0);
  CHECK(empty.with_worst == 0);
}

namespace {

// One stream for each of many marketplaces; all fresh.
std::vector<StreamFacts> of_marketplaces(const std::string& title, int count, Duration age) {
  std::vector<StreamFacts> all;
  for (int i = 1; i <= count; ++i) {
    all.push_back(stream(title, age));
    all.back().marketplace = "P" + std::to_string(i);
    all.back().marketplace_title = "Shop " + std::to_string(i);
  }
  return all;
}

}  // namespace

TEST_CASE("one failing marketplace of many is named, with how many of how many") {
  auto facts = connected(of_marketplaces("Campaigns", 40, 10min));
  facts.streams[16].last_run_failed = true;
  facts.streams[16].marketplace_title = "DE Shop";
  facts.streams[16].failure_message = "HTTP 403: not authorized";
  facts.streams[16].failure_entry_id = "act_9";
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::sync_error);
  CHECK(verdict.reason ==
        "Campaigns: 1 of 40 marketplaces failed: DE Shop: HTTP 403: not authorized. It last succeeded 10 min "
        "ago.");
  CHECK(verdict.entry_id == "act_9");

  facts.streams[20].last_run_failed = true;
  auto portfolios = of_marketplaces("Portfolios", 40, 1h);
  portfolios[0].last_run_failed = true;
  facts.streams.insert(facts.streams.end(), portfolios.begin(), portfolios.end());
  CHECK(evaluate_badge(facts).reason ==
        "Campaigns: 2 of 40 marketplaces failed: DE Shop: HTTP 403: not authorized. It last succeeded 10 min "
        "ago. 1 more stream failed too.");
}

TEST_CASE("a stream is stale where one marketplace is, each stream by its own threshold") {
  auto facts = connected(of_marketplaces("Campaigns", 3, 10min));
  for (auto& performance : of_marketplaces("Performance", 3, 28h)) {
    performance.stale_after = 30h;
    facts.streams.push_back(performance);
  }
  CHECK(evaluate_badge(facts).badge == Badge::connected);
  CHECK(evaluate_badge(facts).reason ==
        "All 2 streams succeeded; the oldest is Performance of Shop 1, 28 h ago.");
  facts.streams[1].last_success_at = kNow - 25h;
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.reason ==
        "Campaigns is out of date: Campaigns of Shop 2 last succeeded 25 h ago; 24 h is the limit. "
        "Campaigns: 1 of 3 marketplaces late.");
  facts.streams[2].last_success_at.reset();
  CHECK(evaluate_badge(facts).reason ==
        "The first sync of Campaigns has not finished. Campaigns: 2 of 3 "
        "marketplaces to go.");
}

TEST_CASE("a marketplace that is not available does not count, and is named") {
  auto facts = connected(of_marketplaces("Campaigns", 1, 10min));
  facts.unavailable = {"DE Shop (no permission)"};
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::connected);
  CHECK(verdict.reason ==
        "Campaigns of Shop 1 succeeded 10 min ago. Not counted, because not available: DE Shop (no "
        "permission).");
  CHECK(verdict.rules[3].because.ends_with("not available: DE Shop (no permission)."));

  facts.unavailable.push_back("FR Shop");
  facts.streams.clear();
  verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.action == "choose_marketplaces");
  CHECK(verdict.reason ==
        "No selected marketplace is available, so nothing syncs. Not counted, because not available: DE Shop "
        "(no permission), FR Shop.");
}

TEST_CASE("every sentence says what the channel calls a marketplace") {
  auto facts = connected(of_marketplaces("Budget usage", 4, 10min));
  facts.marketplace_noun = "profile";
  for (size_t i : {0U, 1U, 3U})
    facts.streams[i].last_success_at.reset();
  auto first_sync = evaluate_badge(facts);
  CHECK(first_sync.reason ==
        "The first sync of Budget usage has not finished. Budget usage: 3 of 4 profiles to go.");
  facts.streams[2].last_run_failed = true;
  CHECK(evaluate_badge(facts).reason.starts_with("Budget usage: 1 of 4 profiles failed: Shop 3."));
  facts.unavailable = {"Shop 1", "Shop 2"};
  CHECK(evaluate_badge(facts).reason.starts_with("No selected profile is available, so nothing syncs."));
  facts.marketplaces_selected = 0;
  auto nothing = evaluate_badge(facts);
  CHECK(nothing.reason == "No profile is selected yet, so nothing syncs. Choose at least one.");
  CHECK(nothing.action == "choose_marketplaces");
  CHECK(nothing.action_text == "Choose profiles");
  facts.disconnected = true;
  CHECK(evaluate_badge(facts).reason ==
        "Disconnected by the user. All data and the chosen profiles are kept.");
  for (const BadgeRule& rule : evaluate_badge(facts).rules)
    CHECK(rule.because.find("marketplace") == std::string::npos);
}

TEST_CASE("stale: who waits for the provider, or for a person, is told so") {
  auto late = stream("Orders", 26h);
  late.throttled = true;
  late.throttle_entry_id = "act_429";
  auto facts = connected({late, stream("Finances", 25h)});
  auto verdict = evaluate_badge(facts);
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.reason ==
        "Orders and 1 more stream are out of date: Orders last succeeded 26 h ago; 24 h is the limit. The "
        "provider throttles it: Mooring waits for as long as it is asked to, and goes on by itself.");
  CHECK(verdict.action.empty());
  CHECK(verdict.action_text.empty());
  CHECK(verdict.cause == "throttled");
  CHECK(verdict.entry_id == "act_429");

  facts.paused_at = kNow - 40 * 24h;
  facts.paused_by = "user:ann";
  facts.pause_entry_id = "act_pause";
  verdict = evaluate_badge(facts);
  CHECK(verdict.reason.ends_with("24 h is the limit. Planned runs were paused 40 days ago by user:ann."));
  CHECK(verdict.action == "resume");
  CHECK(verdict.action_text == "Resume");
  CHECK(verdict.cause == "paused");
  CHECK(verdict.entry_id == "act_pause");

  SECTION("also when nothing was ever read") {
    facts.streams = {stream("Orders", {})};
    CHECK(evaluate_badge(facts).cause == "paused");
    facts.paused_at.reset();
    facts.streams[0].throttled = true;
    CHECK(evaluate_badge(facts).cause == "throttled");
  }
  SECTION("where data is in time, neither matters") {
    facts.streams = {stream("Orders", 1h)};
    facts.streams[0].throttled = true;
    verdict = evaluate_badge(facts);
    CHECK(verdict.badge == Badge::connected);
    CHECK(verdict.cause.empty());
    CHECK(verdict.reason == "Orders succeeded 60 min ago.");
  }
  SECTION("the one that waits longest decides") {
    facts.paused_at.reset();
    facts.streams = {late, stream("Finances", 50h)};
    CHECK(evaluate_badge(facts).action == "refresh_now");
  }
}
