// What golden cases cannot tell: restarts in the middle, large reports, odd states and zones.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "calendar.hpp"
#include "profiles.hpp"
#include "report_api.hpp"
#include "support.hpp"

using namespace mooring;
using namespace mooring::testing;
using namespace amazon_ads::testing;

namespace {

std::string record(int number, const char* date = "2026-01-09") {
  return R"({"date":")" + std::string(date) + R"(","impressions":1,"clicks":1,"cost":0.5,"campaignId":)" +
         std::to_string(9007199254740993 + number) + R"(,"campaignName":"a \"name\" with ] and }"})";
}

std::string report_of(int records) {
  std::string body = "[";
  for (int i = 0; i < records; ++i)
    body += (i == 0 ? "" : ",\n") + record(i);
  return body + "]";
}

}  // namespace

TEST_CASE("a run that is abandoned anywhere goes on without asking for the same report twice") {
  const std::string body = report_of(3);
  size_t steps = 0;
  {
    Amazon amazon(ready_reports(body));
    steps = amazon.driver.sync("campaign_performance").steps;
  }
  for (size_t stop = 1; stop < steps; ++stop) {
    INFO(stop);
    Amazon amazon(ready_reports(body));
    amazon.driver.go_on = [&](size_t step) { return step < stop; };
    const TaskResult first = amazon.driver.sync("campaign_performance");
    amazon.driver.go_on = nullptr;
    amazon.driver.call.cursor = first.cursor();
    const TaskResult second = amazon.driver.sync("campaign_performance");
    REQUIRE(second.done());
    // Besides the three: a request whose answer was not committed (Amazon answers 425 with the same id), and today's days of
    // what the first run finished.
    const auto finished =
        std::ranges::count_if(first.checkpoints, [](const auto& p) { return !p.coverage.empty(); });
    CHECK(amazon.requests("POST", "/reporting/reports") <= 4 + static_cast<size_t>(finished));
    CHECK(says(second.cursor(), R"("SPONSORED_DISPLAY":{"held":[["2026-01-08","2026-01-09"]])"));
    CHECK_FALSE(says(second.cursor(), "reports"));
  }
}

TEST_CASE("a report that was requested before a long pause is not taken for today's") {
  Amazon amazon(ready_reports("[]"));
  amazon.driver.call.history_from = *parse_time("2025-12-01T00:00:00Z");
  // Older days became wanted on 7 January; then the host stood still until the 10th.
  const std::string requested_at = std::to_string(to_us(*parse_time("2026-01-07T12:00:00Z")));
  amazon.driver.call.cursor =
      R"({"version":1,"products":{"SPONSORED_PRODUCTS":{"held":[["2025-12-20","2026-01-06"]],"settled":)"
      R"([["2025-12-20","2026-01-04"]],"final":[],"first":"2025-12-01","restated_on":"2026-01-07","pass":)"
      R"({"today":"2026-01-07","full":false,"windows":[["2025-12-01","2025-12-19"]]}}},"reports":)"
      R"([["SPONSORED_PRODUCTS/2025-12-01/2025-12-19","report-of-the-7th",)" +
      requested_at + ",1]]}";
  REQUIRE(amazon.driver.sync("placement_performance").done());
  CHECK(amazon.requests("GET", "/reporting/reports/report-of-the-7th") == 0);
}

TEST_CASE("a large report is committed in parts, wherever the parts of its body end") {
  constexpr int kRecords = 12'000;
  Amazon amazon(ready_reports(report_of(kRecords)));
  amazon.driver.body_part_bytes = 10'007;
  amazon.driver.max_steps = 1'000'000;
  const TaskResult result = amazon.driver.sync("placement_performance");
  REQUIRE(result.done());
  CHECK(result.rows.size() == 2 * kRecords);  // of two products
  size_t largest = 0;
  for (const CheckpointValue& point : result.checkpoints)
    largest = std::max(largest, point.committed_rows);
  CHECK(largest > 4'000);
  CHECK(largest < 6'000);
  std::set<std::string> ids;
  for (const RowValue& row : result.rows)
    ids.insert(row["campaign_id"].text);
  CHECK(ids.size() == kRecords);
  CHECK(ids.contains("9007199254740993"));
  CHECK(ids.contains("9007199254740994"));
}

TEST_CASE("a report in parts of one byte is the same report") {
  Amazon amazon(ready_reports(report_of(5)));
  amazon.driver.body_part_bytes = 1;
  const TaskResult result = amazon.driver.sync("placement_performance");
  REQUIRE(result.done());
  CHECK(result.rows.size() == 10);
  CHECK(result.rows[0].raw == record(0));
}

TEST_CASE("a day that Amazon no longer corrects is final") {
  Amazon amazon(ready_reports("[" + record(1, "2025-11-28") + "," + record(1, "2025-11-29") + "]"));
  amazon.driver.call.history_from = *parse_time("2025-11-20T12:00:00Z");
  const TaskResult result = amazon.driver.sync("placement_performance");
  // Only the older of the two reports of a product may hold these days.
  REQUIRE(result.failure);
  CHECK(says(result.failure->message(), "outside of what was asked for"));
  const auto rows = result.rows_of("placement_performance");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0]["is_final"].shown() == "true");
  CHECK(rows[1]["is_final"].shown() == "false");
}

TEST_CASE("a report is waited for with growing pauses, for hours") {
  int polls = 0;
  Amazon amazon([&polls](const SeenRequest& request) {
    if (request.method == "POST") return json(R"({"reportId":"report-0001","status":"PENDING"})");
    if (!request.path.starts_with("/reporting/reports/")) return json("[]");
    if (++polls < 40) return json(R"({"status":"SOME_NEW_STATE"})");
    return json(R"({"status":"COMPLETED","url":"https://reports.s3.amazonaws.com/r.json.gz"})");
  });
  const TaskResult result = amazon.driver.sync("product_performance");
  REQUIRE(result.done());
  REQUIRE(result.sleeps.size() > 10);
  CHECK(result.sleeps.front().what == "report");
  CHECK(amazon.driver.clock.now() - *parse_time("2026-01-10T12:00:00Z") > std::chrono::hours(1));
}

TEST_CASE("the id of a report that is being built is found in Amazon's words") {
  using amazon_ads::id_of_duplicate;
  CHECK(id_of_duplicate("The Request is a duplicate of : 85a8c1f2-1111-2222-3333-444455556666") ==
        "85a8c1f2-1111-2222-3333-444455556666");
  CHECK(id_of_duplicate("Request is a duplicate of: 85a8c1f2-1111 (425)") == "85a8c1f2-1111");
  CHECK(id_of_duplicate("a duplicate of") == "");
  CHECK(id_of_duplicate("a duplicate of : x") == "");
  CHECK(id_of_duplicate("Too early") == "");
}

TEST_CASE("a zone that is not known is that of the country, else UTC with a notice") {
  const auto notices = [](const std::string& country) {
    Amazon amazon(ready_reports("[]"));
    amazon.driver.call.selected[0].time_zone = "Mars/Olympus";
    amazon.driver.call.selected[0].country_code = country;
    const TaskResult result = amazon.driver.sync("product_performance");
    REQUIRE(result.done());
    return result.notices;
  };
  CHECK(notices("DE").empty());
  REQUIRE(notices("XX").size() == 1);
  CHECK(notices("XX")[0].code == "time_zone_unknown");
}

TEST_CASE("the days that are asked for are the profile's days") {
  const auto last_day = [](const std::string& zone) {
    std::string asked;
    const Answer ready = ready_reports("[]");
    Amazon amazon([&](const SeenRequest& request) {
      if (request.method == "POST") asked = request.body;
      return ready(request);
    });
    amazon.driver.clock = VirtualClock(*parse_time("2026-01-10T16:00:00Z"));
    amazon.driver.call.selected[0].time_zone = zone;
    REQUIRE(amazon.driver.sync("product_performance").done());
    const size_t at = asked.find("\"endDate\":\"") + 11;
    return asked.substr(at, 10);
  };
  CHECK(last_day("America/Los_Angeles") == "2026-01-10");
  CHECK(last_day("Asia/Tokyo") == "2026-01-11");
}

TEST_CASE("the account of a login stays the same while it reaches what it reached before") {
  using amazon_ads::choose_account;
  std::vector<amazon_ads::Profile> profiles(3);
  profiles[0].account_id = "B";
  profiles[1].account_id = "A";
  profiles[0].id = "2";
  profiles[1].id = "1";
  CHECK(choose_account(profiles, "", {}) == "A");
  CHECK(choose_account(profiles, "B", {}) == "B");
  CHECK(choose_account(profiles, "C", {"7"}) == "A");  // another login
  CHECK(choose_account(profiles, "C", {"7", "2"}) ==
        "C");  // the account that gave the id is gone, the login is not
  CHECK(choose_account({}, "B", {"1"}) == "");
  Amazon amazon([](const SeenRequest&) {
    return json(R"([{"profileId":1,"accountInfo":{"id":"A"}},{"profileId":2,"accountInfo":{"id":"B"}}])");
  });
  amazon.driver.call.account_id = "B";
  const TaskResult result = amazon.driver.identify();
  REQUIRE(result.identity);
  CHECK(result.identity->account_id == "B");
  amazon.driver.call.account_id = "GONE";
  amazon.driver.call.marketplaces = {"2"};
  const TaskResult again = amazon.driver.identify();
  REQUIRE(again.identity);
  CHECK(again.identity->account_id == "GONE");
}

TEST_CASE("more campaigns than fit one call are asked for in several") {
  size_t usage_calls = 0, asked = 0;
  Amazon amazon([&](const SeenRequest& request) {
    if (request.path == "/sp/campaigns/budget/usage") {
      ++usage_calls;
      asked += static_cast<size_t>(std::ranges::count(request.body, ',')) + 1;
      return json(R"({"success":[],"error":[]})", 207);
    }
    if (request.path != "/sp/campaigns/list")
      return json(request.method == "GET" ? "[]" : R"({"campaigns":[]})");
    std::string body;
    for (int i = 0; i < 250; ++i)
      body += (i == 0 ? "" : ",") + std::string(R"({"campaignId":")") + std::to_string(i) + "\"}";
    return json(R"({"campaigns":[)" + body + "]}");
  });
  REQUIRE(amazon.driver.sync("budget_usage").done());
  CHECK(usage_calls == 3);
  CHECK(asked == 250);
}

TEST_CASE("a bare list goes on while its pages are full") {
  std::vector<std::string> starts;
  Amazon amazon([&](const SeenRequest& request) {
    if (request.path != "/sd/adGroups/extended") return json(R"({"adGroups":[]})");
    starts.push_back(request.query.at("startIndex"));
    const int size = starts.size() < 3 ? 100 : 7;
    std::string body;
    for (int i = 0; i < size; ++i)
      body += (i == 0 ? "" : ",") + std::string("{\"adGroupId\":") + std::to_string(i) + "}";
    return json("[" + body + "]");
  });
  const TaskResult result = amazon.driver.sync("ad_groups");
  REQUIRE(result.done());
  CHECK(starts == std::vector<std::string>{"0", "100", "200"});
  CHECK(result.rows.size() == 207);
}
