#include "sync/call_tally.hpp"

#include <catch2/catch.hpp>

#include "base/limits_activity.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE("calls are summed up by operation and status") {
  CallTally tally;
  tally.add("GET https://a.example/orders/123-7", 200, 40ms, 900);
  tally.add("GET https://a.example/orders/124-8", 200, 20ms, 100);
  tally.add("GET https://a.example/orders/124-8", 429, -5ms, 0);  // the clock was set back
  const auto rows = tally.rows("run_1");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].run_id == "run_1");
  CHECK(rows[0].operation == "GET https://a.example/orders/{id}");
  CHECK(rows[0].calls == 2);
  CHECK(rows[0].total_ms == 60);
  CHECK(rows[0].slowest_ms == 40);
  CHECK(rows[0].bytes == 1000);
  CHECK(rows[1].status == 429);
  CHECK(rows[1].total_ms == 0);
}

TEST_CASE("a run that calls ever new operations keeps a bounded number of them, and loses no call") {
  CallTally tally;
  const int many = static_cast<int>(limits::kCallRowsPerRun) * 3;
  for (int i = 0; i < many; ++i)
    tally.add("GET https://a.example/" +
                  std::string(static_cast<size_t>(i % 26 + 1), static_cast<char>('a' + i / 26)),
              200, 1ms, 1);
  const auto rows = tally.rows("run_1");
  CHECK(rows.size() == limits::kCallRowsPerRun + 1);
  int64_t calls = 0;
  for (const auto& row : rows)
    calls += row.calls;
  CHECK(calls == many);
}
