// What each stream may read, looked at in virtual time over a real store.
#include "connections/permission_checks.hpp"

#include "permission_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

struct Fixture : PermissionFixture {
  ScriptedProber prober;
  std::vector<std::string> changed;
  PermissionChecks checks{PermissionChecks::Dependencies{database(), prober, registry, config, journal,
                                                         events, core, clock, logger()},
                          [this](const std::string& id) { changed.push_back(id); }};
  int done = 0;
  std::vector<std::string> changes;  // as told at the end of the last look

  void look() {
    checks.look("con_1", true, [this](const std::vector<std::string>& found) {
      ++done;
      changes = found;
    });
    settle();
  }
  std::map<std::string, ProbeRow> grid() {
    std::map<std::string, ProbeRow> found;
    for (auto& row : read([](Session& session) { return rows::list_probes(session, "con_1"); }))
      found[row.stream + " " + row.marketplace] = row;
    return found;
  }
  void refuse(const std::string& path, const std::string& state = kProbeRoleMissing) {
    prober.outcomes[path] = {state, "HTTP 403: denied", 403, "GET " + path, "req-7"};
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a look fills the grid and tells nothing where all is well") {
  look();
  auto cells = grid();
  CHECK(cells.size() == 5);
  CHECK(cells["orders DE"].state == kProbeOk);
  CHECK(cells["lines FR"].state == kProbeOk);
  CHECK(cells["payouts DE"].grant_id == "grt_1");
  CHECK(cells["payouts DE"].checked_at == clock.now());
  CHECK_FALSE(cells.contains("payouts FR"));
  CHECK(done == 1);
  CHECK(changed.empty());
  CHECK(told("permission").empty());
}

TEST_CASE_METHOD(Fixture, "a missing role is told once for all marketplaces, with its name and the answer") {
  refuse("/orders/DE");
  refuse("/orders/FR");
  look();
  CHECK(grid()["lines DE"].state == kProbeRoleMissing);
  CHECK(changed == std::vector<std::string>{"con_1"});
  const auto entries = told("permission.lost");
  REQUIRE(entries.size() == 2);  // orders, and the lines that come with them
  CHECK(changes.size() == 2);    // and whoever asked is told the same
  CHECK(changes.front().find("the role 'Order Tracking' is missing") != std::string::npos);
  CHECK(entries.back().find("the role 'Order Tracking' is missing. The other streams go on. The answer: HTTP "
                            "403: denied") != std::string::npos);
  CHECK(entries.back().find("shop.DE, shop.FR") != std::string::npos);
  clock.advance(24h);
  look();
  const auto stored =
      read([](Session& session) { return rows::list_activity(session, {.kind_prefix = "permission.lost"}); });
  CHECK(stored.front().after_json ==
        R"({"marketplaces":["DE","FR"]})");  // so that the return of one is told apart
  CHECK(told("permission").size() == 2);     // nothing new
  CHECK(changes.empty());
  const Timestamp since = grid()["orders DE"].since;
  CHECK(since < clock.now());
  prober.outcomes.clear();
  look();
  CHECK(told("permission.returned").size() == 2);
  CHECK(changes.size() == 2);
  CHECK(grid()["orders DE"].since == clock.now());
}

TEST_CASE_METHOD(Fixture, "throttled and failed probes are shown, and are no news") {
  refuse("/payouts", kProbeThrottled);
  refuse("/orders/DE", kProbeFailed);
  look();
  CHECK(grid()["payouts DE"].state == kProbeThrottled);
  CHECK(grid()["orders DE"].state == kProbeFailed);
  CHECK(told("permission").empty());
  CHECK(changed.empty());
}

TEST_CASE_METHOD(Fixture, "a change asks only for what this grant was not asked for") {
  checks.connection_changed("con_1");
  pass(1s);
  CHECK(prober.asked.empty());  // several changes are one look
  checks.connection_changed("con_1");
  pass(3s);
  CHECK(prober.asked.size() == 3);
  checks.connection_changed("con_1");
  pass(3s);
  CHECK(prober.asked.size() == 3);
  write([](Session& session) {
    rows::upsert_marketplace(session, "con_1", place("IT"));
    rows::set_selected_marketplaces(session, "con_1", {"DE", "FR", "IT"});
  });
  checks.connection_changed("con_1");
  pass(3s);
  REQUIRE(prober.asked.size() == 4);
  CHECK(prober.asked.back().starts_with("/orders/IT"));
}

TEST_CASE_METHOD(Fixture, "a new consent is asked anew; without one nothing is asked") {
  look();
  write([&](Session& session) {
    auto grant = *rows::active_or_last_grant(session, "con_1");
    grant.state = GrantState::superseded;
    rows::update_grant(session, grant);
  });
  look();
  CHECK(prober.asked.size() == 3);
  CHECK(done == 2);
  clock.advance(1s);
  write([&](Session& session) { this->grant(session, "grt_2"); });
  checks.connection_changed("con_1");
  pass(3s);
  CHECK(prober.asked.size() == 6);
  CHECK(grid()["orders DE"].grant_id == "grt_2");
}

TEST_CASE_METHOD(Fixture,
                 "whoever asks while a look is under way gets its end, and a change comes after it") {
  prober.held_back = true;
  look();
  CHECK(checks.under_way("con_1"));
  look();
  checks.connection_changed("con_1");
  pass(3s);
  CHECK(done == 0);
  prober.held_back = false;
  prober.answer();
  settle();
  CHECK(done == 2);
  CHECK_FALSE(checks.under_way("con_1"));
  CHECK(grid().size() == 5);
}

TEST_CASE_METHOD(Fixture, "an answer for a grant that was replaced meanwhile is not kept") {
  prober.held_back = true;
  look();
  write([&](Session& session) {
    auto grant = *rows::active_or_last_grant(session, "con_1");
    grant.state = GrantState::superseded;
    rows::update_grant(session, grant);
    clock.advance(1s);
    this->grant(session, "grt_2");
  });
  prober.answer();
  settle();
  CHECK(grid().empty());
}

TEST_CASE_METHOD(Fixture, "what a run finds while a look is under way is not undone by the look") {
  prober.held_back = true;
  look();
  clock.advance(1s);
  write([&](Session& session) {
    for (const char* stream : {"payouts", "orders"})
      rows::put_probe(session, {"con_1", stream, "DE", "grt_1", kProbeNotParticipating, "not in DE", 400,
                                "POST x", "r-4", clock.now(), clock.now()});
  });
  prober.answer();
  settle();
  CHECK(grid()["payouts DE"].state == kProbeNotParticipating);
  CHECK(grid()["orders DE"].state == kProbeOk);  // its probe asks for DE
}

TEST_CASE_METHOD(Fixture, "what identify tells of is not told twice") {
  write([](Session& session) { rows::replace_permissions(session, "con_1", {{"orders", "", true}}); });
  refuse("/orders/DE");
  look();
  const auto entries = told("permission");
  REQUIRE(entries.size() == 1);
  CHECK(entries.front().starts_with("Order lines"));
}

TEST_CASE_METHOD(Fixture, "what a run found is not refuted by a probe that asks for no marketplace") {
  const Timestamp found_at = clock.now();
  write([&](Session& session) {
    for (const char* stream : {"payouts", "orders"})
      rows::put_probe(session, {"con_1", stream, "DE", "grt_1", kProbeNotParticipating, "not in DE", 400,
                                "POST x", "r-4", found_at, found_at});
  });
  clock.advance(24h);
  look();
  const ProbeRow kept = grid()["payouts DE"];
  CHECK(kept.state == kProbeNotParticipating);
  CHECK(kept.note == "not in DE");
  CHECK(kept.checked_at == clock.now());  // the engine tries again
  CHECK(kept.since == found_at);
  CHECK(changed == std::vector<std::string>{"con_1"});
  CHECK(grid()["orders DE"].state == kProbeOk);  // its probe asks for DE
  refuse("/payouts", kProbeThrottled);
  const Timestamp told_at = clock.now();
  clock.advance(24h);
  look();
  CHECK(grid()["payouts DE"].state == kProbeNotParticipating);
  CHECK(grid()["payouts DE"].checked_at == told_at);
  refuse("/payouts", kProbeRoleMissing);
  look();
  CHECK(grid()["payouts DE"].state == kProbeRoleMissing);
}
