// The coroutine layer through the C ABI: life of objects, errors, nesting, abandonment.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

// Counts live copies of itself: a double destruction makes it negative, a leak leaves it positive.
struct Tracked {
  static inline int alive = 0;
  static inline int constructed = 0;
  Tracked() { count(); }
  Tracked(const Tracked&) { count(); }
  Tracked(Tracked&&) noexcept { count(); }
  Tracked& operator=(const Tracked&) = default;
  Tracked& operator=(Tracked&&) noexcept = default;
  ~Tracked() { --alive; }
  static void reset() { alive = constructed = 0; }

 private:
  static void count() {
    ++alive;
    ++constructed;
  }
};

HttpRequest get(std::string path) {
  return HttpRequest::get("https://api.example.com" + std::move(path));
}

Task<std::string> fetch(Context& ctx, std::string path, Tracked) {
  const HttpResponse answer =
      co_await ctx.http(get(std::move(path)).with_budget("b").with_credential("account"));
  co_return std::string(answer.body());
}

Task<int> depth(Context& ctx, int levels) {
  Tracked here;
  if (levels == 0) {
    co_await ctx.progress(0, 0, "at the bottom");
    co_return 0;
  }
  co_return 1 + co_await depth(ctx, levels - 1);
}

Task<> every_action(Context& ctx, const Call& call) {
  Tracked local;
  const std::string body = co_await fetch(ctx, "/one?x=1", Tracked());
  Rows rows("things", 2);
  rows.begin_row("SHOP", R"({"id":"a"})").add_text(body).add_integer(1);
  co_await ctx.emit(rows);
  CHECK(rows.empty());
  co_await ctx.progress(1, 2, "half way of " + call.connection_id);
  co_await ctx.sleep_until(ctx.now() + std::chrono::hours(1));
  std::vector<Range> covered;
  covered.emplace_back("things", "SHOP", call.history_from, ctx.now());
  co_await ctx.checkpoint("cursor-" + body, std::move(covered));
  co_await ctx.checkpoint("last");
}

Task<> deep(Context& ctx, const Call&) {
  const int levels = co_await depth(ctx, 2000);
  co_await ctx.checkpoint(std::to_string(levels));
}

Task<int> one_more(int than) {
  co_return than + 1;
}

Task<> long_loop(Context& ctx, const Call&) {
  int count = 0;
  while (count < 1'000'000)
    count = co_await one_more(count);
  co_await ctx.progress(count, 0, "and on, after the first action");
  while (count < 2'000'000)
    count = co_await one_more(count);
  co_await ctx.checkpoint(std::to_string(count));
}

Task<> catches(Context& ctx, const Call&) {
  std::string why;
  try {
    Tracked in_try;
    co_await fetch(ctx, "/broken", Tracked());
  } catch (const Failure& failure) {
    why = failure.message();
  }
  co_await ctx.checkpoint(why);
}

Task<> passes_on(Context& ctx, const Call&) {
  co_await fetch(ctx, "/broken", Tracked());
}

Task<> throws_foreign(Context& ctx, const Call&) {
  co_await ctx.progress(0, 0, "before");
  throw std::out_of_range("index 7 of 3");
}

Task<> throws_at_once(Context&, const Call&) {
  throw 42;
  co_return;
}

Task<> many_rows(Context& ctx, const Call&) {
  Rows rows("many_rows", 2);
  for (int i = 0; i < 25'000; ++i)
    rows.begin_row().add_text("x").add_integer(i);
  co_await ctx.emit(rows);
  CHECK(rows.empty());
  co_await ctx.emit(rows);
  co_await ctx.checkpoint("all");
}

Task<> short_row(Context& ctx, const Call&) {
  Rows rows("things", 2);
  rows.begin_row().add_text("only one");
  co_await ctx.emit(rows);
}

Task<> awaits_nothing(Context&, const Call&) {
  co_await std::suspend_always();
}

Task<> tell(Context& ctx, const Call&) {
  Identity identity;
  identity.account_id = "A1";
  identity.account_name = "Shop of Ann";
  identity.marketplaces.emplace_back("SHOP", "The shop").available = false;
  identity.permissions.emplace_back("things", std::nullopt, "not asked");
  co_await ctx.identity(std::move(identity));
}

constexpr Plugin kPlugin{.identify = tell,
                         .streams = {{"every_action", every_action},
                                     {"deep", deep},
                                     {"long_loop", long_loop},
                                     {"catches", catches},
                                     {"passes_on", passes_on},
                                     {"throws_foreign", throws_foreign},
                                     {"throws_at_once", throws_at_once},
                                     {"many_rows", many_rows},
                                     {"short_row", short_row},
                                     {"awaits_nothing", awaits_nothing}}};
constexpr std::string_view kManifest = R"(
[[budgets]]
id = "b"
[[credentials]]
id = "account"
[[streams]]
id = "every_action"
[[streams]]
id = "deep"
[[streams]]
id = "long_loop"
[[streams]]
id = "catches"
[[streams]]
id = "passes_on"
[[streams]]
id = "throws_foreign"
[[streams]]
id = "throws_at_once"
[[streams]]
id = "many_rows"
fields = [ { name = "text", type = "text" }, { name = "number", type = "integer" } ]
[[streams]]
id = "short_row"
[[streams]]
id = "awaits_nothing"
[[streams]]
id = "things"
fed_by = "every_action"
fields = [ { name = "id", type = "text" }, { name = "count", type = "integer" } ]
)";
constexpr mooring_plugin kEntry = make_plugin_entry<kPlugin>({kManifest.data(), kManifest.size()});

struct Fixture {
  Fixture() { Tracked::reset(); }
  ~Fixture() { CHECK(Tracked::alive == 0); }
  ScriptedHttp http;
  TaskDriver driver{kEntry, http};
};

Failure unreachable() {
  Failure failure(FailureKind::network, "no route");
  failure.at("GET https://api.example.com/broken", 0, "req-1");
  return failure;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a task asks for every action and gets its answers") {
  http.expect("GET", "/one").query("x", "1").budget("b").credential("account").answer(200, "first");
  const Time start = driver.clock.now();
  const TaskResult result = driver.sync("every_action");
  REQUIRE(result.done());
  CHECK(http.problems().empty());
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["id"].text == "first");
  CHECK(result.rows[0]["count"].integer == 1);
  CHECK(result.rows[0].marketplace == "SHOP");
  CHECK(result.rows[0].raw == R"({"id":"a"})");
  REQUIRE(result.checkpoints.size() == 2);
  CHECK(result.checkpoints[0].cursor == "cursor-first");
  CHECK(result.checkpoints[0].committed_rows == 1);
  REQUIRE(result.checkpoints[0].covered.size() == 1);
  CHECK(result.checkpoints[0].covered[0].from == driver.call.history_from);
  CHECK(result.checkpoints[0].covered[0].to >= start + std::chrono::hours(1));
  CHECK(result.progress.at(0).note == "half way of conn-1");
  CHECK(Tracked::constructed > 0);
}

TEST_CASE_METHOD(Fixture, "tasks nest deep without using the stack up") {
  const TaskResult result = driver.sync("deep");
  CHECK(result.cursor() == "2000");
}

TEST_CASE_METHOD(Fixture, "a loop over tasks that need no wait does not use the stack up") {
  CHECK(driver.sync("long_loop").cursor() == "2000000");
}

TEST_CASE_METHOD(Fixture, "a request that the host cannot carry out throws in the coroutine") {
  http.expect("GET", "/broken").fail(unreachable());
  const TaskResult result = driver.sync("catches");
  REQUIRE(result.done());
  CHECK(result.cursor() == "no route");
}

TEST_CASE_METHOD(Fixture, "an uncaught failure ends the task with the host's own values") {
  http.expect("GET", "/broken").fail(unreachable());
  const TaskResult result = driver.sync("passes_on");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::network);
  CHECK(result.failure->message() == "no route");
  CHECK(result.failure->endpoint() == "GET https://api.example.com/broken");
  CHECK(result.failure->request_id() == "req-1");
}

TEST_CASE_METHOD(Fixture, "other exceptions become internal failures") {
  const TaskResult foreign = driver.sync("throws_foreign");
  REQUIRE(foreign.failure);
  CHECK(foreign.failure->kind() == FailureKind::internal);
  CHECK(foreign.failure->message() ==
        "uncaught exception in the plugin's sync of 'throws_foreign': index 7 of 3");
  const TaskResult unknown = driver.sync("throws_at_once");
  REQUIRE(unknown.failure);
  CHECK(unknown.failure->kind() == FailureKind::internal);
}

TEST_CASE_METHOD(Fixture, "any number of rows is handed over in parts that the host takes") {
  const TaskResult result = driver.sync("many_rows");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 25'000);
  CHECK(result.rows[9'999]["number"].integer == 9'999);
  CHECK(result.rows[10'000]["number"].integer == 10'000);
  CHECK(result.rows[24'999]["number"].integer == 24'999);
  CHECK(result.steps == 5);  // the start, three parts, a checkpoint
}

TEST_CASE_METHOD(Fixture, "a row with too few cells is refused with its numbers") {
  const TaskResult result = driver.sync("short_row");
  REQUIRE(result.failure);
  CHECK(result.failure->message().find("row 1 of things has 1 cells, its Rows was made for 2") !=
        std::string::npos);
  CHECK(result.rows.empty());
}

TEST_CASE_METHOD(Fixture, "awaiting something that is no action fails instead of hanging") {
  const TaskResult result = driver.sync("awaits_nothing");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::internal);
}

TEST_CASE_METHOD(Fixture, "identity crosses whole") {
  const TaskResult result = driver.identify();
  REQUIRE(result.identity);
  CHECK(result.identity->account_name == "Shop of Ann");
  REQUIRE(result.identity->marketplaces.size() == 1);
  CHECK_FALSE(result.identity->marketplaces[0].available);
  CHECK_FALSE(result.identity->permissions.at(0).granted.has_value());
}

TEST_CASE_METHOD(Fixture, "start refuses what the plugin does not provide") {
  CHECK(driver.sync("nothing").refused == "this plugin has no stream nothing");
  CHECK(driver.run("webhook/1", "").refused == "this plugin does not provide webhook/1");
}

TEST_CASE_METHOD(Fixture, "start refuses a call that is shorter than ABI 1.0") {
  mooring_call call{};
  call.struct_size = detail::kCallBytes1_0 - 8;
  mooring_task* task = nullptr;
  mooring_error error{sizeof error, 0, {}};
  CHECK(kEntry.start(&call, &task, &error) != 0);
  CHECK(task == nullptr);
  CHECK(std::string(error.message) == "the host passed an incomplete call");
}

TEST_CASE_METHOD(Fixture, "a task abandoned at any step destroys everything exactly once") {
  for (size_t stop = 0; stop < 8; ++stop) {
    ScriptedHttp again;
    again.otherwise([](const SeenRequest&) { return CannedResponse{200, "first", {}}; });
    TaskDriver abandoned(kEntry, again);
    abandoned.go_on = [stop](size_t step) { return step < stop; };
    const TaskResult result = abandoned.sync("every_action");
    CHECK(result.steps <= stop);
    CHECK(Tracked::alive == 0);
  }
}

TEST_CASE_METHOD(Fixture, "an event that does not answer the action fails the task") {
  mooring_call call{};
  call.struct_size = sizeof call;
  call.operation = {"sync/1", 6};
  call.stream = {"passes_on", 9};
  mooring_task* task = nullptr;
  mooring_error error{sizeof error, 0, {}};
  REQUIRE(kEntry.start(&call, &task, &error) == 0);
  mooring_action action{};
  action.struct_size = sizeof action;
  mooring_event event{sizeof event, MOORING_EVENT_START, 0, nullptr, nullptr, {}};
  kEntry.resume(task, &event, &action);
  REQUIRE(action.kind == MOORING_ACTION_HTTP);
  event.kind = MOORING_EVENT_WOKE;
  kEntry.resume(task, &event, &action);
  REQUIRE(action.kind == MOORING_ACTION_FAIL);
  CHECK(action.fail->kind == MOORING_FAIL_INTERNAL);
  kEntry.destroy(task);
}

// GCC 12 destroys aggregate temporaries in co_await expressions twice: awaiters and arguments. A constructor
// avoids it, so nothing that stands in a co_await expression may be an aggregate.
TEMPLATE_TEST_CASE("nothing that is awaited or passed by value is an aggregate", "", detail::HttpAwaiter,
                   detail::ReadAwaiter, detail::NoticeAwaiter, Checkpoint, Coverage, Listing, Notice,
                   detail::EmitAwaiter, detail::CheckpointAwaiter, detail::SleepAwaiter,
                   detail::ProgressAwaiter, detail::IdentityAwaiter, Task<>::Awaiter,
                   Task<std::string>::Awaiter, detail::PromiseBase::FinalAwaiter, HttpRequest, HttpResponse,
                   Range, Identity, Marketplace, Permission, Failure) {
  STATIC_REQUIRE_FALSE(std::is_aggregate_v<TestType>);
}

TEST_CASE_METHOD(Fixture, "a refusal that is too long is cut, never written past its end") {
  const TaskResult result = driver.sync(std::string(5000, 'x'));
  REQUIRE(result.refused);
  CHECK(result.refused->size() == sizeof(mooring_error::message) - 1);
}
