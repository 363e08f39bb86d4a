// The sample test of docs/plugins/write-a-plugin.md, complete, so that it compiles.
// clang-format off: the lines are those of the pages
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>
using namespace mooring::testing;

TEST_CASE("products are read page by page") {      // of the test framework that you like
  ScriptedHttp http;
  http.expect("GET", "/products").query("page", "1").budget("products").answer(200, "p1;Lamp;19.90;2026-01-01T10:00:00Z\n");
  http.expect("GET", "/products").query("page", "2").answer(200, "");
  TaskDriver driver(mooring_plugin_v1, http);
  TaskResult result = driver.sync("products");
  // result.rows[0]["price"].text == "19.90", result.checkpoints, result.failure, http.problems() ...
}
