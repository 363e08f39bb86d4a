// What ABI 1.1 added, as an author uses it; and a plugin of today in a host of 1.0.
#include <catch2/catch.hpp>
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/golden_case.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

constexpr std::string_view kManifest = R"(
[[streams]]
id = "listing"
mode = "snapshot"
scope = "marketplace"
[[streams]]
id = "things"
mode = "window"
fed_by = "listing"
time_field = "day"
fields = [ { name = "id", type = "text" }, { name = "count", type = "integer" }, { name = "day", type = "date" } ]
[[streams]]
id = "waits"
[[streams]]
id = "one"
[[streams]]
id = "reads_nothing"
)";

// A stream of one marketplace that arrives as one large document.
Task<> sync_listing(Context& ctx, const Call& call) {
  const Marketplace& shop = call.marketplace();
  const HttpResponse answer = co_await ctx.http(
      HttpRequest::get(Url(call.api_base, "/things").add("currency", shop.currency)).with_streamed_body());
  if (answer.status() == 403) {
    co_await ctx.notice(Notice("not_permitted", answer.failure(FailureKind::permission, "no books", "x-id")));
    co_return;
  }
  CHECK(answer.body().empty());
  Rows rows("things", 3);
  JsonArraySplitter array;
  while (co_await array.read_from(ctx)) {
    while (const auto element = array.next())
      rows.begin_row(shop.id, *element)
          .add_text(*element)
          .add_integer(static_cast<int64_t>(element->size()))
          .add_null();
    co_await ctx.emit(rows);
  }
  co_await ctx.sleep_until(ctx.now() + std::chrono::minutes(1), "report");
  const Time day = parse_date("2026-01-31").value();
  co_await ctx.checkpoint(
      Checkpoint("c1")
          .held("things", shop.id, call.history_from, day)
          .held("things", shop.id, call.history_from, day, "books")
          .lost("things", shop.id, call.history_from - std::chrono::hours(24), call.history_from, "books")
          .complete(Listing("things", shop.id).where("id", "a").between("2026-01-01", "2026-01-31").certain())
          .complete(Listing("things", shop.id)));
}

Task<> waits_and_notes(Context& ctx, const Call& call) {
  CHECK(call.selected.size() == 1);
  CHECK(call.selected[0].id == "SHOP");
  CHECK(call.selected[0].currency.empty());
  co_await ctx.sleep_until(ctx.now(), "report");
  Checkpoint point("c");
  point.held("waits", "SHOP", Time(), ctx.now());
  co_await ctx.checkpoint(std::move(point));
}

Task<> never_asked_for_one(Context&, const Call& call) {
  const Marketplace& shop = call.marketplace();
  FAIL("it gave " << shop.id);
  co_return;
}

Task<> reads_nothing(Context& ctx, const Call&) {
  co_await ctx.read();
}

constexpr Plugin kPlugin{.identify = nullptr,
                         .streams = {{"listing", sync_listing},
                                     {"waits", waits_and_notes},
                                     {"one", never_asked_for_one},
                                     {"reads_nothing", reads_nothing}}};
constexpr mooring_plugin kEntry = make_plugin_entry<kPlugin>({kManifest.data(), kManifest.size()});

struct Fixture {
  Fixture() {
    Marketplace& shop = driver.call.selected.emplace_back("SHOP", "The shop");
    shop.currency = "EUR";
  }
  ScriptedHttp http;
  TaskDriver driver{kEntry, http};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a large document is read in parts, listed completely and covered by part") {
  driver.body_part_bytes = GENERATE(1, 3, 1000);
  http.expect("GET", "/things").query("currency", "EUR").streamed().answer(200, R"(["a", {"b":[1]}])");
  const TaskResult result = driver.sync("listing");
  INFO((result.failure ? result.failure->message() : std::string()));
  REQUIRE(result.done());
  CHECK(http.problems().empty());
  REQUIRE(result.rows.size() == 2);
  CHECK(result.rows[1]["id"].text == R"({"b":[1]})");
  REQUIRE(result.sleeps.size() == 1);
  CHECK(result.sleeps[0].what == "report");
  REQUIRE(result.checkpoints.size() == 1);
  const CheckpointValue& point = result.checkpoints[0];
  CHECK(point.committed_rows == 2);
  REQUIRE(point.covered.size() == 1);
  REQUIRE(point.coverage.size() == 2);
  CHECK(point.coverage[0].part == "books");
  CHECK_FALSE(point.coverage[0].lost);
  CHECK(point.coverage[1].lost);
  CHECK(point.coverage[1].to == driver.call.history_from);
  REQUIRE(point.listings.size() == 2);
  CHECK(point.listings[0].field == "id");
  CHECK(point.listings[0].value == "a");
  CHECK(point.listings[0].from_date == "2026-01-01");
  CHECK(point.listings[0].to_date == "2026-01-31");
  CHECK(point.listings[0].is_certain);
  CHECK_FALSE(point.listings[1].is_certain);
  CHECK(point.listings[1].field.empty());
}

TEST_CASE_METHOD(Fixture,
                 "a refusal comes whole though a streamed body was asked for, and may become a notice") {
  http.expect("GET", "/things").answer(403, "no", {{"x-id", "r7"}});
  const TaskResult result = driver.sync("listing");
  REQUIRE(result.done());
  REQUIRE(result.notices.size() == 1);
  CHECK(result.notices[0].code == "not_permitted");
  CHECK(result.notices[0].message == "no books");
  CHECK(result.notices[0].status == 403);
  CHECK(result.notices[0].endpoint == "GET https://api.example.com/things");
  CHECK(result.notices[0].request_id == "r7");
}

TEST_CASE_METHOD(Fixture, "a body that breaks off throws in the coroutine") {
  http.expect("GET", "/things")
      .answer(200, "[1,2")
      .broken_off(Failure(FailureKind::bad_response, "the gzip is broken"));
  const TaskResult result = driver.sync("listing");
  REQUIRE(result.failure);
  CHECK(result.failure->message() == "the gzip is broken");
}

TEST_CASE_METHOD(Fixture, "the driver tells an author who reads what was not streamed") {
  CHECK_THROWS_WITH(driver.sync("reads_nothing"), Catch::Contains("read: no streamed body is open"));
}

TEST_CASE_METHOD(Fixture, "asking for the one marketplace of several says what is wrong") {
  driver.call.marketplaces = {"OTHER"};
  const TaskResult result = driver.sync("one");
  REQUIRE(result.failure);
  CHECK(result.failure->message() ==
        "stream 'one' was started for 2 marketplaces, not for one: its scope in the manifest is not "
        "\"marketplace\"");
}

TEST_CASE_METHOD(Fixture, "a request shows in the script whether its body streams, and its headers") {
  http.expect("GET", "/things").streamed(false).answer(200, "[]");
  CHECK(driver.sync("listing").failure);
  REQUIRE_FALSE(http.problems().empty());
  CHECK(http.problems()[0] == "GET /things: body: expected 'whole', got 'streamed'");
  ScriptedHttp other;
  other.expect("GET", "/things").header("x-profile", "7").answer(200, "[]");
  TaskDriver again(kEntry, other);
  again.call.marketplaces = {"SHOP"};
  CHECK(again.sync("listing").failure);
  CHECK(other.problems().at(0) == "GET /things: header x-profile: expected '7', got 'absent'");
}

TEST_CASE("golden cases tell listings, coverage, waits and notices") {
  CHECK(run_golden_case(kEntry, std::string(MOORING_SOURCE_DIR) + "/tests/sdk/cases/listing") == "");
}

TEST_CASE("a plugin of today runs in a host of ABI 1.0 and writes nothing behind what that host knows") {
  const mooring_str shop{"SHOP", 4};
  mooring_call call{};
  call.struct_size = offsetof(mooring_call, selected);
  call.operation = {"sync/1", 6};
  call.stream = {"waits", 5};
  call.marketplaces = &shop;
  call.marketplace_count = 1;
  call.selected = reinterpret_cast<const mooring_marketplace*>(1);  // not there in such a host
  call.selected_count = 1;
  mooring_task* task = nullptr;
  mooring_error error{sizeof error, 0, {}};
  REQUIRE(kEntry.start(&call, &task, &error) == 0);
  constexpr size_t kKnown = offsetof(mooring_action, sleep_for);
  alignas(mooring_action) unsigned char memory[sizeof(mooring_action)];
  auto* action = reinterpret_cast<mooring_action*>(memory);
  std::vector<int32_t> kinds;
  mooring_event event{offsetof(mooring_event, body_part), MOORING_EVENT_START, 0, nullptr, nullptr, {}};
  for (int step = 0; step < 3; ++step) {
    std::memset(memory, 0xAB, sizeof memory);
    std::memset(memory, 0, kKnown);
    action->struct_size = kKnown;
    kEntry.resume(task, &event, action);
    kinds.push_back(action->kind);
    CHECK(action->struct_size == kKnown);
    for (size_t i = kKnown; i < sizeof memory; ++i)
      CHECK(memory[i] == 0xAB);
    event.kind = step == 0 ? MOORING_EVENT_WOKE : MOORING_EVENT_ACCEPTED;
  }
  CHECK(kinds == std::vector<int32_t>{MOORING_ACTION_SLEEP, MOORING_ACTION_CHECKPOINT, MOORING_ACTION_DONE});
  kEntry.destroy(task);
}

TEST_CASE("days are read and written") {
  CHECK(format_time(parse_date("2024-02-29").value()) == "2024-02-29T00:00:00Z");
  for (const char* text : {"", "2026-02-29", "2026-1-1", "2026-01-011", "20260101", "2026-01-01T00:00:00Z"})
    CHECK_FALSE(parse_date(text));
}
