// What ABI 1.4 added, as the host sees it: a streamed body begins again, once, also behind its end.
#include <catch2/catch.hpp>

#include "runner_bench.hpp"
#include "support/temp_dir.hpp"
#include "transport/spooled_body.hpp"

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

namespace {

std::shared_ptr<SpooledBody> spooled(const TempDir& folder, std::string_view bytes) {
  auto body = SpooledBody::create(folder / "spool");
  REQUIRE(body);
  REQUIRE((*body)->append(bytes.data(), bytes.size()));
  return *body;
}

// Answers one event after the other with these actions, then DONE, and keeps what it read.
struct Script {
  Script(RunnerBench& bench, std::vector<int32_t> actions) : rest(std::move(actions)) {
    bench.plugin.on_resume = [this](const mooring_event& event, mooring_action& action) {
      kinds.push_back(event.kind);
      if (event.kind == MOORING_EVENT_BODY) read.emplace_back(event.body_part.data, event.body_part.size);
      action.kind = MOORING_ACTION_DONE;
      if (rest.empty()) return;
      action.kind = rest.front();
      rest.erase(rest.begin());
    };
  }
  std::vector<int32_t> rest, kinds;
  std::vector<std::string> read;
};

constexpr int32_t kRead = MOORING_ACTION_READ, kRewind = MOORING_ACTION_REWIND;

std::string refusal(RunnerBench& bench, std::vector<int32_t> actions, TaskEvent event) {
  const Script script(bench, std::move(actions));
  auto task = bench.start();
  const TaskAction action = bench.resume(*task, std::move(event));
  const auto* failed = std::get_if<FailAction>(&action);
  return failed ? failed->failure.message : std::string();
}

}  // namespace

TEST_CASE("a streamed body begins again behind its end, and in its middle") {
  TempDir folder;
  RunnerBench bench;
  const std::string first(limits::kSpoolPartBytes, 'x');
  SECTION("behind its end") {
    Script script(bench, {kRead, kRead, kRead, kRewind, kRead, kRead, kRead});
    auto task = bench.start();
    CHECK(std::holds_alternative<DoneAction>(
        bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled(folder, first + "end")})));
    CHECK(script.read == std::vector<std::string>{first, "end", "", first, "end", ""});
    CHECK(script.kinds[4] == MOORING_EVENT_ACCEPTED);
  }
  SECTION("in its middle") {
    Script script(bench, {kRead, kRewind, kRead, kRead, kRead});
    auto task = bench.start();
    CHECK(std::holds_alternative<DoneAction>(
        bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled(folder, first + "end")})));
    CHECK(script.read == std::vector<std::string>{first, first, "end", ""});
  }
}

TEST_CASE("a body is begun again once, and only one that is there") {
  TempDir folder;
  RunnerBench bench;
  CHECK_THAT(
      refusal(bench, {kRewind, kRead, kRewind}, HttpResponseEvent{200, {}, {}, spooled(folder, "abc")}),
      Contains("broke a rule: rewind: the body was begun again before"));
  CHECK_THAT(refusal(bench, {kRewind}, HttpResponseEvent{200, {}, "abc", nullptr}),
             Contains("broke a rule: rewind: no streamed body is open"));
  const std::string truncated("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b", 11);
  CHECK_THAT(refusal(bench, {kRead, kRewind}, HttpResponseEvent{200, {}, {}, spooled(folder, truncated)}),
             Contains("broke a rule: rewind: no streamed body is open"));
}

TEST_CASE("the next body may be begun again as well") {
  TempDir folder;
  RunnerBench bench;
  static mooring_http_request request;
  request = {};
  request.struct_size = sizeof request;
  request.method = {"GET", 3};
  const std::string url = "https://api.example.com/next";
  request.url = {url.data(), url.size()};
  request.flags = MOORING_HTTP_STREAM_BODY;
  int accepted = 0;
  bench.plugin.on_resume = [&](const mooring_event& event, mooring_action& action) {
    action.kind = event.kind == MOORING_EVENT_HTTP_RESPONSE ? MOORING_ACTION_REWIND : MOORING_ACTION_HTTP;
    action.http = &request;
    accepted += event.kind == MOORING_EVENT_ACCEPTED ? 1 : 0;
  };
  auto task = bench.start();
  for (int body = 1; body <= 3; ++body) {
    bench.resume(*task, HttpResponseEvent{200, {}, {}, spooled(folder, "abc")});
    CHECK(accepted == body);
  }
}
