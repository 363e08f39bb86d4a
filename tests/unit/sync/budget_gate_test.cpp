#include "sync/budget_gate.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  VirtualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  ManualExecutor core{clock};
  BudgetGate gate{core, clock};
  std::string order;

  BudgetGate::Ticket enter(char name, Lane lane, std::vector<Timestamp>* told = nullptr) {
    return gate.enter(
        "con_1 list", 1.0, 1, lane, [this, name] { order += name; },
        [told](Timestamp until) {
          if (told) told->push_back(until);
        });
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the highest lane goes first, within a lane the first to come") {
  enter('a', Lane::backfill);
  enter('b', Lane::backfill);
  enter('c', Lane::incremental);
  enter('d', Lane::manual);
  enter('e', Lane::backfill);
  core.run_for(10s);
  CHECK(order == "adcbe");
}

TEST_CASE_METHOD(Fixture, "everyone who waits is told until when, in the order they will go") {
  std::vector<Timestamp> second, third;
  enter('a', Lane::incremental);
  enter('b', Lane::incremental, &second);
  enter('c', Lane::incremental, &third);
  REQUIRE_FALSE(second.empty());
  REQUIRE_FALSE(third.empty());
  CHECK(second.back() > clock.now());
  CHECK(third.back() > second.back());
}

TEST_CASE_METHOD(Fixture, "who leaves is not let through, and those behind are") {
  enter('a', Lane::incremental);
  auto gone = enter('b', Lane::incremental);
  enter('c', Lane::incremental);
  gate.leave(gone);
  gate.leave(gone);
  core.run_for(3s);
  CHECK(order == "ac");
}

TEST_CASE_METHOD(Fixture, "a throttled bucket lets nobody through before its pause is over") {
  enter('a', Lane::incremental);
  core.run_ready();
  gate.on_throttled("con_1 list", 60s);
  enter('b', Lane::manual);
  core.run_for(59s);
  CHECK(order == "a");
  core.run_for(2s);
  CHECK(order == "ab");
}
