#include "sync/run_pace.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

std::optional<BudgetState> slow(const std::string& id) {
  return BudgetState{id, 0.01, 0};
}

}  // namespace

TEST_CASE("waiting for a budget is counted by the budget, not by the time") {
  RunPaceMeter meter;
  meter.begin(kStart);
  CHECK_FALSE(meter.time_left(0, 2, kStart, slow));
  meter.called("orders");
  meter.waits(true, kStart + 10s);
  meter.waits(true, kStart + 60s);  // told again, with another end
  meter.waits(false, kStart + 110s);
  CHECK(meter.time_left(1, 2, kStart + 120s, slow) == 20s + 100s);
}

TEST_CASE("a wait that goes on is no work either") {
  RunPaceMeter meter;
  meter.begin(kStart);
  CHECK_FALSE(meter.time_left(0, 2, kStart, slow));
  meter.waits(true, kStart + 20s);
  CHECK(meter.time_left(1, 2, kStart + 2h, slow) == 20s);
}

TEST_CASE("sleeping counts as time") {
  RunPaceMeter meter;
  meter.begin(kStart);
  CHECK_FALSE(meter.time_left(0, 2, kStart, slow));
  meter.waits(false, kStart + 10s);
  CHECK(meter.time_left(1, 2, kStart + 100s, slow) == 100s);
}

TEST_CASE("a run that continues counts from where it began") {
  RunPaceMeter meter;
  meter.begin(kStart);
  CHECK_FALSE(meter.time_left(50, 100, kStart, slow));
  CHECK(meter.time_left(60, 100, kStart + 10s, slow) == 40s);
  CHECK_FALSE(meter.time_left(0, 0, kStart + 10s, slow));
}
