// What the engine keeps of a slot beside its cursor.
#include "store/rows_slots.hpp"
#include "sync/engine.hpp"
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct Fixture : EngineFixture {
  SlotFactsRow facts() {
    return read([](Session& session) {
      return rows::find_slot_facts(session, "con_1", "orders", "").value_or(SlotFactsRow{});
    });
  }
  void run_once(bool brings_rows, int number) {
    if (brings_rows)
      tasks.next({emit({{"order " + std::to_string(number), 1}}), checkpoint("c"), done()});
    else
      tasks.next({checkpoint("c"), done()});
    core.run_for(15min);
    settle();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "since when a slot is wanted is known before it was read, and stays") {
  const Timestamp begin = clock.now();
  tasks.next({checkpoint("one"), done()});
  start();
  REQUIRE(facts().first_wanted_at.has_value());
  CHECK(*facts().first_wanted_at >= begin);
  CHECK(*facts().first_wanted_at <= clock.now());
  const auto first = facts().first_wanted_at;
  run_once(true, 1);
  CHECK(facts().first_wanted_at == first);
}

TEST_CASE_METHOD(Fixture, "runs that bring nothing where there usually is something are told once") {
  tasks.next({emit({{"first", 1}}), checkpoint("c"), done()});
  start();
  int number = 0;
  for (int i = 0; i < 25; ++i)
    run_once(true, ++number);
  CHECK(entries("run.empty").empty());
  for (int i = 0; i < 4 * 30; ++i)  // thirty hours
    run_once(false, ++number);
  REQUIRE(entries("run.empty").size() == 1);
  const ActivityRow told = entries("run.empty").front();
  CHECK(told.severity == Severity::warning);
  CHECK(told.stream == "orders");
  CHECK(told.message.find("brings nothing since") != std::string::npos);
  CHECK(facts().empty_since.has_value());
  run_once(true, ++number);
  CHECK(entries("run.brings_again").size() == 1);
  CHECK_FALSE(facts().empty_since.has_value());
}

TEST_CASE_METHOD(Fixture, "a covered range says how far the data reaches") {
  const Timestamp until = clock.now() - 1h;
  tasks.next({act([until] {
                return TaskAction(CheckpointAction{"c", {{"orders", "M1", until - 24h, until}}});
              }),
              done()});
  start();
  auto covered =
      read([](Session& session) { return rows::find_slot_facts(session, "con_1", "orders", "M1"); });
  REQUIRE(covered.has_value());
  CHECK(covered->covered_until == until);
}
