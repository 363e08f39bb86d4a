#include "watch/badge_history.hpp"

#include <chrono>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "unit/watch/watch_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

class Fixture : public WatchFixture {
 public:
  Fixture() { restart(); }
  void restart() {
    watch.reset();
    badges = std::make_unique<BadgeHistory>(database(), journal, events, logger());
    StatusWatch::Dependencies dependencies{reader,
                                           events,
                                           core,
                                           [this](Work work) {
                                             ++looks;
                                             if (hold)
                                               held.push_back(std::move(work));
                                             else
                                               work();
                                           },
                                           clock,
                                           logger()};
    watch =
        std::make_unique<StatusWatch>(std::move(dependencies), std::vector<StatusObserver*>{badges.get()});
  }
  void start() {
    watch->start();
    core.run_ready();
    flush();
  }
  void announce(const std::string& id) {
    events.publish({"connection", id, "{}"});
    core.run_for(1s);
    flush();
  }
  std::vector<rows::BadgeSpan> spans(rows::BadgeHistoryFilter filter) {
    filter.connection_id = "con_1";
    return read([&](Session& session) { return rows::list_badge_history(session, filter); });
  }

  int looks = 0;
  bool hold = false;
  std::vector<Work> held;
  std::unique_ptr<BadgeHistory> badges;
  std::unique_ptr<StatusWatch> watch;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "What is seen for the first time begins the history, and is no change") {
  add_healthy("con_1");
  add_connection("con_2");
  start();
  CHECK(history("con_1") == "connected");
  CHECK(history("con_2") == "not_connected");
  CHECK(entries("badge").empty());
  REQUIRE(heard("badge").size() == 2);
  CHECK(heard("badge")[0].data_json == R"({"badge":"connected","before":""})");
}

TEST_CASE_METHOD(Fixture, "An announced change is in the history, in the log and on the stream") {
  add_healthy("con_1");
  start();
  clock.advance(10min);
  set_stream("con_1", "orders", "", "HTTP 503: the provider has a fault");
  announce("con_1");
  CHECK(history("con_1") == "connected sync_error");
  auto logged = entries("badge.changed");
  REQUIRE(logged.size() == 1);
  CHECK(logged[0].connection_id == "con_1");
  CHECK(logged[0].severity == Severity::warning);
  CHECK(logged[0].message.starts_with("Connected -> Sync error: The latest sync of Orders failed."));
  auto now = spans({}).front();
  CHECK(now.change.entry_id == entries("run.failed").front().id);
  CHECK(now.change.action == "retry_sync");
  CHECK_FALSE(now.until);
  CHECK(heard("badge").back().connection_id == "con_1");
  CHECK(heard("badge").back().data_json == R"({"badge":"sync_error","before":"connected"})");
  announce("con_1");  // nothing new
  CHECK(entries("badge.changed").size() == 1);
}

TEST_CASE_METHOD(Fixture, "Severity follows the badge") {
  add_healthy("con_1");
  start();
  set_grant("con_1", GrantState::revoked);
  announce("con_1");
  CHECK(entries("badge.changed").back().severity == Severity::error);
  set_grant("con_1", GrantState::active);
  announce("con_1");
  CHECK(entries("badge.changed").back().severity == Severity::info);
  CHECK(entries("badge.changed").back().message.starts_with("Revoked -> Connected: "));
}

TEST_CASE_METHOD(Fixture, "What only time changes is found by the look at all, within a minute") {
  add_healthy("con_1");
  start();
  const Timestamp began = clock.now();
  core.run_for(2h - 1min);
  CHECK(history("con_1") == "connected");
  core.run_for(2min);
  flush();
  CHECK(history("con_1") == "connected stale");
  CHECK(spans({}).front().change.at > began + 2h);
  CHECK(spans({}).front().change.at <= began + 2h + limits::kWatchEvery);
}

TEST_CASE_METHOD(Fixture, "A restart is no change; what changed meanwhile is one") {
  add_healthy("con_1");
  add_healthy("con_2");
  start();
  restart();
  set_grant("con_2", GrantState::rejected);
  start();
  CHECK(history("con_1") == "connected");
  CHECK(history("con_2") == "connected expired");
  CHECK(entries("badge.changed").size() == 1);
}

TEST_CASE_METHOD(Fixture, "A clock that was set back keeps the order") {
  add_healthy("con_1");
  start();
  clock.jump_wall(-5s);
  set_stream("con_1", "orders", "", "broken");
  announce("con_1");
  CHECK(history("con_1") == "connected sync_error");
}

TEST_CASE_METHOD(Fixture, "Changes that come together are one look; many of them are one read of all") {
  for (int i = 0; i < 40; ++i)
    add_healthy("con_" + std::to_string(i));
  start();
  const int before = looks;
  for (int i = 0; i < 40; ++i) {
    set_grant("con_" + std::to_string(i), GrantState::revoked);
    events.publish({"connection", "con_" + std::to_string(i), "{}"});
  }
  events.publish({"run", "con_1", "{}"});  // says nothing about badges
  core.run_for(1s);
  CHECK(looks == before + 1);
  CHECK(entries("badge.changed").size() == 40);
}

TEST_CASE_METHOD(Fixture, "While a look is under way, changes wait for the next one") {
  add_healthy("con_1");
  hold = true;
  start();
  REQUIRE(held.size() == 1);
  set_stream("con_1", "orders", "", "broken");
  events.publish({"connection", "con_1", "{}"});
  core.run_for(3min);
  REQUIRE(held.size() == 1);
  hold = false;
  held.front()();
  core.run_for(1s);
  CHECK(looks == 2);  // the minutes that passed are one look
  CHECK(history("con_1") == "sync_error");
}

TEST_CASE_METHOD(Fixture, "After stop nothing is looked at") {
  add_healthy("con_1");
  start();
  const int before = looks;
  watch->stop();
  events.publish({"connection", "con_1", "{}"});
  core.run_for(10min);
  CHECK(looks == before);
}

TEST_CASE_METHOD(Fixture, "A part of the history begins with the badge that was in force") {
  add_connection("con_1");
  add_connection("con_2");
  write([&](Session& session) {
    for (int second : {10, 20, 30})
      rows::insert_badge_change(session,
                                {"con_1", at_second(second), "b" + std::to_string(second), "", "", ""});
    rows::insert_badge_change(session, {"con_2", at_second(15), "other", "", "", ""});
  });
  auto badges_of = [&](rows::BadgeHistoryFilter filter) {
    std::string out;
    for (const auto& span : spans(std::move(filter)))
      out += span.change.badge + (span.until ? "<" + format_time(*span.until).substr(17, 2) : "") + " ";
    return out;
  };
  CHECK(badges_of({}) == "b30 b20<30 b10<20 ");
  CHECK(badges_of({.since = at_second(25)}) == "b30 b20<30 ");
  CHECK(badges_of({.since = at_second(20)}) == "b30 b20<30 ");
  CHECK(badges_of({.since = at_second(5), .until = at_second(30)}) == "b20<30 b10<20 ");
  CHECK(badges_of({.since = at_second(1), .until = at_second(5)}).empty());
  CHECK(badges_of({.limit = 1}) == "b30 ");
  CHECK(badges_of({.until = at_second(30), .limit = 1}) == "b20<30 ");
}

TEST_CASE_METHOD(Fixture, "Old history goes, but for the badge that was in force") {
  add_connection("con_1");
  add_connection("con_2");
  write([&](Session& session) {
    for (int second : {10, 20, 30})
      rows::insert_badge_change(session, {"con_1", at_second(second), "b", "", "", ""});
    rows::insert_badge_change(session, {"con_2", at_second(10), "b", "", "", ""});
    CHECK(rows::delete_badge_history_before(session, at_second(25)) == 1);
    CHECK(rows::latest_badges(session).size() == 2);
  });
  CHECK(history("con_1") == "b b");
  CHECK(history("con_2") == "b");
}

TEST_CASE_METHOD(Fixture, "A look at 1,000 connections is quick", "[.measure]") {
  for (int i = 0; i < 1000; ++i)
    add_healthy("con_" + std::to_string(i));
  start();
  const auto begin = std::chrono::steady_clock::now();
  core.run_for(1min);
  const auto took = std::chrono::steady_clock::now() - begin;
  WARN("one look: " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
}
