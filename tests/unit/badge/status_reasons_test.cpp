// What counts for a badge and what does not, and the reason that is told: beginnings, streams set aside, pauses.
#include <catch2/catch.hpp>

#include "status_fixture.hpp"

using namespace mooring::test;
using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE_METHOD(StatusFixture, "a stream that was added later has time for its first sync") {
  connect("con_1");
  add_stream("con_1", "orders", 5min);
  CHECK(find("con_1").verdict.badge == Badge::connected);  // payouts was added a moment ago
  write([](Session& session) {
    rows::set_first_wanted(session, "con_1", "orders", "", kNow - 24h * 60);
    rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 24h * 13);
  });
  CHECK(find("con_1").verdict.badge == Badge::connected);
  write([](Session& session) { rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 24h * 15); });
  CHECK(find("con_1").verdict.badge == Badge::stale);  // its threshold is two weeks
  write([](Session& session) {
    rows::set_first_wanted(session, "con_1", "orders", "", kNow - 1h);
    rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 1h);
  });
  CHECK(find("con_1").verdict.badge == Badge::stale);  // wanted at the same time: the first sync of all
}

TEST_CASE_METHOD(StatusFixture, "a stream that brings nothing says since when, and the badge stays") {
  connect("con_1");
  add_stream("con_1", "orders", 5min);
  add_stream("con_1", "payouts", 5min);
  write([](Session& session) {
    SlotFactsRow facts{"con_1", "orders"};
    facts.empty_since = kNow - 30h;
    rows::put_yield(session, facts);
  });
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK(stream_of(status, "orders").brings_nothing_since == kNow - 30h);
}

TEST_CASE_METHOD(StatusFixture,
                 "what may not be read and never worked is set aside: the badge counts the others") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  add_stream("con_1", "orders", 10min);
  write([&](Session& session) {
    StreamRow row;
    row.connection_id = "con_1";
    row.stream = "payouts";
    row.last_attempt_at = kNow - 1min;
    row.last_run_failed = true;
    rows::upsert_stream(session, row);
  });
  CHECK(find("con_1").verdict.badge == Badge::sync_error);
  const auto probe = [&](const std::string& state) {
    write([&](Session& session) {
      rows::put_probe(session, {"con_1", "payouts", "M0", "grt_con_1", state, "", 403, "", "", kNow, kNow});
    });
  };
  probe(kProbeRoleMissing);
  const ConnectionStatus status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK(status.verdict.reason.find(
            "Set aside, because the provider refuses them (see the checklist): Payouts.") !=
        std::string::npos);
  CHECK(status.streams.back().set_aside);
  CHECK(status.streams.back().set_aside_because == kProbeRoleMissing);
  CHECK(status.streams.front().set_aside_because.empty());
  CHECK_FALSE(status.streams.front().set_aside);
  CHECK(reader().list({}, {})->front().verdict.badge == Badge::connected);
  probe(kProbeNotParticipating);
  CHECK(find("con_1").streams.back().set_aside_because == kProbeNotParticipating);
  probe(kProbeThrottled);
  CHECK(find("con_1").verdict.badge == Badge::sync_error);
}

TEST_CASE_METHOD(StatusFixture,
                 "a pause is the reason where it keeps data from coming, and its entry proves it") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  add_stream("con_1", "orders", 3h);
  add_stream("con_1", "payouts", 10min);
  CHECK(find("con_1").verdict.action == "refresh_now");
  write([&](Session& session) {
    rows::insert_pause(session, {"con_1", kNow - 24h * 2, "user:ann"});
    ActivityRow entry;
    entry.connection_id = "con_1";
    entry.id = "act_paused";
    entry.kind = "connection.paused";
    rows::insert_activity(session, entry);
  });
  const BadgeVerdict verdict = find("con_1").verdict;
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.action == "resume");
  CHECK(verdict.cause == "paused");
  CHECK(verdict.entry_id == "act_paused");
  CHECK(verdict.reason.find("Planned runs were paused 2 days ago by user:ann.") != std::string::npos);
}
