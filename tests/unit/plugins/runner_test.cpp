#include "plugins/in_process_runner.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "base/limits.hpp"
#include "runner_bench.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

TaskCall identify_call() {
  TaskCall call;
  call.operation = "identify/1";
  return call;
}

mooring_http_request good_request() {
  mooring_http_request request{};
  request.struct_size = sizeof request;
  request.method = str("GET");
  request.url = str("https://api.example.com/items");
  return request;
}

}  // namespace

TEST_CASE("start hands every value of the call over") {
  RunnerBench bench;
  TaskCall call = RunnerBench::sync_call();
  call.connection_id = "con_1";
  call.region = "EU";
  call.api_base = "https://api.example.com/eu";
  call.account_id = "A1";
  call.cursor = "c";
  call.now = from_unix_us(5);
  call.history_from = from_unix_us(3);
  call.marketplaces = {{"M-DE", "Germany", "DE", "EUR", "Europe/Berlin", "", true},
                       {"M-US", "United States", "US", "USD", "", "closed", false}};
  call.settings = {{"history_days", "30"}};
  bool seen = false;
  bench.plugin.on_start = [&](const mooring_call& got, mooring_error&) {
    const auto text = [](mooring_str s) { return std::string(s.data, s.size); };
    CHECK(got.struct_size == sizeof got);
    CHECK(text(got.operation) == "sync/1");
    CHECK(text(got.stream) == "items");
    CHECK(text(got.connection_id) == "con_1");
    CHECK(text(got.region) == "EU");
    CHECK(text(got.api_base) == "https://api.example.com/eu");
    CHECK(text(got.account_id) == "A1");
    CHECK(text(got.cursor) == "c");
    CHECK(got.now_us == 5);
    CHECK(got.history_from_us == 3);
    REQUIRE(got.marketplace_count == 2);
    CHECK(text(got.marketplaces[1]) == "M-US");
    REQUIRE(got.setting_count == 1);
    CHECK(text(got.settings[0].name) == "history_days");
    CHECK(text(got.settings[0].value) == "30");
    seen = true;
    return 0;
  };
  bench.start(call);
  CHECK(seen);
  bench.workers.run_ready();
  CHECK(bench.plugin.alive == 0);
}

TEST_CASE("start refuses what the plugin does not provide") {
  RunnerBench bench;
  const auto code = [&](const std::string& channel, const std::string& operation, const std::string& stream) {
    TaskCall call;
    call.operation = operation;
    call.stream = stream;
    const auto task = bench.runner.start(channel, call);
    return task ? std::string() : task.error().code;
  };
  CHECK(code("other", "sync/1", "items") == "channel_unknown");
  CHECK(code("sample", "action/1", "") == "operation_unknown");
  CHECK(code("sample", "sync/1", "nothing") == "stream_unknown");
  CHECK(code("sample", "sync/1", "lines") == "stream_unknown");  // fed by items
  CHECK(code("sample", "identify/1", "").empty());
}

TEST_CASE("a plugin may refuse a call, badly too") {
  RunnerBench bench;
  SECTION("with words") {
    bench.plugin.on_start = [](const mooring_call&, mooring_error& error) {
      std::snprintf(error.message, sizeof error.message, "no\nthanks");
      return 1;
    };
    const auto task = bench.runner.start("sample", RunnerBench::sync_call());
    REQUIRE_FALSE(task);
    CHECK(task.error().code == "plugin_refused");
    CHECK_THAT(task.error().message, Contains("no thanks"));
  }
  SECTION("without a terminator") {
    bench.plugin.on_start = [](const mooring_call&, mooring_error& error) {
      std::fill(std::begin(error.message), std::end(error.message), 'x');
      return -7;
    };
    CHECK_FALSE(bench.runner.start("sample", RunnerBench::sync_call()));
  }
  SECTION("with an exception") {
    bench.plugin.on_start = [](const mooring_call&, mooring_error&) -> int32_t {
      throw std::runtime_error("no");
    };
    CHECK_FALSE(bench.runner.start("sample", RunnerBench::sync_call()));
  }
  SECTION("by giving no task") {
    bench.plugin.give_no_task = true;
    CHECK_FALSE(bench.runner.start("sample", RunnerBench::sync_call()));
  }
}

TEST_CASE("events arrive complete") {
  RunnerBench bench;
  auto task = bench.start();
  const auto expect = [&](TaskEvent event, const std::function<void(const mooring_event&)>& check) {
    bool seen = false;
    bench.plugin.on_resume = [&](const mooring_event& got, mooring_action& action) {
      CHECK(got.struct_size == sizeof got);
      CHECK(got.now_us == to_unix_us(bench.clock.now()));
      check(got);
      action.kind = MOORING_ACTION_SLEEP;
      seen = true;
    };
    bench.resume(*task, std::move(event));
    CHECK(seen);
  };
  expect(StartEvent{}, [](const mooring_event& got) { CHECK(got.kind == MOORING_EVENT_START); });
  expect(AcceptedEvent{}, [](const mooring_event& got) { CHECK(got.kind == MOORING_EVENT_ACCEPTED); });
  expect(WokeEvent{}, [](const mooring_event& got) { CHECK(got.kind == MOORING_EVENT_WOKE); });
  expect(HttpResponseEvent{200, {{"x-a", "1"}}, "body", nullptr}, [](const mooring_event& got) {
    CHECK(got.kind == MOORING_EVENT_HTTP_RESPONSE);
    REQUIRE(got.http);
    CHECK(got.http->status == 200);
    REQUIRE(got.http->header_count == 1);
    CHECK(std::string(got.http->headers[0].name.data, 3) == "x-a");
    CHECK(std::string(got.http->body.data, got.http->body.size) == "body");
    for (size_t i = 0; i < 64; ++i)
      CHECK(got.http->body.data[got.http->body.size + i] == 0);  // readable
  });
  expect(FailedEvent{{FailureKind::permission, 403, "GET https://x", "r1", "no"}},
         [](const mooring_event& got) {
           CHECK(got.kind == MOORING_EVENT_FAILED);
           REQUIRE(got.failure);
           CHECK(got.failure->kind == MOORING_FAIL_PERMISSION);
           CHECK(got.failure->status == 403);
           CHECK(std::string(got.failure->endpoint.data, got.failure->endpoint.size) == "GET https://x");
         });
}

TEST_CASE("http requests are copied") {
  RunnerBench bench;
  const TaskAction action = bench.answer([](mooring_action& answer) {
    static mooring_pair header;
    static mooring_http_request request;
    header = {str("accept"), str("text/plain")};
    request = good_request();
    request.method = str("POST");
    request.body = {"a\0b", 3};
    request.budget = str("items.list");
    request.credential = str("account");
    request.headers = &header;
    request.header_count = 1;
    answer.kind = MOORING_ACTION_HTTP;
    answer.http = &request;
  });
  REQUIRE(std::holds_alternative<HttpAction>(action));
  const auto& http = std::get<HttpAction>(action);
  CHECK(http.method == "POST");
  CHECK(http.url == "https://api.example.com/items");
  CHECK(http.body == std::string("a\0b", 3));
  CHECK(http.budget == "items.list");
  CHECK(http.credential == "account");
  CHECK(http.headers == NameValues{{"accept", "text/plain"}});
}

TEST_CASE("a request that breaks a rule fails the task and names plugin and rule") {
  RunnerBench bench;
  const auto with_request = [&](const std::function<void(mooring_http_request&)>& change) {
    return bench.violation([&](mooring_action& answer) {
      static mooring_http_request request;
      request = good_request();
      change(request);
      answer.kind = MOORING_ACTION_HTTP;
      answer.http = &request;
    });
  };
  const mooring_pair bad_header{str("a b"), str("x")}, split_header{str("a"), str("x\r\ny: 1")};
  const std::string long_url = "https://api.example.com/" + std::string(limits::kUrlBytesMax, 'a');
  CHECK_THAT(
      with_request([](auto& r) { r.budget = str("nothing"); }),
      Contains("plugin 'sample' broke a rule: http: the budget 'nothing' is not declared in plugin.toml"));
  CHECK_THAT(with_request([](auto& r) { r.credential = str("other"); }),
             Contains("the credential 'other' is not declared in plugin.toml"));
  CHECK_THAT(with_request([](auto& r) { r.method = str("GET /"); }), Contains("method"));
  CHECK_THAT(with_request([](auto& r) { r.url = str("https://a b"); }), Contains("URL"));
  CHECK_THAT(with_request([](auto& r) { r.url = str(""); }), Contains("URL"));
  CHECK_THAT(with_request([&](auto& r) { r.url = str(long_url); }), Contains("http.url has"));
  CHECK_THAT(with_request([](auto& r) {
               r.url = {nullptr, 4};
             }),
             Contains("http.url has a size but no data"));
  CHECK_THAT(with_request([](auto& r) { r.url = str("https://\xff"); }), Contains("UTF-8"));
  CHECK_THAT(with_request([&](auto& r) { r.headers = &bad_header, r.header_count = 1; }),
             Contains("header's name"));
  CHECK_THAT(with_request([&](auto& r) { r.headers = &split_header, r.header_count = 1; }),
             Contains("header's value"));
  CHECK_THAT(with_request([](auto& r) { r.header_count = 1; }), Contains("no headers"));
  CHECK_THAT(with_request([](auto& r) { r.header_count = 1'000'000; }), Contains("too many headers"));
  CHECK_THAT(with_request([](auto& r) { r.struct_size = 8; }), Contains("struct_size"));
  CHECK_THAT(with_request([](auto& r) {
               r.body = {"x", limits::kRequestBodyBytesMax + 1};
             }),
             Contains("http.body has"));
}

TEST_CASE("checkpoints are copied and checked") {
  RunnerBench bench;
  std::vector<mooring_range> ranges = {{str("items"), str("M-DE"), 1, 2}, {str("lines"), {}, 3, 4}};
  mooring_checkpoint checkpoint{};
  checkpoint.struct_size = sizeof checkpoint;
  checkpoint.cursor = str("page 2");
  checkpoint.covered = ranges.data();
  checkpoint.covered_count = ranges.size();
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_CHECKPOINT;
    answer.checkpoint = &checkpoint;
  };
  SECTION("good") {
    const TaskAction action = bench.answer(fill);
    REQUIRE(std::holds_alternative<CheckpointAction>(action));
    const auto& got = std::get<CheckpointAction>(action);
    CHECK(got.cursor == "page 2");
    REQUIRE(got.covered.size() == 2);
    CHECK(got.covered[0].marketplace == "M-DE");
    CHECK(got.covered[1].stream == "lines");
    CHECK(got.covered[1].to == from_unix_us(4));
  }
  SECTION("empty range") {
    ranges[1].to_us = 3;
    CHECK_THAT(bench.violation(fill), Contains("ends before it begins"));
  }
  SECTION("a range beyond the years that are stored, as nanoseconds make it") {
    const int64_t time = to_unix_us(bench.clock.now());
    ranges[1] = {str("lines"), {}, time, GENERATE(int64_t{1'767'225'600'000'000'000}, INT64_MAX)};
    CHECK_THAT(bench.violation(fill),
               Contains("checkpoint: a covered range lies outside the years 1 to 9999"));
    ranges[1].from_us = GENERATE(int64_t{INT64_MIN}, int64_t{-62'135'596'800'000'001});
    ranges[1].to_us = time;
    CHECK_THAT(bench.violation(fill),
               Contains("checkpoint: a covered range lies outside the years 1 to 9999"));
  }
  SECTION("the first and the last range that can be stored") {
    ranges[1] = {str("lines"), {}, -62'135'596'800'000'000, 253'402'300'799'999'999};
    CHECK(std::holds_alternative<CheckpointAction>(bench.answer(fill)));
  }
  SECTION("foreign stream") {
    ranges[0].stream = str("other");
    CHECK_THAT(bench.violation(fill), Contains("does not fill"));
  }
  SECTION("long cursor") {
    const std::string cursor(limits::kCursorBytesMax + 1, 'c');
    checkpoint.cursor = str(cursor);
    CHECK_THAT(bench.violation(fill), Contains("checkpoint.cursor has"));
  }
  SECTION("from identify") {
    CHECK_THAT(bench.violation(fill, identify_call()), Contains("only a sync"));
  }
}

TEST_CASE("sleep, progress and done") {
  RunnerBench bench;
  const int64_t now = to_unix_us(bench.clock.now());
  const auto sleep_until = [&](int64_t until) {
    return bench.answer([&](mooring_action& answer) {
      answer.kind = MOORING_ACTION_SLEEP;
      answer.sleep_until_us = until;
    });
  };
  CHECK(std::get<SleepAction>(sleep_until(now + 5)).until == from_unix_us(now + 5));
  CHECK(std::get<SleepAction>(sleep_until(INT64_MIN)).until == from_unix_us(now));
  CHECK(std::holds_alternative<FailAction>(sleep_until(INT64_MAX)));

  mooring_progress progress{};
  progress.struct_size = sizeof progress;
  progress.done = 3;
  progress.total = 9;
  progress.note = str("June\n2026");
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_PROGRESS;
    answer.progress = &progress;
  };
  CHECK(std::get<ProgressAction>(bench.answer(fill)).note == "June 2026");
  progress.done = -1;
  CHECK_THAT(bench.violation(fill), Contains("negative"));
  CHECK(std::holds_alternative<DoneAction>(
      bench.answer([](mooring_action& a) { a.kind = MOORING_ACTION_DONE; })));
}

TEST_CASE("an identity is copied, from identify only") {
  RunnerBench bench;
  const std::string long_note(5000, 'n');
  mooring_marketplace marketplace{str("M-DE"), str("Germany"), str("DE"), str("EUR"), str("Europe/Berlin"), 0,
                                  0,           str(long_note)};
  mooring_permission permissions[] = {{str("items"), 1, 0, {}}, {str("x"), 0, 0, {}}, {str("y"), -1, 0, {}}};
  mooring_identity identity{};
  identity.struct_size = sizeof identity;
  identity.account_id = str("A1");
  identity.account_name = str("Shop");
  identity.marketplaces = &marketplace;
  identity.marketplace_count = 1;
  identity.permissions = permissions;
  identity.permission_count = 3;
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_IDENTITY;
    answer.identity = &identity;
  };
  const TaskAction action = bench.answer(fill, identify_call());
  REQUIRE(std::holds_alternative<IdentityAction>(action));
  const auto& got = std::get<IdentityAction>(action);
  CHECK(got.account_id == "A1");
  REQUIRE(got.marketplaces.size() == 1);
  CHECK(got.marketplaces[0].time_zone == "Europe/Berlin");
  CHECK_FALSE(got.marketplaces[0].available);
  CHECK(got.marketplaces[0].note == "...");  // one endless word: of it nothing is kept
  REQUIRE(got.permissions.size() == 3);
  CHECK(got.permissions[0].granted == true);
  CHECK(got.permissions[1].granted == false);
  CHECK(got.permissions[2].granted == std::nullopt);

  CHECK_THAT(bench.violation(fill), Contains("only identify/1"));
  marketplace.id = {};
  CHECK_THAT(bench.violation(fill, identify_call()), Contains("marketplace's id"));
}

TEST_CASE("a failure is reported even when its words are bad") {
  RunnerBench bench;
  mooring_failure failure{};
  failure.struct_size = sizeof failure;
  failure.kind = MOORING_FAIL_PERMISSION;
  failure.status = 403;
  failure.endpoint = str("GET https://api.example.com/x");
  failure.message = str("not\tallowed \xff");
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_FAIL;
    answer.fail = &failure;
  };
  const Failure got = std::get<FailAction>(bench.answer(fill)).failure;
  CHECK(got.kind == FailureKind::permission);
  CHECK(got.status == 403);
  CHECK(got.message == "not allowed ?");
  failure.kind = 99;
  CHECK_THAT(bench.violation(fill), Contains("unknown failure kind 99"));
}

TEST_CASE("answers that are no action fail the task") {
  RunnerBench bench;
  CHECK_THAT(bench.violation([](mooring_action&) {}), Contains("unknown action 0"));
  CHECK_THAT(bench.violation([](mooring_action& a) { a.kind = 77; }), Contains("unknown action 77"));
  for (int32_t kind : {MOORING_ACTION_HTTP, MOORING_ACTION_EMIT, MOORING_ACTION_CHECKPOINT,
                       MOORING_ACTION_PROGRESS, MOORING_ACTION_IDENTITY, MOORING_ACTION_FAIL})
    CHECK_THAT(bench.violation([&](mooring_action& a) { a.kind = kind; }),
               Contains("left its pointer empty"));
  CHECK_THAT(bench.violation([](mooring_action&) { throw 1; }), Contains("let an exception out of resume()"));
}
