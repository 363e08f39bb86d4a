#include "sync/memory_gate.hpp"

#include <catch2/catch.hpp>

#include "base/limits_memory.hpp"

using namespace mooring::host;

namespace {

constexpr size_t kMax = 10 << 20;
constexpr MemoryGate::Bounds kBounds{kMax, 20 << 20};
constexpr size_t kFirst = limits::kUnknownOperationBytes;

struct Fixture {
  VirtualClock clock{Timestamp{}};
  ManualExecutor core{clock};
  MemoryGate gate{core, kBounds};
  std::vector<size_t> reserved;

  MemoryGate::Ticket ask(const std::string& operation = "GET /a", bool at_once = false,
                         Lane lane = Lane::incremental) {
    auto ticket = gate.enter({operation}, lane, at_once, [this](size_t bytes) { reserved.push_back(bytes); });
    core.run_ready();
    return ticket;
  }
};

}  // namespace

TEST_CASE("requests go as long as their answers are expected to find room, then in order") {
  Fixture f;
  size_t fit = kMax / kFirst;
  for (size_t i = 0; i < fit + 3; ++i)
    f.ask();
  CHECK(f.reserved.size() == fit);
  CHECK(f.gate.waiting() == 3);
  CHECK(f.gate.working_bytes() <= kMax);
  f.gate.change(kFirst, 0);
  f.core.run_ready();
  CHECK(f.reserved.size() == fit + 1);
  CHECK(f.gate.waiting() == 2);
}

TEST_CASE("the size of answers is learned by operation, grows at once and shrinks slowly") {
  Fixture f;
  f.gate.learn("GET /a", 3 << 20);
  f.ask();
  CHECK(f.reserved.back() == 3 << 20);
  f.ask("GET /b");
  CHECK(f.reserved.back() == kFirst);
  for (int i = 0; i < 3; ++i)
    f.gate.learn("GET /a", 10);
  f.gate.change(f.gate.working_bytes(), 0);
  f.ask();
  CHECK(f.reserved.back() > 2 << 20);
  for (int i = 0; i < 200; ++i)
    f.gate.learn("GET /a", 10);
  f.gate.change(f.gate.working_bytes(), 0);
  f.ask();
  CHECK(f.reserved.back() < kFirst);
}

TEST_CASE("one that needs more than all room goes when half of it is free, and is not overtaken") {
  Fixture f;
  f.gate.learn("GET /a", 2 * kMax);
  f.gate.change(0, kMax / 2 + 1);  // somebody, for a long time
  f.ask("GET /a");
  f.ask("GET /b");
  CHECK(f.reserved.empty());
  f.gate.change(kMax / 2 + 1, kMax / 2);
  f.core.run_ready();
  CHECK(f.reserved == std::vector<size_t>{kMax / 2});
}

TEST_CASE("a higher lane goes first") {
  Fixture f;
  f.gate.change(0, kMax);
  f.gate.learn("GET /small", 1);
  f.gate.learn("GET /smaller", 0);
  f.ask("GET /small", false, Lane::backfill);
  f.ask("GET /smaller", false, Lane::manual);
  CHECK(f.reserved.size() == 1);  // what needs nothing goes before those who wait in a lower lane
  f.gate.learn("GET /large", 4);
  f.ask("GET /large", false, Lane::manual);
  f.gate.change(4, 0);
  f.core.run_ready();
  CHECK(f.reserved == std::vector<size_t>{0, 4});
}

TEST_CASE("who holds rows that only going on commits does not wait") {
  Fixture f;
  f.gate.change(0, 3 * kMax);
  f.ask();
  CHECK(f.reserved.empty());
  f.ask("GET /a", true);
  CHECK(f.reserved.size() == 1);
}

TEST_CASE("who leaves the line makes way for the next") {
  Fixture f;
  f.gate.learn("GET /a", kMax);
  f.gate.change(0, kMax / 2 + 1);
  auto large = f.ask("GET /a");
  f.ask("GET /b");
  CHECK(f.reserved.empty());
  f.gate.leave(large);
  f.core.run_ready();
  CHECK(f.reserved.size() == 1);
  CHECK(f.gate.waiting() == 0);
}

TEST_CASE("what is parked makes way for those who wait, and counts again when its holder works") {
  Fixture f;
  f.gate.change(0, kMax);
  f.ask();
  REQUIRE(f.reserved.empty());
  REQUIRE(f.gate.park(kMax));
  f.core.run_ready();
  CHECK(f.reserved == std::vector{kFirst});
  CHECK(f.gate.working_bytes() == kFirst);
  CHECK(f.gate.parked_bytes() == kMax);
  f.gate.unpark(kMax);
  CHECK(f.gate.working_bytes() == kMax + kFirst);
  CHECK(f.gate.parked_bytes() == 0);
  f.ask();
  CHECK(f.reserved.size() == 1);
}

TEST_CASE("no more is parked than the bound, to the byte; what is refused stays counted as working") {
  Fixture f;
  f.gate.change(0, kBounds.parked_bytes + 1);
  REQUIRE(f.gate.park(kBounds.parked_bytes - 1));
  CHECK_FALSE(f.gate.park(2));
  CHECK(f.gate.working_bytes() == 2);
  CHECK(f.gate.parked_bytes() == kBounds.parked_bytes - 1);
  CHECK(f.gate.park(1));
  CHECK(f.gate.park(0));  // who holds nothing always finds a place
  CHECK_FALSE(f.gate.park(1));
  f.gate.unpark(kBounds.parked_bytes);
  CHECK(f.gate.park(1));
}

TEST_CASE("free memory is given back each time that so much came and went, by who is told to") {
  VirtualClock clock{Timestamp{}};
  ManualExecutor core{clock};
  int returned = 0;
  MemoryGate gate(core, kBounds, [&] { ++returned; });
  constexpr size_t kPage = limits::kTrimEveryBytes / 4;
  const auto page = [&] {
    gate.change(0, kPage);
    gate.change(kPage, 0);
  };
  for (int i = 0; i < 3; ++i)
    page();
  CHECK(returned == 0);
  page();
  CHECK(returned == 1);
  for (int i = 0; i < 8; ++i)
    page();
  CHECK(returned == 3);
}
