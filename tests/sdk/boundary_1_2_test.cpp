// What ABI 1.2 added, as an author uses it; and a plugin of today in a host of 1.1.
#include <catch2/catch.hpp>
#include <cstddef>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

constexpr std::string_view kManifest = R"(
[[streams]]
id = "days"
fields = [ { name = "day", type = "text" } ]
)";

constexpr auto kDay = std::chrono::hours(24);

// Reads day by day: a range when it is asked for one, else what is new since its cursor.
Task<> sync_days(Context& ctx, const Call& call) {
  const auto& range = call.range();
  Time at = call.cursor.empty() ? (range ? range->from : call.history_from) : parse_time(call.cursor).value();
  const Time end = range ? range->to : ctx.now();
  Rows rows("days", 1);
  for (; at < end; at += kDay) {
    rows.begin_row().add_text(format_time(at));
    co_await ctx.emit(rows);
    co_await ctx.checkpoint(Checkpoint(format_time(at + kDay)).held("days", "", at, at + kDay));
  }
}

constexpr Plugin kPlugin{.identify = nullptr, .streams = {{"days", sync_days}}};
constexpr mooring_plugin kEntry = make_plugin_entry<kPlugin>({kManifest.data(), kManifest.size()}, 2);

const Time kFirst = parse_date("2026-01-10").value();

}  // namespace

TEST_CASE("a backfill reads its range, and nothing else") {
  ScriptedHttp http;
  TaskDriver driver(kEntry, http);
  driver.call.range.emplace(kFirst, kFirst + 3 * kDay);

  SECTION("from its beginning") {
    const TaskResult result = driver.sync("days");
    REQUIRE(result.done());
    CHECK(result.rows.size() == 3);
    CHECK(result.cursor() == "2026-01-13T00:00:00Z");
    REQUIRE(result.checkpoints.size() == 3);
    CHECK(result.checkpoints[2].covered[0].to == kFirst + 3 * kDay);
  }
  SECTION("from where it was interrupted") {
    driver.call.cursor = "2026-01-12T00:00:00Z";
    const TaskResult result = driver.sync("days");
    REQUIRE(result.done());
    CHECK(result.rows.size() == 1);
  }
  SECTION("a finished one is done at once") {
    driver.call.cursor = "2026-01-13T00:00:00Z";
    const TaskResult result = driver.sync("days");
    REQUIRE(result.done());
    CHECK(result.rows.empty());
    CHECK(result.checkpoints.empty());
  }
}

TEST_CASE("an ordinary call has no range, nor has one of an older host") {
  mooring_call call{};
  call.struct_size = sizeof call;
  CHECK_FALSE(Call(call).range());
  call.range_from_us = 1;
  call.range_to_us = 2;
  REQUIRE(Call(call).range());
  CHECK(Call(call).range()->from == time_from_us(1));
  CHECK(Call(call).range()->to == time_from_us(2));
  call.range_to_us = 1;
  CHECK_FALSE(Call(call).range());

  call.range_to_us = 2;
  call.struct_size = offsetof(mooring_call, range_from_us);  // of 1.1: what lies behind is not ours
  CHECK_FALSE(Call(call).range());
  mooring_marketplace shop{};
  shop.currency = {"EUR", 3};
  mooring_str id{"SHOP", 4};
  call.marketplaces = &id;
  call.selected = &shop;
  call.marketplace_count = call.selected_count = 1;
  CHECK(Call(call).marketplace().currency == "EUR");
}
