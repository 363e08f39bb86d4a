// What ABI 1.1 added, as the host sees it: streamed bodies, coverage by part, complete listings, notices, and plugins
// that know nothing of it.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/limits.hpp"
#include "runner_bench.hpp"

extern "C" const mooring_plugin mooring_plugin_built_1_0;

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

namespace {

TaskCall call_for(const std::string& marketplace) {
  TaskCall call = RunnerBench::sync_call();
  call.marketplaces = {{marketplace, "A shop", "DE", "EUR", "Europe/Berlin", "", true}};
  return call;
}

std::shared_ptr<SpooledBody> spooled(std::string_view bytes) {
  const auto folder = std::filesystem::temp_directory_path() / "mooring-unit-plugins";
  auto body = SpooledBody::create(folder.string());
  INFO((body ? "" : describe(body.error())));
  REQUIRE(body);
  REQUIRE((*body)->append(bytes.data(), bytes.size()));
  return *body;
}

// Asks for a streamed body first; then reads on until something else than a part comes, keeping the parts.
class Reader {
 public:
  explicit Reader(RunnerBench& bench) {
    bench.plugin.on_resume = [this](const mooring_event& event, mooring_action& action) {
      kinds.push_back(event.kind);
      if (event.kind == MOORING_EVENT_START) {
        request_.struct_size = sizeof request_;
        request_.method = str("GET");
        request_.url = str("https://api.example.com/large");
        request_.flags = MOORING_HTTP_STREAM_BODY;
        action.kind = MOORING_ACTION_HTTP;
        action.http = &request_;
        return;
      }
      if (event.kind == MOORING_EVENT_FAILED) {
        failure = event.failure->kind;
        message = std::string(event.failure->message.data, event.failure->message.size);
      }
      if (event.kind == MOORING_EVENT_BODY) take(event.body_part);
      const bool goes_on = event.kind == MOORING_EVENT_HTTP_RESPONSE ||
                           (event.kind == MOORING_EVENT_BODY && event.body_part.size > 0) ||
                           reads_again-- > 0;
      action.kind = goes_on ? MOORING_ACTION_READ : MOORING_ACTION_DONE;
    };
  }

  std::string bytes, message;
  std::vector<int> kinds;
  int failure = 0, parts = 0, reads_again = 0;

 private:
  void take(mooring_str part) {
    for (size_t i = 0; i < 64; ++i)
      CHECK(part.data[part.size + i] == 0);  // readable
    bytes.append(part.data, part.size);
    ++parts;
  }
  mooring_http_request request_{};
};

HttpResponseEvent streamed(std::shared_ptr<SpooledBody> body) {
  return HttpResponseEvent{200, {}, {}, std::move(body)};
}

}  // namespace

TEST_CASE("what is known of the selected marketplaces crosses with their ids") {
  RunnerBench bench;
  bool seen = false;
  bench.plugin.on_start = [&](const mooring_call& got, mooring_error&) {
    REQUIRE(got.selected_count == 1);
    CHECK(got.marketplace_count == 1);
    CHECK(std::string(got.selected[0].id.data, got.selected[0].id.size) == "M-DE");
    CHECK(std::string(got.selected[0].currency.data, got.selected[0].currency.size) == "EUR");
    CHECK(std::string(got.selected[0].time_zone.data, got.selected[0].time_zone.size) == "Europe/Berlin");
    CHECK(got.selected[0].available == 1);
    seen = true;
    return 0;
  };
  bench.start(call_for("M-DE"));
  CHECK(seen);
}

TEST_CASE("a streamed body is read on the worker, part by part, without the core") {
  RunnerBench bench;
  Reader reader(bench);
  const std::string large(limits::kSpoolPartBytes * 2 + 5, 'x');
  auto task = bench.start();
  const TaskAction request = bench.resume(*task);
  REQUIRE(std::holds_alternative<HttpAction>(request));
  CHECK(std::get<HttpAction>(request).stream_body);
  std::weak_ptr<SpooledBody> watched;
  {
    auto body = spooled(large);
    watched = body;
    CHECK(std::holds_alternative<DoneAction>(bench.resume(*task, streamed(std::move(body)))));
  }
  CHECK(reader.bytes == large);
  CHECK(reader.parts == 4);  // the last one is empty
  CHECK(watched.expired());
}

TEST_CASE("the end of a streamed body stays its end") {
  RunnerBench bench;
  Reader reader(bench);
  reader.reads_again = 2;
  auto task = bench.start();
  bench.resume(*task);
  CHECK(std::holds_alternative<DoneAction>(bench.resume(*task, streamed(spooled("abc")))));
  CHECK(reader.bytes == "abc");
  CHECK(reader.parts == 4);
}

TEST_CASE("a body that is broken below fails the read, and the task may go on") {
  RunnerBench bench;
  Reader reader(bench);
  auto task = bench.start();
  bench.resume(*task);
  const std::string truncated("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b", 11);
  CHECK(std::holds_alternative<DoneAction>(bench.resume(*task, streamed(spooled(truncated)))));
  CHECK(reader.kinds.back() == MOORING_EVENT_FAILED);
  CHECK(reader.failure == MOORING_FAIL_BAD_RESPONSE);
  CHECK_FALSE(reader.message.empty());
}

TEST_CASE("nothing can be read that was not streamed") {
  RunnerBench bench;
  SECTION("an ordinary answer") {
    Reader reader(bench);
    auto task = bench.start();
    bench.resume(*task);
    const TaskAction action = bench.resume(*task, HttpResponseEvent{403, {}, "no", nullptr});
    REQUIRE(std::holds_alternative<FailAction>(action));
    CHECK(std::get<FailAction>(action).failure.kind == FailureKind::internal);
    CHECK_THAT(std::get<FailAction>(action).failure.message, Contains("no streamed body is open"));
  }
  SECTION("at the start") {
    CHECK_THAT(bench.violation([](mooring_action& action) { action.kind = MOORING_ACTION_READ; }),
               Contains("no streamed body is open"));
  }
  SECTION("the body of the request before") {
    auto task = bench.start();
    static mooring_http_request request;
    request = {};
    request.struct_size = sizeof request;
    request.method = str("GET");
    request.url = str("https://api.example.com/next");
    bench.plugin.on_resume = [](const mooring_event&, mooring_action& action) {
      action.kind = MOORING_ACTION_HTTP;
      action.http = &request;
    };
    auto body = spooled("abc");
    const std::weak_ptr<SpooledBody> watched = body;
    bench.resume(*task, streamed(std::move(body)));
    CHECK(watched.expired());
    bench.plugin.on_resume = [](const mooring_event&, mooring_action& action) {
      action.kind = MOORING_ACTION_READ;
    };
    CHECK(std::holds_alternative<FailAction>(bench.resume(*task, FailedEvent{})));
  }
}

TEST_CASE("a streamed body survives what is no request") {
  RunnerBench bench;
  auto task = bench.start();
  std::string bytes;
  bench.plugin.on_resume = [&](const mooring_event& event, mooring_action& action) {
    if (event.kind == MOORING_EVENT_BODY) bytes.assign(event.body_part.data, event.body_part.size);
    action.kind = event.kind == MOORING_EVENT_WOKE ? MOORING_ACTION_READ : MOORING_ACTION_SLEEP;
    action.sleep_for = str("report");
  };
  const TaskAction sleep = bench.resume(*task, streamed(spooled("abc")));
  REQUIRE(std::holds_alternative<SleepAction>(sleep));
  CHECK(std::get<SleepAction>(sleep).what == "report");
  bench.resume(*task, WokeEvent{});
  CHECK(bytes == "abc");
}

TEST_CASE("an abandoned task is not read to its end") {
  RunnerBench bench;
  auto task = bench.start();
  int reads = 0;
  bench.plugin.on_resume = [&](const mooring_event&, mooring_action& action) {
    if (++reads == 3) task.reset();
    action.kind = MOORING_ACTION_READ;
  };
  const std::string large(limits::kSpoolPartBytes * 8, 'x');
  task->resume(streamed(spooled(large)), [](const TaskAction&) { FAIL("nobody waits for it"); });
  bench.workers.run_ready();
  bench.core.run_ready();
  bench.workers.run_ready();
  CHECK(reads == 3);
  CHECK(bench.plugin.alive == 0);
}

TEST_CASE("unknown flags of a request are refused") {
  RunnerBench bench;
  static mooring_http_request request;
  request = {};
  request.struct_size = sizeof request;
  request.method = str("GET");
  request.url = str("https://api.example.com/x");
  request.flags = 6;
  CHECK_THAT(bench.violation([](mooring_action& action) {
    action.kind = MOORING_ACTION_HTTP;
    action.http = &request;
  }),
             Contains("http: has a flag that this host does not know"));
}

TEST_CASE("coverage and listings are copied and checked") {
  RunnerBench bench;
  std::vector<mooring_coverage> coverage = {
      {str("items"), str("M-DE"), str("books"), 1, 2, MOORING_COVERAGE_HELD, 0},
      {str("lines"), str("M-DE"), {}, 3, 4, MOORING_COVERAGE_LOST, 0}};
  std::vector<mooring_listing> listings = {
      {str("items"), str("M-DE"), str("note"), str("x"), str("2026-01-01"), str("2026-01-31"), 1, 0},
      {str("lines"), str("M-DE"), {}, {}, {}, {}, 0, 0}};
  mooring_checkpoint checkpoint{};
  checkpoint.struct_size = sizeof checkpoint;
  checkpoint.coverage = coverage.data();
  checkpoint.coverage_count = coverage.size();
  checkpoint.listings = listings.data();
  checkpoint.listing_count = listings.size();
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_CHECKPOINT;
    answer.checkpoint = &checkpoint;
  };
  const auto refused = [&] { return bench.violation(fill, call_for("M-DE")); };
  SECTION("good") {
    const TaskAction action = bench.answer(fill, call_for("M-DE"));
    REQUIRE(std::holds_alternative<CheckpointAction>(action));
    const auto& got = std::get<CheckpointAction>(action);
    REQUIRE(got.covered.size() == 2);
    CHECK(got.covered[0].part == "books");
    CHECK_FALSE(got.covered[0].lost);
    CHECK(got.covered[1].lost);
    REQUIRE(got.listings.size() == 2);
    CHECK(got.listings[0].field == "note");
    CHECK(got.listings[0].value == "x");
    CHECK(got.listings[0].from_date == "2026-01-01");
    CHECK(got.listings[0].certain);
    CHECK_FALSE(got.listings[1].certain);
  }
  SECTION("a coverage of no state") {
    coverage[0].state = 7;
    CHECK_THAT(refused(), Contains("neither held nor lost"));
  }
  SECTION("a foreign stream's coverage") {
    coverage[0].stream = str("sales");
    CHECK_THAT(refused(), Contains("covers a stream that this run does not fill"));
  }
  SECTION("a foreign stream's listing") {
    listings[0].stream = str("sales");
    CHECK_THAT(refused(), Contains("lists a stream that this run does not fill"));
  }
  SECTION("another marketplace's listing") {
    listings[1].marketplace = str("M-US");
    CHECK_THAT(refused(), Contains("a marketplace that this run does not read"));
  }
  SECTION("a listing of all marketplaces, from a run of one") {
    listings[1].marketplace = {};
    CHECK_THAT(refused(), Contains("a marketplace that this run does not read"));
  }
  SECTION("by a field that is not there, or not text") {
    listings[0].field = GENERATE(str("nte"), str("price"));
    CHECK_THAT(refused(), Contains("field is not a text field of the stream"));
  }
  SECTION("a value without a field") {
    listings[1].value = str("x");
    CHECK_THAT(refused(), Contains("field is not a text field of the stream"));
  }
  SECTION("by dates where there are none") {
    listings[1].from_date = listings[1].to_date = str("2026-01-01");
    CHECK_THAT(refused(), Contains("the stream's time_field is not a date"));
  }
  SECTION("by dates that do not exist") {
    listings[0].to_date = GENERATE(str("2026-02-30"), str("2026-2-3"), str(""));
    CHECK_THAT(refused(), Contains("is not like 2026-01-31"));
  }
  SECTION("backwards") {
    listings[0].to_date = str("2025-12-31");
    CHECK_THAT(refused(), Contains("a listing ends before it begins"));
  }
  SECTION("too many") {
    checkpoint.listing_count = limits::kTaskListMax + 1;
    CHECK_THAT(refused(), Contains("too many listings"));
    checkpoint.coverage_count = limits::kTaskListMax + 1;
    CHECK_THAT(refused(), Contains("too much coverage"));
  }
  SECTION("a count without a list") {
    checkpoint.listings = nullptr;
    CHECK_THAT(refused(), Contains("has a count but no listings"));
  }
}

TEST_CASE("notices are cleaned and checked") {
  RunnerBench bench;
  mooring_notice notice{};
  notice.struct_size = sizeof notice;
  notice.status = 403;
  notice.code = str("not_permitted");
  notice.message = str("no\nbooks");
  notice.endpoint = str("GET https://api.example.com/books");
  notice.request_id = str("r1");
  const auto fill = [&](mooring_action& answer) {
    answer.kind = MOORING_ACTION_NOTICE;
    answer.notice = &notice;
  };
  const std::string long_text(100'000, 'x');
  SECTION("good") {
    const TaskAction action = bench.answer(fill);
    REQUIRE(std::holds_alternative<NoticeAction>(action));
    const auto& got = std::get<NoticeAction>(action);
    CHECK(got.code == "not_permitted");
    CHECK(got.message == "no books");
    CHECK(got.endpoint == "GET https://api.example.com/books");
    CHECK(got.request_id == "r1");
    CHECK(got.status == 403);
  }
  SECTION("long words are cut") {
    notice.message = str(long_text);
    CHECK(std::get<NoticeAction>(bench.answer(fill)).message.size() <= limits::kActivityMessageBytesMax);
  }
  SECTION("no message") {
    notice.message = {};
    CHECK_THAT(bench.violation(fill), Contains("notice: has no message"));
  }
  SECTION("a code that is a sentence") {
    notice.code = str("Not permitted!");
    CHECK_THAT(bench.violation(fill), Contains("notice: the code is not a word"));
  }
  SECTION("no HTTP status") {
    notice.status = -1;
    CHECK_THAT(bench.violation(fill), Contains("no HTTP status"));
  }
  SECTION("from identify") {
    TaskCall call;
    call.operation = "identify/1";
    CHECK_THAT(bench.violation(fill, call), Contains("only a sync gives notices"));
  }
}

TEST_CASE("what a sleep waits for is one word") {
  RunnerBench bench;
  CHECK_THAT(bench.violation([](mooring_action& action) {
    action.kind = MOORING_ACTION_SLEEP;
    action.sleep_for = str("a report that takes long");
  }),
             Contains("sleep_for is not a word"));
}

TEST_CASE("a plugin built for ABI 1.0 runs in this host") {
  RunnerBench bench;
  REQUIRE(bench.registry.add_linked(mooring_plugin_built_1_0));
  TaskCall call = call_for("M-DE");
  call.stream = "things";
  auto started = bench.runner.start("old", call);
  REQUIRE(started);
  PluginTask& task = **started;
  CHECK_FALSE(std::get<HttpAction>(bench.resume(task)).stream_body);
  const TaskAction emit = bench.resume(task, HttpResponseEvent{200, {}, "12345", nullptr});
  REQUIRE(std::holds_alternative<EmitAction>(emit));
  const TaskAction point = bench.resume(task, AcceptedEvent{});
  REQUIRE(std::holds_alternative<CheckpointAction>(point));
  const auto& checkpoint = std::get<CheckpointAction>(point);
  CHECK(checkpoint.cursor == "c1");
  REQUIRE(checkpoint.covered.size() == 1);
  CHECK(checkpoint.covered[0].part.empty());
  CHECK_FALSE(checkpoint.covered[0].lost);
  CHECK(checkpoint.listings.empty());
  const TaskAction sleep = bench.resume(task, AcceptedEvent{});
  REQUIRE(std::holds_alternative<SleepAction>(sleep));
  CHECK(std::get<SleepAction>(sleep).what.empty());
  CHECK(std::holds_alternative<DoneAction>(bench.resume(task, WokeEvent{})));
}
