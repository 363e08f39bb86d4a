// A plugin in C11 runs like any other.
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>

extern "C" const mooring_plugin mooring_plugin_built_1_0;
extern "C" const mooring_plugin mooring_plugin_built_1_1;

TEST_CASE("a plugin written in C runs to its end") {
  mooring::testing::ScriptedHttp http;
  mooring::testing::TaskDriver driver(mooring_plugin_v1, http);
  const auto result = driver.sync("numbers");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["value"].integer == 42);
  CHECK(result.cursor() == "1");
}

TEST_CASE("a plugin built for ABI 1.0 runs to its end") {
  mooring::testing::ScriptedHttp http;
  http.expect("GET", "/things").streamed(false).answer(200, "12345");
  mooring::testing::TaskDriver driver(mooring_plugin_built_1_0, http);
  driver.call.selected.emplace_back("M1", "One");
  const auto result = driver.sync("things");
  REQUIRE(result.done());
  CHECK(http.problems().empty());
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["size"].integer == 5);
  CHECK(result.rows[0].marketplace == "M1");
  REQUIRE(result.checkpoints.size() == 1);
  CHECK(result.checkpoints[0].covered.size() == 1);
  CHECK(result.checkpoints[0].coverage.empty());
  CHECK(result.checkpoints[0].listings.empty());
  REQUIRE(result.sleeps.size() == 1);
  CHECK(result.sleeps[0].what.empty());
}

TEST_CASE("a plugin built for ABI 1.1 runs to its end") {
  mooring::testing::ScriptedHttp http;
  mooring::testing::TaskDriver driver(mooring_plugin_built_1_1, http);
  driver.call.selected.emplace_back("M1", "One").currency = "EUR";
  driver.call.range.emplace(mooring::Time(), mooring::Time(std::chrono::hours(24)));  // which it cannot know
  const auto result = driver.sync("things");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["id"].text == "EUR");
  REQUIRE(result.checkpoints.size() == 1);
  REQUIRE(result.checkpoints[0].coverage.size() == 1);
  CHECK(result.checkpoints[0].coverage[0].part == "books");
  REQUIRE(result.notices.size() == 1);
}
