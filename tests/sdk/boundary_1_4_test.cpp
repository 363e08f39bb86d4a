// What ABI 1.4 added, as an author uses it: a body that is checked to its end before its rows are emitted.
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

constexpr std::string_view kManifest = R"(
[[streams]]
id = "lines"
fields = [ { name = "line", type = "text" } ]
[[streams]]
id = "thrice"
[[streams]]
id = "nothing"
)";

Task<> sync_lines(Context& ctx, const Call& call) {
  co_await ctx.http(HttpRequest::get(Url(call.api_base, "/lines")).with_streamed_body());
  std::string checked;
  while (true) {
    const std::string_view part = co_await ctx.read();
    if (part.empty()) break;
    checked += part;
  }
  if (!checked.ends_with(".")) throw Failure(FailureKind::bad_response, "the text has no end");
  co_await ctx.rewind();
  Rows rows("lines", 1);
  while (true) {
    const std::string_view part = co_await ctx.read();
    if (part.empty()) break;
    rows.begin_row().add_text(part);
  }
  co_await ctx.emit(rows);
  co_await ctx.checkpoint("c");
}

Task<> rewinds_thrice(Context& ctx, const Call& call) {
  co_await ctx.http(HttpRequest::get(Url(call.api_base, "/lines")).with_streamed_body());
  for (int i = 0; i < 3; ++i)
    co_await ctx.rewind();
}

Task<> rewinds_nothing(Context& ctx, const Call&) {
  co_await ctx.rewind();
}

constexpr Plugin kPlugin{
    .identify = nullptr,
    .streams = {{"lines", sync_lines}, {"thrice", rewinds_thrice}, {"nothing", rewinds_nothing}}};
constexpr mooring_plugin kEntry = make_plugin_entry<kPlugin>({kManifest.data(), kManifest.size()}, 4);

}  // namespace

TEST_CASE("a document is checked to its end, and nothing of a bad one is emitted") {
  ScriptedHttp http;
  TaskDriver driver(kEntry, http);
  driver.body_part_bytes = 3;
  http.expect("GET", "/lines").streamed().answer(200, "one.two.");
  const TaskResult good = driver.sync("lines");
  REQUIRE(good.done());
  REQUIRE(good.rows.size() == 3);
  CHECK(good.rows[0]["line"].text == "one");
  CHECK(good.rows[2]["line"].text == "o.");

  http.expect("GET", "/lines").streamed().answer(200, "one.two");
  const TaskResult bad = driver.sync("lines");
  REQUIRE(bad.failure);
  CHECK(bad.rows.empty());
  CHECK(http.problems().empty());
}

TEST_CASE("the driver tells an author who begins a body again too often, or none") {
  ScriptedHttp http;
  TaskDriver driver(kEntry, http);
  http.expect("GET", "/lines").answer(200, "one.");
  CHECK_THROWS_WITH(driver.sync("thrice"), Catch::Contains("rewind: the body was begun again before"));
  CHECK_THROWS_WITH(driver.sync("nothing"), Catch::Contains("rewind: no streamed body is open"));
}
