// Whatever comes instead of the documented answer: a bad_response that says what and where, no row of it, no crash, no end
// that never comes.
#include <catch2/catch.hpp>
#include <functional>

#include "support.hpp"
#include "testing/kept_json.hpp"

using namespace mooring;
using namespace mooring::testing;
using namespace amazon_ads::testing;
using amazon_common::testing::keeps_json;

namespace {

const std::string kCampaigns =
    R"({"campaigns":[{"campaignId":"1","state":"ENABLED","budget":{"budget":1.5,"budgetType":"DAILY"},"startDate":"2026-01-01"},
 {"campaignId":"2","name":"B\u00fc\"x","endDate":null,"extendedData":{"lastUpdateDateTime":"2026-01-05T11:00:00Z"}}],"totalResults":2})";
const std::string kDisplay =
    R"([{"campaignId":9007199254740993,"state":"enabled","budget":1.50,"creationDate":1764547200000}])";
const std::string kProfiles =
    R"([{"profileId":7,"countryCode":"DE","timezone":"Europe/Paris","accountInfo":{"id":"A","type":"seller","name":"N"}}])";
const std::string kReport =
    R"([{"date":"2026-01-08","impressions":10,"clicks":1,"cost":1.25,"campaignId":9007199254740993,"campaignName":"K","sales14d":2.5,"purchases14d":1},
 {"date":"2026-01-09","impressions":11,"clicks":0,"cost":0,"campaignId":5,"campaignName":null}])";

// Portfolios are one list and nothing else: here they stand for all lists of the newer kind.
std::string as_portfolios(std::string body) {
  if (const size_t at = body.find("\"campaigns\""); at != std::string::npos)
    body.replace(at, 11, "\"portfolios\"");
  for (size_t at = body.find("campaignId"); at != std::string::npos; at = body.find("campaignId"))
    body.replace(at, 10, "portfolioId");
  return body;
}

TaskResult list_with(const std::string& body, int32_t status = 200) {
  Amazon amazon([&](const SeenRequest&) { return json(as_portfolios(body), status); });
  return amazon.driver.sync("portfolios");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::string complaint(const TaskResult& result) {
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(result.rows.empty());
  return result.failure->message();
}

TaskResult report_with(const std::string& body) {
  Amazon amazon(ready_reports(body));
  return amazon.driver.sync("campaign_performance");
}

// One Amazon for thousands of answers: `answer` is given the body that is tried at the moment.
class Damage {
 public:
  using BodyAnswer = std::function<Outcome(const SeenRequest&, const std::string& body)>;
  using Run = std::function<TaskResult(TaskDriver&)>;

  Damage(BodyAnswer answer, Run run)
      : answer_(std::move(answer)),
        run_(std::move(run)),
        amazon_([this](const SeenRequest& request) { return answer_(request, body_); }),
        start_(amazon_.driver.clock) {}

  TaskResult read(std::string body) {
    body_ = std::move(body);
    amazon_.driver.clock = start_;
    return run_(amazon_.driver);
  }

  void try_all(const std::string& good) {
    REQUIRE(read(good).done());
    for (size_t size = 0; size < good.size(); ++size) {
      INFO(size);
      const TaskResult result = read(good.substr(0, size));
      REQUIRE(result.failure);
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK_FALSE(says(result.cursor(), "\"held\":[["));
    }
    for (size_t at = 0; at < good.size(); ++at) {
      for (const char byte : {'\0', '\xff', '"', '}', ']', '\\', '-'}) {
        std::string damaged = good;
        damaged[at] = byte;
        const TaskResult result = read(std::move(damaged));
        CHECK((result.done() || result.failure->kind() == FailureKind::bad_response));
        CHECK(keeps_json(result));
      }
    }
  }

 private:
  BodyAnswer answer_;
  Run run_;
  std::string body_;
  Amazon amazon_;
  const VirtualClock start_;
};

Damage::Run syncing(const std::string& stream) {
  return [stream](TaskDriver& driver) { return driver.sync(stream); };
}

}  // namespace

TEST_CASE("a list that is cut off or damaged anywhere is refused or read, never half read") {
  Damage damage([](const SeenRequest&, const std::string& body) { return json(body); },
                syncing("portfolios"));
  damage.try_all(as_portfolios(kCampaigns));
}

TEST_CASE("a bare list that is cut off or damaged anywhere") {
  Damage damage(
      [](const SeenRequest& request, const std::string& body) {
        return request.path == "/sd/campaigns/extended" ? json(body) : json(R"({"campaigns":[]})");
      },
      syncing("campaigns"));
  damage.try_all(kDisplay);
}

TEST_CASE("profiles that are cut off or damaged anywhere") {
  Damage damage([](const SeenRequest&, const std::string& body) { return json(body); },
                [](TaskDriver& driver) { return driver.identify(); });
  damage.try_all(kProfiles);
}

TEST_CASE("a report that is cut off or damaged anywhere counts as not read") {
  Damage damage(
      [](const SeenRequest& request, const std::string& body) { return ready_reports(body)(request); },
      syncing("campaign_performance"));
  damage.try_all(kReport);
}

TEST_CASE("budget usage that is cut off or damaged anywhere") {
  Damage damage(
      [](const SeenRequest& request, const std::string& body) {
        if (request.path.ends_with("/usage")) return json(body, 207);
        if (request.path == "/sp/campaigns/list") return json(R"({"campaigns":[{"campaignId":"1"}]})");
        return json(request.method == "GET" ? "[]" : R"({"campaigns":[]})");
      },
      syncing("budget_usage"));
  damage.try_all(
      R"({"success":[{"campaignId":"1","budget":5,"budgetUsagePercent":1.5,"usageUpdatedTimestamp":"2026-01-10T11:45:00Z"}],"error":[]})");
}

TEST_CASE("a member that nobody reads must be JSON as well") {
  for (const char* value : {"tru", R"({"a" 1})", "[1 2]", "1.2.3", "@!#", R"("\q")", "[tru]", "01", "[1,]"}) {
    INFO(value);
    const std::string unknown = R"({"unknown":)" + std::string(value) + ",";
    CHECK(says(
        complaint(list_with(replaced(kCampaigns, R"({"campaignId":"2")", unknown + R"("campaignId":"2")"))),
        "is no JSON: "));
    const TaskResult report =
        report_with(replaced(kReport, R"({"date":"2026-01-09")", unknown + R"("date":"2026-01-09")"));
    REQUIRE(report.failure);
    CHECK(says(report.failure->message(), "element 2 of the JSON array is no JSON: "));
    CHECK(says(report.failure->message(), " at byte "));
    Amazon amazon([&](const SeenRequest&) {
      return json(replaced(kProfiles, "{\"profileId\"", unknown + "\"profileId\""));
    });
    CHECK(says(complaint(amazon.driver.sync("profiles")), "it is no JSON: "));
  }
}

TEST_CASE("what is said twice, or cannot be stored, is refused with its place") {
  const auto list = [](const std::string& what, const std::string& by) {
    return complaint(list_with(replaced(kCampaigns, what, by)));
  };
  CHECK(says(list(R"({"campaignId":"2")", R"({"campaignId":"2","name":"A")"),
             "object 2: the member \"name\" stands twice"));
  CHECK(says(list(R"(B\u00fc)", R"(B\u0000)"),
             "object 2: member 'name' is \"B \"x\", with a NUL at character 2"));
  CHECK(says(list("1.5", std::string(70, '7')), "object 1: member 'budget.budget' is \"777"));
  CHECK(says(list("2026-01-05T11:00:00Z", "0001-01-01T00:00:00+01:00"), "which is no time"));
  CHECK(says(list("\"2026-01-01\"", "\"0000-01-01\""), "which is no date"));
  const auto report = [](const std::string& what, const std::string& by) {
    const TaskResult result = report_with(replaced(kReport, what, by));
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK(result.rows.empty());
    return result.failure->message();
  };
  CHECK(says(report("\"clicks\":0", "\"clicks\":1,\"clicks\":0"),
             "record 2: the member \"clicks\" stands twice"));
  CHECK(says(report("\"K\"", "\"K\\u0000\""), "record 1: member 'campaignName' is \"K \", with a NUL"));
  CHECK(says(report("1.25", std::string(50, '7') + "e30"), "record 1: member 'cost' is \"777"));
}

TEST_CASE("what came instead of JSON is named") {
  CHECK(says(complaint(list_with("")), "an empty body"));
  CHECK(says(complaint(list_with("<html>Service unavailable</html>")), "an HTML or XML page"));
  CHECK(says(complaint(list_with("{}")), "no member 'portfolios'"));
  complaint(list_with("[]"));
  complaint(list_with("null"));
  complaint(list_with(kCampaigns + "{}"));
  const std::string of_report = complaint(report_with("<Error/>"));
  CHECK(says(of_report, "does not begin with '['"));
}

TEST_CASE("a value of another type is named with its object and member") {
  CHECK(says(complaint(list_with(replaced(kCampaigns, R"("campaignId":"2")", R"("campaignId":1.8e16)"))),
             "object 2 of the page: member 'portfolioId' is \"1.8e16\", which is no id"));
  CHECK(says(complaint(list_with(replaced(kCampaigns, "\"campaignId\":\"2\",", ""))),
             "object 2 of the page: the required member 'portfolioId' is missing"));
  CHECK(says(complaint(list_with(replaced(kCampaigns, "1.5", "\"much\""))),
             "object 1: member 'budget.budget'"));
  CHECK(says(complaint(list_with(replaced(kCampaigns, "2026-01-05T11:00:00Z", "yesterday"))),
             "object 2: member 'extendedData.lastUpdateDateTime' is \"yesterday\", which is no time"));
  CHECK(says(complaint(list_with(replaced(kCampaigns, "\"2026-01-01\"", "[]"))),
             "object 1: member 'startDate'"));
}

TEST_CASE("a record of a report that cannot be is named, and the report is not taken") {
  const auto message = [](const std::string& what, const std::string& by) {
    const TaskResult result = report_with(replaced(kReport, what, by));
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r.json.gz");
    CHECK_FALSE(says(result.failure->message(), "Signature"));
    return result.failure->message();
  };
  CHECK(says(message("\"cost\":0,", "\"cost\":\"free\","),
             "record 2: member 'cost' is \"free\", which is no amount"));
  CHECK(says(message("\"clicks\":1,", "\"clicks\":1.5,"), "record 1: member 'clicks'"));
  CHECK(says(message("9007199254740993", "9.007e15"), "record 1: member 'campaignId'"));
  CHECK(says(message("2026-01-09", "2026-02-09"), "outside of what was asked for, 2026-01-08 to 2026-01-10"));
  CHECK(says(message("\"date\":\"2026-01-09\",", ""), "record 2: the required member 'date' is missing"));
}

TEST_CASE("a list without an end ends the run") {
  SECTION("the same page token again") {
    Amazon amazon(
        [](const SeenRequest&) { return json(R"({"portfolios":[{"portfolioId":"1"}],"nextToken":"t"})"); });
    const TaskResult result = amazon.driver.sync("portfolios");
    REQUIRE(result.failure);
    CHECK(says(result.failure->message(), "the same page token again"));
    CHECK(amazon.http.seen().size() == 2);
  }
  SECTION("empty pages, each with another token") {
    Amazon amazon([n = 0](const SeenRequest&) mutable {
      return json(R"({"portfolios":[],"nextToken":")" + std::to_string(++n) + "\"}");
    });
    const TaskResult result = amazon.driver.sync("portfolios");
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK(amazon.http.seen().size() < 200);
  }
  SECTION("full pages for ever") {
    Amazon amazon([n = 0](const SeenRequest&) mutable {
      return json(R"({"portfolios":[{"portfolioId":"1"}],"nextToken":")" + std::to_string(++n) + "\"}");
    });
    amazon.driver.max_steps = 200'000;
    const TaskResult result = amazon.driver.sync("portfolios");
    REQUIRE(result.failure);
    CHECK(says(result.failure->message(), "no end"));
  }
  SECTION("a token that is refused every time") {
    Amazon amazon([](const SeenRequest& request) {
      if (says(request.body, "nextToken"))
        return json(R"({"code":"INVALID_ARGUMENT","message":"Bad token"})", 400);
      return json(R"({"portfolios":[{"portfolioId":"1"}],"nextToken":"t"})");
    });
    const TaskResult result = amazon.driver.sync("portfolios");
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::request_rejected);
    CHECK(amazon.http.seen().size() == 4);
  }
}

TEST_CASE("refusals are told apart by status, in Amazon's words of three shapes") {
  const auto failure = [](int32_t status, const std::string& body) {
    return *list_with(body, status).failure;
  };
  CHECK(failure(400, R"({"code":"400","details":"Invalid Advertiser"})").kind() ==
        FailureKind::request_rejected);
  CHECK(failure(401, R"({"code":"UNAUTHORIZED","message":"Not authorized"})").kind() ==
        FailureKind::grant_rejected);
  CHECK(failure(403, R"({"code":"ACCESS_DENIED","message":"No"})").kind() == FailureKind::permission);
  CHECK(failure(415, "").kind() == FailureKind::request_rejected);
  CHECK(failure(429, "<html>").kind() == FailureKind::throttled);
  CHECK(failure(503, "<html>").kind() == FailureKind::server);
  CHECK(says(failure(400, R"({"code":"400","details":"Invalid Advertiser"})").message(),
             "refused the call: Invalid Advertiser"));
  CHECK(says(failure(400, R"({"code":"INVALID_ARGUMENT","message":"Bad"})").message(),
             "Bad (INVALID_ARGUMENT)"));
  CHECK(says(failure(400, R"({"code":"400","detail":"Bad column"})").message(), "Bad column"));
  CHECK(says(failure(503, "<html>").message(), "status 503 with an HTML or XML page"));
  CHECK(says(failure(404, "{}").message(), "status 404 without a reason"));
  CHECK(failure(400, "{}").request_id() == "req-1");
}

TEST_CASE("a damaged cursor is refused in words") {
  for (const char* cursor : {"{", "[]", R"({"version":9})"}) {
    Amazon amazon([](const SeenRequest&) { return json("[]"); });
    amazon.driver.call.cursor = cursor;
    const TaskResult result = amazon.driver.sync("campaigns");
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::internal);
    CHECK(says(result.failure->message(), "the stored cursor"));
    CHECK(amazon.http.seen().empty());
  }
}
