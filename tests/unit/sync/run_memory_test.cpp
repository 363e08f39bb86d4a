#include "sync/run_memory.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

namespace {

constexpr size_t kMax = 10 << 20, kParkedMax = 20 << 20;

struct Fixture {
  VirtualClock clock{Timestamp{}};
  ManualExecutor core{clock};
  std::shared_ptr<MemoryGate> gate = std::make_shared<MemoryGate>(core, MemoryGate::Bounds{kMax, kParkedMax});
  int gone = 0;

  std::unique_ptr<RunMemory> run() { return std::make_unique<RunMemory>(gate, Lane::incremental); }
  void ask(RunMemory& run, const std::string& operation = "GET /a") {
    run.ask({operation}, [this] { ++gone; });
    core.run_ready();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "runs that wait for a retry hold nothing, however many") {
  std::vector<std::unique_ptr<RunMemory>> storm;
  for (int i = 0; i < 100; ++i) {
    storm.push_back(run());
    ask(*storm.back());
    storm.back()->park();
  }
  CHECK(gone == 100);
  CHECK(gate->working_bytes() == 0);
  for (auto& one : storm)
    ask(*one);  // the next try
  CHECK(gone < 200);
  CHECK(gate->working_bytes() <= kMax);
}

TEST_CASE_METHOD(Fixture, "an answer's room covers its rows; they are held until they are committed") {
  auto one = run();
  ask(*one);
  one->answered("GET /a", 1000);
  CHECK(gate->working_bytes() == 3000);
  one->emitted(2000);
  CHECK(gate->working_bytes() == 3000);
  one->emitted(2000);
  CHECK(gate->working_bytes() == 4000);
  const size_t bytes = one->take();
  CHECK(bytes == 4000);
  CHECK(gate->working_bytes() == 4000);
  one->returned(bytes);
  CHECK(gate->working_bytes() == 0);
}

TEST_CASE_METHOD(Fixture, "a retry before a commit does not count the failed try again and again") {
  auto one = run();
  ask(*one);
  one->emitted(kMax);
  const size_t before = gate->working_bytes();
  for (int i = 0; i < 4; ++i)
    ask(*one);
  CHECK(gate->working_bytes() <= before + limits::kUnknownOperationBytes);
  CHECK(gone == 5);  // it holds rows that only going on commits
}

TEST_CASE_METHOD(Fixture, "of many that read streamed bodies only as many go on as there is room") {
  gate->learn("report", 4 << 20);
  std::vector<std::unique_ptr<RunMemory>> runs;
  for (int i = 0; i < 10; ++i) {
    runs.push_back(run());
    ask(*runs.back(), "report");
  }
  CHECK(gone == 2);
  runs[0]->emitted(4 << 20);
  const size_t bytes = runs[0]->take();
  ask(*runs[0], "report");  // the next part of its body: behind those that wait
  CHECK(gone == 2);
  runs[0]->returned(bytes);
  core.run_ready();
  CHECK(gone == 3);
  CHECK(gate->working_bytes() <= kMax);
}

TEST_CASE_METHOD(Fixture, "forty runs that are put off with rows in their hands keep nobody from working") {
  constexpr size_t kRows = 450 << 10;
  std::vector<std::unique_ptr<RunMemory>> storm;
  for (int i = 0; i < 40; ++i) {
    storm.push_back(run());
    storm.back()->emitted(kRows);
    REQUIRE(storm.back()->park());
    REQUIRE(storm.back()->park());  // the provider asks for more time again and again
  }
  CHECK(gate->working_bytes() == 0);
  CHECK(gate->parked_bytes() == 40 * kRows);
  auto other = run();
  ask(*other);
  CHECK(gone == 1);
  ask(*storm.front());  // its turn has come: it does not wait for room
  CHECK(gone == 2);
  CHECK(gate->parked_bytes() == 39 * kRows);
  CHECK(gate->working_bytes() == kRows + 2 * limits::kUnknownOperationBytes);
  storm.clear();
  CHECK(gate->parked_bytes() == 0);
  CHECK(gate->working_bytes() == limits::kUnknownOperationBytes);
}

TEST_CASE_METHOD(Fixture, "a run that works again takes its rows along, whatever it does first") {
  constexpr size_t kRows = 3000;
  auto one = run();
  one->emitted(kRows);
  REQUIRE(one->park());
  SECTION("it asks") {
    ask(*one);
    CHECK(gate->working_bytes() == kRows + limits::kUnknownOperationBytes);
    CHECK(gate->parked_bytes() == 0);
  }
  SECTION("it emits more") {
    one->emitted(500);
    CHECK(gate->working_bytes() == kRows + 500);
    CHECK(gate->parked_bytes() == 0);
    REQUIRE(one->park());
    CHECK(gate->parked_bytes() == kRows + 500);
  }
  SECTION("it commits") {
    const size_t bytes = one->take();
    CHECK(bytes == kRows);
    CHECK(gate->working_bytes() == kRows);
    CHECK(gate->parked_bytes() == 0);
    REQUIRE(one->park());  // what is being committed is no longer its own
    CHECK(gate->working_bytes() == kRows);
    one->returned(bytes);
  }
  SECTION("it ends") {}
  one->drop();
  one.reset();
  CHECK(gate->working_bytes() == 0);
  CHECK(gate->parked_bytes() == 0);
}

TEST_CASE_METHOD(Fixture, "rows that find no place among those of others who wait count as before") {
  auto one = run(), other = run();
  one->emitted(kParkedMax - 10);
  REQUIRE(one->park());
  other->emitted(11);
  CHECK_FALSE(other->park());
  CHECK(gate->working_bytes() == 11);
  CHECK(gate->parked_bytes() == kParkedMax - 10);
  one->drop();
  CHECK(other->park());
  CHECK(gate->working_bytes() == 0);
  CHECK(gate->parked_bytes() == 11);
}

TEST_CASE_METHOD(Fixture, "who goes gives all of it back, also while it waits or commits") {
  auto one = run(), other = run();
  ask(*one);
  one->emitted(kMax);
  one->take();
  one->emitted(100);
  ask(*other);
  CHECK(gone == 1);
  one.reset();
  core.run_ready();
  CHECK(gone == 2);
  other.reset();
  CHECK(gate->working_bytes() == 0);
}
