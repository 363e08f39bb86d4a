// Which days reports are asked for, from run to run: never days to come, each again until it is final, and what Amazon is building
// once, also over midnight.
#include <algorithm>
#include <catch2/catch.hpp>

#include "report_streams.hpp"

using namespace amazon_seller::testing;

namespace {

// Amazon that makes each report at the run's own time, and tells its days.
class Desk {
 public:
  explicit Desk(const std::string& document)
      : run([this, document](const SeenRequest& request) { return answer(request, document); }) {}

  TaskResult sync(const std::string& stream) {
    asked.clear();
    TaskResult result = run.driver.sync(stream);
    run.driver.call.cursor = result.cursor();
    return result;
  }
  void at(const std::string& time) { run.driver.clock = VirtualClock(*parse_time(time)); }

  std::string state = "DONE";
  std::vector<std::string> states;  // of the first reports that were asked for; the others have `state`
  std::vector<std::string> asked;   // "first moment/last moment" of each request, in order
  Run run;

 private:
  Outcome answer(const SeenRequest& request, const std::string& document) {
    if (request.method == "POST") {
      const std::string id = std::to_string(reports_.size() + 1);
      const std::string start = text_in(request.body, "dataStartTime"),
                        end = text_in(request.body, "dataEndTime");
      asked.push_back(start + "/" + end);
      reports_[id] = R"("reportId":")" + id + R"(","reportType":")" + text_in(request.body, "reportType") +
                     R"(","marketplaceIds":["ATVPDKIKX0DER"],"createdTime":")" +
                     format_time(run.driver.clock.now()) + R"(","dataStartTime":")" + start +
                     R"(","dataEndTime":")" + end + "\"";
      return json(R"({"reportId":")" + id + "\"}", 202);
    }
    if (request.path == kReports) {
      std::string listed;
      for (const auto& [id, report] : reports_)
        if (lists) listed += (listed.empty() ? "{" : ",{") + with_state(id, report) + "}";
      return json(R"({"reports":[)" + listed + "]}");
    }
    if (request.path.starts_with(kReports)) {
      const std::string id = request.path.substr(request.path.rfind('/') + 1);
      return json("{" + with_state(id, reports_.at(id)) + "}");
    }
    if (request.path.starts_with("/reports/"))
      return json(R"({"reportDocumentId":"d","url":"https://reports.s3.amazonaws.com/r"})");
    return CannedResponse{200, document, {{"content-type", "text/plain; charset=UTF-8"}}};
  }
  std::string with_state(const std::string& id, const std::string& report) const {
    const size_t number = std::stoul(id);
    return report + R"(,"processingStatus":")" + (number <= states.size() ? states[number - 1] : state) +
           R"(","processingStartTime":"2026-01-01T00:00:00Z",)" + R"("reportDocumentId":"doc-)" + id + "\"";
  }

  std::map<std::string, std::string> reports_;

 public:
  bool lists = false;  // getReports tells of what was asked for before
};

const std::vector<std::string> kUpToToday = {"fba_returns", "fba_reimbursements", "merchant_returns"};

std::string good_of(const std::string& stream) {
  return std::ranges::find(kStreams, stream, &ReportStream::stream)->good;
}

}  // namespace

TEST_CASE("no report is asked for with days that are to come", "[reports]") {
  for (const char* now :
       {"2026-01-31T00:00:00Z", "2026-01-31T00:01:30Z", "2026-01-31T12:00:00Z", "2026-01-31T23:59:59Z"}) {
    for (const ReportStream& one : kStreams) {
      if (one.listed.empty() && one.stream != "listings") {
        INFO(one.stream << " " << now);
        Desk desk(one.good);
        desk.at(now);
        desk.sync(one.stream);
        REQUIRE_FALSE(desk.asked.empty());
        for (const std::string& days : desk.asked) {
          CHECK(days.substr(21) <= now);
          CHECK(days.substr(0, 20) <= days.substr(21));
        }
      }
    }
  }
}

TEST_CASE("today is read up to now, and again later", "[reports]") {
  for (const std::string& stream : kUpToToday) {
    INFO(stream);
    Desk desk(good_of(stream));
    desk.run.driver.call.history_from = *parse_time("2026-01-30T00:00:00Z");
    REQUIRE(desk.sync(stream).done());
    CHECK(desk.asked == std::vector<std::string>{"2026-01-30T00:00:00Z/2026-01-31T11:58:00Z"});
    desk.at("2026-02-01T12:00:00Z");
    REQUIRE(desk.sync(stream).done());
    CHECK(desk.asked == std::vector<std::string>{"2026-01-30T00:00:00Z/2026-02-01T11:58:00Z"});
  }
}

TEST_CASE("a report of today that was asked for a little earlier is taken", "[reports]") {
  Desk desk(good_of("fba_returns"));
  desk.lists = true;
  desk.run.driver.call.history_from = *parse_time("2026-01-30T00:00:00Z");
  REQUIRE(desk.sync("fba_returns").done());
  CHECK(desk.asked.size() == 1);
  desk.at("2026-01-31T13:00:00Z");
  const TaskResult again = desk.sync("fba_returns");
  REQUIRE(again.done());
  CHECK(desk.asked.empty());
  CHECK(again.rows.size() == 2);
  // On the next day it is not: it has not all of its last day.
  desk.at("2026-02-01T00:30:00Z");
  REQUIRE(desk.sync("fba_returns").done());
  CHECK(desk.asked == std::vector<std::string>{"2026-01-30T00:00:00Z/2026-02-01T00:28:00Z"});
}

TEST_CASE("a report that is cut before midnight and made behind it does not hold its last day", "[reports]") {
  Desk desk(good_of("fba_returns"));
  desk.run.driver.call.history_from = *parse_time("2026-01-30T00:00:00Z");
  desk.at("2026-01-31T23:59:50Z");
  desk.run.driver.http_takes = std::chrono::seconds(15);
  const TaskResult result = desk.sync("fba_returns");
  REQUIRE(result.done());
  CHECK(desk.asked == std::vector<std::string>{"2026-01-30T00:00:00Z/2026-01-31T23:57:50Z"});
  CHECK(says(result.cursor(), R"("held":[["2026-01-30","2026-01-30"]])"));
}

TEST_CASE("that Amazon has nothing is believed when it says so of a second report", "[reports]") {
  Desk desk(good_of("fba_returns"));
  desk.run.driver.call.history_from = *parse_time("2025-12-01T00:00:00Z");
  desk.state = "CANCELLED";
  const TaskResult first = desk.sync("fba_returns");
  REQUIRE(first.done());
  // 62 days in three reports, each asked for twice, four hours apart.
  CHECK(desk.asked.size() == 6);
  CHECK(desk.run.driver.clock.now() >= *parse_time("2026-01-31T16:00:00Z"));
  CHECK(says(first.cursor(), R"("held":[["2025-12-01","2026-01-30"]])"));
  CHECK_FALSE(says(first.cursor(), "final"));
  CHECK_FALSE(says(first.cursor(), "cancelled"));
  REQUIRE(first.notices.size() == 3);
  CHECK(first.notices[0].code == "no_data");
  CHECK(says(first.notices[0].message, "2 Jan - 31 Jan 2026"));
  CHECK(says(first.notices[2].message, "1 Dec - 2 Dec 2025"));

  // What is held already is not asked for twice.
  desk.at("2026-01-31T18:00:00Z");
  const TaskResult same_day = desk.sync("fba_returns");
  REQUIRE(same_day.done());
  CHECK(desk.asked.size() == 1);
  CHECK(desk.asked.front().starts_with("2026-01-03"));
  CHECK(same_day.notices.empty());

  desk.at("2026-02-01T12:00:00Z");
  SECTION("it says it again") {
    const TaskResult second = desk.sync("fba_returns");
    CHECK(desk.asked.size() == 4);  // the one with the new day twice
    CHECK(second.notices.size() == 1);
    CHECK(says(second.cursor(), R"("final":[["2025-12-01","2026-01-03"]])"));
    desk.at("2026-02-02T12:00:00Z");
    desk.sync("fba_returns");
    CHECK(desk.asked.size() == 2);
    CHECK(desk.asked.front().starts_with("2026-01-04"));
  }
  SECTION("it had them after all") {
    desk.state = "DONE";
    const TaskResult second = desk.sync("fba_returns");
    CHECK(second.rows.size() == 6);
    CHECK(says(second.cursor(), R"("final":[["2025-12-01","2026-01-03"]])"));
    CHECK_FALSE(says(second.cursor(), "empty"));
  }
}

TEST_CASE("a report that was cancelled holds nothing until it is asked for again", "[reports]") {
  Desk desk(good_of("fba_returns"));
  desk.run.driver.call.history_from = *parse_time("2026-01-20T00:00:00Z");
  const bool is_backfill = GENERATE(false, true);
  if (is_backfill)
    desk.run.driver.call.range.emplace(*parse_time("2025-11-01T00:00:00Z"),
                                       *parse_time("2025-11-11T00:00:00Z"));
  desk.states = {"CANCELLED"};
  SECTION("and then it has the rows") {
    const TaskResult result = desk.sync("fba_returns");
    REQUIRE(result.done());
    CHECK(desk.asked.size() == 2);
    CHECK(result.rows.size() == 2);
    CHECK(result.notices.empty());
    const auto holds =
        std::ranges::find_if(result.checkpoints, [](const auto& point) { return !point.covered.empty(); });
    REQUIRE(holds != result.checkpoints.end());
    CHECK(holds->committed_rows == 2);
  }
  SECTION("also when it could not be built meanwhile") {
    desk.states = {"CANCELLED", "FATAL", "CANCELLED"};
    const TaskResult result = desk.sync("fba_returns");
    REQUIRE(result.done());
    CHECK(desk.asked.size() == 3);
    CHECK(result.notices.size() == 1);
  }
  SECTION("a first time that is the last attempt fails the run") {
    desk.states = {"FATAL", "FATAL", "CANCELLED"};
    const TaskResult result = desk.sync("fba_returns");
    REQUIRE(result.failure);
    CHECK(says(result.failure->message(), "was cancelled"));
    CHECK_FALSE(claims_something(result));
  }
  SECTION("also over a restart") {
    desk.run.driver.go_on = [&](size_t) {
      return desk.run.driver.clock.now() < *parse_time("2026-01-31T14:00:00Z");
    };
    desk.states = {"CANCELLED", "CANCELLED", "DONE"};
    const TaskResult cut = desk.sync("fba_returns");
    CHECK_FALSE(claims_something(cut));
    desk.run.driver.go_on = nullptr;
    desk.at("2026-01-31T14:00:00Z");
    const TaskResult result =
        desk.sync("fba_returns");  // the report that was cancelled is still the first one
    REQUIRE(result.done());
    CHECK(desk.asked.size() == 1);
    CHECK(result.notices.size() == 1);
    CHECK(result.rows.empty());
  }
}

TEST_CASE("what Amazon is building before midnight is read behind it", "[reports]") {
  Desk desk(good_of("fba_returns"));
  desk.run.driver.call.history_from = *parse_time("2025-12-01T00:00:00Z");
  desk.at("2026-01-31T23:50:00Z");
  desk.state = "IN_PROGRESS";
  desk.run.driver.go_on = [&](size_t step) { return step < 12; };
  desk.sync("fba_returns");
  REQUIRE(desk.asked.size() == 3);
  desk.run.driver.go_on = nullptr;
  desk.state = "DONE";
  desk.at("2026-02-01T00:10:00Z");
  const TaskResult second = desk.sync("fba_returns");
  REQUIRE(second.done());
  CHECK(desk.asked == std::vector<std::string>{"2026-02-01T00:00:00Z/2026-02-01T00:08:00Z"});
  CHECK(second.rows.size() == 8);
  // What waits for longer is asked for anew.
  Desk late(good_of("fba_returns"));
  late.at("2026-01-31T23:50:00Z");
  late.state = "IN_PROGRESS";
  late.run.driver.call.history_from = *parse_time("2026-01-20T00:00:00Z");
  late.run.driver.go_on = [&](size_t step) { return step < 6; };
  late.sync("fba_returns");
  REQUIRE(late.asked.size() == 1);
  late.run.driver.go_on = nullptr;
  late.state = "DONE";
  late.at("2026-02-01T12:00:00Z");
  REQUIRE(late.sync("fba_returns").done());
  CHECK(late.asked == std::vector<std::string>{"2026-01-20T00:00:00Z/2026-02-01T11:58:00Z"});
}
