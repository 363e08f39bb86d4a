// A plugin in C11 runs like any other.
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>

TEST_CASE("a plugin written in C runs to its end") {
  mooring::testing::ScriptedHttp http;
  mooring::testing::TaskDriver driver(mooring_plugin_v1, http);
  const auto result = driver.sync("numbers");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["value"].integer == 42);
  CHECK(result.cursor() == "1");
}
