// Reports against a provider that is slow, forgets, fails and restarts.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>
#include <mooring/reports.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

// A plugin as an author would write it: the keys are the days, the setting "days" says which.
class DaySource : public ReportSource {
 public:
  DaySource(Context& ctx, const Call& call) : ctx_(ctx), call_(call), rows_(call.stream, 2) {
    book = ReportBook::from_json(call.cursor);
  }

  Task<std::string> create(std::string key) override {
    const HttpResponse answer = co_await ctx_.http(HttpRequest::post(call_.api_base + "/reports", key));
    if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "cannot request " + key);
    co_return std::string(answer.body());
  }
  Task<ReportStatus> status(std::string key, std::string id) override {
    const HttpResponse answer = co_await ctx_.http(HttpRequest::get(call_.api_base + "/reports/" + id));
    if (answer.status() == 404) co_return ReportStatus::gone();
    if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "no status of " + key);
    const std::string_view text = answer.body();
    if (text == "empty") co_return ReportStatus::empty();
    if (text == "failed" || text == "refused")
      co_return ReportStatus::failed(answer.failure(FailureKind::bad_response, key + " failed"),
                                     text == "failed");
    if (text.starts_with("https://")) co_return ReportStatus::ready(std::string(text));
    co_return ReportStatus::pending();
  }
  Task<> read(std::string key) override {
    JsonArraySplitter array;
    while (co_await array.read_from(ctx_)) {
      while (const auto element = array.next())
        rows_.begin_row().add_text(key).add_integer(std::stoll(std::string(*element)));
      co_await ctx_.emit(rows_);
    }
  }
  Checkpoint finish(std::string key) override {
    const Time day = parse_date(key).value_or(Time());
    return Checkpoint(cursor()).held(call_.stream, {}, day, day + std::chrono::hours(24), "part");
  }
  std::string cursor() const override { return book.to_json(); }

 private:
  Context& ctx_;
  const Call& call_;
  Rows rows_;
};

Task<> sync_sales(Context& ctx, const Call& call) {
  DaySource source(ctx, call);
  std::vector<std::string> days;
  std::string_view rest = call.setting("days");
  for (; !rest.empty(); rest.remove_prefix(std::min(rest.size(), size_t{11})))
    days.emplace_back(rest.substr(0, 10));
  co_await collect_reports(ctx, source, std::move(days));
}

// The same, with a pause before a failed report is requested again.
Task<> sync_patiently(Context& ctx, const Call& call) {
  DaySource source(ctx, call);
  ReportPolicy policy;
  policy.recreate_after = std::chrono::hours(1);
  std::vector<std::string> days;
  days.emplace_back(call.setting("days"));
  co_await collect_reports(ctx, source, std::move(days), policy);
}

constexpr Plugin kPlugin{.identify = nullptr,
                         .streams = {{"sales", sync_sales}, {"patient_sales", sync_patiently}}};
constexpr std::string_view kManifest = R"(
hosts = ["files.example.com"]
[[streams]]
id = "sales"
fields = [ { name = "day", type = "text" }, { name = "count", type = "integer" } ]
[[streams]]
id = "patient_sales"
fields = [ { name = "day", type = "text" }, { name = "count", type = "integer" } ]
)";
constexpr mooring_plugin kEntry = make_plugin_entry<kPlugin>({kManifest.data(), kManifest.size()});

const std::string kA = "2026-01-01", kB = "2026-01-02", kC = "2026-01-03";

// Builds reports; what goes wrong is set per day.
class Provider {
 public:
  explicit Provider(const VirtualClock& clock) : clock_(clock) {}

  Outcome answer(const SeenRequest& request) {
    if (request.path == "/reports") return create(request.body);
    if (request.path.starts_with("/reports/")) return status(request.path.substr(9));
    return download(request);
  }

  Duration builds_for = std::chrono::minutes(5);
  std::map<std::string, int> creates, statuses, downloads;  // by day
  std::map<std::string, std::function<std::optional<Outcome>()>> on_create, on_status, on_download;

 private:
  Outcome create(const std::string& day) {
    ++creates[day];
    if (on_create.contains(day))
      if (auto other = on_create[day]()) return *other;
    const std::string id = "r" + std::to_string(reports_.size());
    reports_[id] = {day, clock_.now()};
    return CannedResponse{200, id, {}};
  }
  Outcome status(const std::string& id) {
    const auto [day, since] = reports_.at(id);
    ++statuses[day];
    if (on_status.contains(day))
      if (auto other = on_status[day]()) return *other;
    if (clock_.now() - since < builds_for) return CannedResponse{200, "pending", {}};
    return CannedResponse{
        200, "https://files.example.com/" + day + "?signed=" + std::to_string(statuses[day]), {}};
  }
  Outcome download(const SeenRequest& request) {
    const std::string day = request.path.substr(1);
    CHECK(request.streamed);
    CHECK(request.credential.empty());
    ++downloads[day];
    if (on_download.contains(day))
      if (auto other = on_download[day]()) return *other;
    return CannedResponse{200, "[1, 2,3]", {}};
  }

  const VirtualClock& clock_;
  std::map<std::string, std::pair<std::string, Time>> reports_;
};

struct Fixture {
  Fixture() {
    http.otherwise([this](const SeenRequest& request) { return provider.answer(request); });
    driver.body_part_bytes = 1;
  }
  TaskResult sync(const std::string& days, const std::string& cursor = {}) {
    driver.call.settings = {{"days", days}};
    driver.call.cursor = cursor;
    driver.go_on = nullptr;
    return driver.sync("sales");
  }
  ScriptedHttp http;
  TaskDriver driver{kEntry, http};
  Provider provider{driver.clock};
};

Outcome failing(FailureKind kind) {
  return Failure(kind, "no luck");
}
std::function<std::optional<Outcome>()> always(Outcome outcome) {
  return [outcome] { return outcome; };
}
std::function<std::optional<Outcome>()> times(int count, Outcome outcome) {
  return [count, outcome]() mutable { return count-- > 0 ? std::optional(outcome) : std::nullopt; };
}

}  // namespace

TEST_CASE_METHOD(Fixture, "all reports are requested first, then read as they become ready") {
  const TaskResult result = sync(kA + "," + kB + "," + kA);
  REQUIRE(result.done());
  CHECK(result.rows.size() == 6);
  CHECK(provider.creates == std::map<std::string, int>{{kA, 1}, {kB, 1}});
  REQUIRE(http.seen().size() > 2);
  CHECK(http.seen()[0].path == "/reports");
  CHECK(http.seen()[1].path == "/reports");
  // Two requests, two results; each finished report is committed with its rows and out of the cursor.
  REQUIRE(result.checkpoints.size() == 4);
  CHECK(ReportBook::from_json(result.checkpoints[0].cursor).pending().size() == 1);
  CHECK(ReportBook::from_json(result.checkpoints[1].cursor).pending().size() == 2);
  CHECK(result.checkpoints[2].committed_rows == 3);
  CHECK(result.checkpoints[2].coverage.at(0).part == "part");
  CHECK(result.cursor() == "[]");
  CHECK(result.uncommitted_rows == 0);
  CHECK(result.progress.back().done == 2);
}

TEST_CASE_METHOD(Fixture, "the waits grow, are told as waiting for a report, and end with the report") {
  provider.builds_for = std::chrono::hours(2);
  const Time start = driver.clock.now();
  const TaskResult result = sync(kA);
  REQUIRE(result.done());
  REQUIRE(result.sleeps.size() > 5);
  for (const SleepValue& sleep : result.sleeps)
    CHECK(sleep.what == "report");
  CHECK(result.sleeps[0].until - start < std::chrono::seconds(16));
  const auto gap = [&](size_t i) { return result.sleeps[i].until - result.sleeps[i - 1].until; };
  CHECK(gap(2) > gap(1));
  CHECK(gap(result.sleeps.size() - 1) <= std::chrono::minutes(11));
  CHECK(result.sleeps.size() < 30);
  CHECK(driver.clock.now() - start < std::chrono::minutes(131));
}

TEST_CASE_METHOD(Fixture, "a run that is cut off anywhere re-attaches, and requests nothing twice") {
  driver.call.settings = {{"days", kA + "," + kB}};
  driver.call.cursor = "";
  size_t stop = 0;
  std::map<std::string, size_t> rows_of;
  for (bool ended = false; !ended; ++stop) {
    REQUIRE(stop < 500);
    Fixture again;
    again.driver.call.settings = {{"days", kA + "," + kB}};
    again.driver.go_on = [&](size_t step) { return step < stop; };
    const TaskResult cut = again.driver.sync("sales");
    ended = cut.steps < stop;
    std::string left =
        kA + "," + kB;  // what a real plugin learns from its cursor: what is held is not wanted
    for (const CheckpointValue& point : cut.checkpoints)
      for (const Coverage& held : point.coverage)
        left.erase(left.find(format_date(held.from)), 11);
    const int uncommitted = again.provider.creates[kA] + again.provider.creates[kB] -
                            static_cast<int>(std::min<size_t>(cut.checkpoints.size(), 2));
    const TaskResult rest = again.sync(left, cut.cursor());
    INFO("cut off at step " << stop);
    REQUIRE(rest.done());
    CHECK(rest.cursor() == (rest.checkpoints.empty() ? "" : "[]"));
    CHECK(again.provider.creates[kA] + again.provider.creates[kB] == 2 + uncommitted);
  }
  CHECK(stop > 20);
}

TEST_CASE_METHOD(Fixture, "what is pending and no longer wanted is forgotten") {
  ReportBook book;
  book.put(PendingReport(kC, "r99", driver.clock.now(), 1));
  const TaskResult result = sync(kA, book.to_json());
  REQUIRE(result.done());
  CHECK(result.checkpoints.at(0).cursor == "[]");
  CHECK(result.rows.size() == 3);
}

TEST_CASE_METHOD(Fixture, "an address that has expired is asked for again, but not for ever") {
  SECTION("twice") {
    provider.on_download[kA] = times(2, CannedResponse{403, "<Error>expired</Error>", {}});
    REQUIRE(sync(kA).done());
    CHECK(provider.downloads[kA] == 3);
  }
  SECTION("the host tells it as a failure") {
    Failure refused(FailureKind::permission, "forbidden");
    refused.at("GET https://files.example.com/x", 403, {});
    provider.on_download[kA] = times(1, refused);
    REQUIRE(sync(kA).done());
    CHECK(provider.downloads[kA] == 2);
  }
  SECTION("always") {
    provider.on_download[kA] = always(CannedResponse{403, "expired", {}});
    const TaskResult result = sync(kA);
    REQUIRE(result.failure);
    CHECK(result.failure->status() == 403);
    CHECK(result.failure->endpoint() == "GET https://files.example.com/" + kA);
    CHECK(provider.downloads[kA] == 3);
    CHECK(result.cursor() == "[]");  // the next run requests it anew
  }
}

TEST_CASE_METHOD(Fixture,
                 "a report that the provider forgot or failed is requested anew, at most three times") {
  SECTION("forgotten once") {
    provider.on_status[kA] = times(1, CannedResponse{404, "", {}});
    REQUIRE(sync(kA).done());
    CHECK(provider.creates[kA] == 2);
  }
  SECTION("failed twice") {
    provider.on_status[kA] = times(2, CannedResponse{200, "failed", {}});
    const TaskResult result = sync(kA);
    REQUIRE(result.done());
    CHECK(provider.creates[kA] == 3);
    CHECK(ReportBook::from_json(result.checkpoints.at(2).cursor).pending().at(0).attempts == 3);
  }
  SECTION("failed always") {
    provider.on_status[kA] = always(CannedResponse{200, "failed", {}});
    const TaskResult result = sync(kA);
    REQUIRE(result.failure);
    CHECK(provider.creates[kA] == 3);
    CHECK_THAT(result.failure->message(), Catch::Matchers::Contains("was requested 3 times"));
    CHECK(result.cursor() == "[]");
  }
  SECTION("refused for good") {
    provider.on_status[kA] = always(CannedResponse{200, "refused", {}});
    REQUIRE(sync(kA).failure);
    CHECK(provider.creates[kA] == 1);
  }
  SECTION("never ready") {
    provider.builds_for = std::chrono::hours(1000);
    const Time start = driver.clock.now();
    const TaskResult result = sync(kA);
    REQUIRE(result.failure);
    CHECK(provider.creates[kA] == 3);
    CHECK(result.failure->kind() == FailureKind::server);
    CHECK_THAT(result.failure->message(), Catch::Matchers::Contains("not ready 240 minutes after"));
    CHECK(driver.clock.now() - start < std::chrono::hours(13));
  }
}

TEST_CASE_METHOD(Fixture, "a report with nothing in it is done without a download") {
  provider.on_status[kA] = always(CannedResponse{200, "empty", {}});
  const TaskResult result = sync(kA);
  REQUIRE(result.done());
  CHECK(provider.downloads[kA] == 0);
  CHECK(result.checkpoints.back().coverage.size() == 1);
}

TEST_CASE_METHOD(Fixture, "one report that fails does not stop the others") {
  SECTION("when it is requested") {
    provider.on_create[kA] = always(CannedResponse{400, "no", {}});
    const TaskResult result = sync(kA + "," + kB);
    REQUIRE(result.failure);
    CHECK(result.failure->message() == "cannot request " + kA);
    CHECK(result.failure->kind() == FailureKind::request_rejected);
    CHECK(result.rows.size() == 3);
    CHECK(result.uncommitted_rows == 0);
  }
  SECTION("when it is read, and another one too") {
    provider.on_download[kA] = always(CannedResponse{200, "[1,", {}});
    provider.on_download[kB] = always(CannedResponse{200, "{", {}});
    const TaskResult result = sync(kA + "," + kB + "," + kC);
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK_THAT(result.failure->message(), Catch::Matchers::Contains("cut off") &&
                                              Catch::Matchers::Contains("(and 1 more reports failed)"));
    CHECK(result.checkpoints.back().coverage.size() == 1);
    CHECK(result.cursor() == "[]");
  }
  SECTION("when its body breaks off below") {
    CannedResponse cut{200, "[1,2", {}};
    cut.broken_off = Failure(FailureKind::bad_response, "the gzip is broken");
    provider.on_download[kA] = always(cut);
    const TaskResult result = sync(kA + "," + kB);
    REQUIRE(result.failure);
    CHECK(result.failure->message() == "the gzip is broken");
    CHECK(provider.downloads[kB] == 1);
  }
}

TEST_CASE_METHOD(Fixture, "an outage while waiting is borne; a long one leaves the report for the next run") {
  SECTION("short") {
    provider.on_status[kA] = times(2, failing(FailureKind::network));
    REQUIRE(sync(kA).done());
    CHECK(provider.creates[kA] == 1);
  }
  SECTION("long") {
    provider.on_status[kA] = times(3, failing(FailureKind::server));
    const TaskResult result = sync(kA);
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::server);
    CHECK(ReportBook::from_json(result.cursor()).find(kA));
    REQUIRE(sync(kA, result.cursor()).done());
    CHECK(provider.creates[kA] == 1);
  }
}

TEST_CASE_METHOD(Fixture, "a failure that concerns the whole account ends the run at once") {
  const FailureKind kind = GENERATE(FailureKind::grant_rejected, FailureKind::grant_revoked,
                                    FailureKind::application_rejected, FailureKind::cancelled);
  provider.on_create[kB] = always(failing(kind));
  const TaskResult result = sync(kA + "," + kB + "," + kC);
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == kind);
  CHECK(provider.creates[kC] == 0);
  CHECK(ReportBook::from_json(result.cursor()).find(kA));
}

TEST_CASE_METHOD(Fixture, "no more than a hundred reports are pending at a time") {
  std::string days;
  for (int i = 0; i < 120; ++i)
    days += (i == 0 ? "" : ",") + std::to_string(1'000'000'000 + i);
  const TaskResult result = sync(days);
  REQUIRE(result.done());
  CHECK(result.rows.size() == 360);
  size_t most = 0;
  for (const CheckpointValue& point : result.checkpoints) {
    most = std::max(most, ReportBook::from_json(point.cursor).pending().size());
    CHECK(point.cursor.size() < 64 * 1024);
  }
  CHECK(most == 100);
}

TEST_CASE_METHOD(Fixture, "a failed report may be requested again only after a pause") {
  provider.on_status[kA] = times(1, CannedResponse{200, "failed", {}});
  driver.call.settings = {{"days", kA}};
  const Time start = driver.clock.now();
  const TaskResult result = driver.sync("patient_sales");
  REQUIRE(result.done());
  CHECK(provider.creates[kA] == 2);
  CHECK(driver.clock.now() - start > std::chrono::hours(1));
}

TEST_CASE_METHOD(
    Fixture, "a pause after a failure is told as such, with its reason, and a restart does not prolong it") {
  provider.on_status[kA] = times(2, CannedResponse{200, "failed", {}});
  driver.call.settings = {{"days", kA}};
  driver.go_on = [&](size_t) { return provider.statuses[kA] == 0; };
  const TaskResult first = driver.sync("patient_sales");
  const Time requested = ReportBook::from_json(first.cursor()).pending().at(0).requested_at;
  driver.clock.advance(std::chrono::minutes(40));
  driver.go_on = nullptr;
  driver.call.cursor = first.cursor();
  const TaskResult result = driver.sync("patient_sales");
  REQUIRE(result.done());
  CHECK(provider.creates[kA] == 2);
  const auto pause = std::ranges::find(result.sleeps, std::string("retry"), &SleepValue::what);
  REQUIRE(pause != result.sleeps.end());
  CHECK(pause->until == requested + std::chrono::hours(1));
  REQUIRE(result.progress.size() == 3);
  CHECK(result.progress[0].note == "reports");
  CHECK(result.progress[1].done == 0);
  CHECK(result.progress[1].total == 1);
  CHECK(result.progress[1].note == kA + " failed; it is requested again after a pause");
  CHECK(result.progress[2].note == "reports");
}

TEST_CASE_METHOD(Fixture, "a report that fails every time is not waited for after its last request") {
  provider.on_status[kA] = always(CannedResponse{200, "failed", {}});
  driver.call.settings = {{"days", kA}};
  const Time start = driver.clock.now();
  const TaskResult result = driver.sync("patient_sales");
  REQUIRE(result.failure);
  CHECK(provider.creates[kA] == 3);
  CHECK(driver.clock.now() - start > std::chrono::hours(2));
  CHECK(driver.clock.now() - start < std::chrono::hours(3));
}
