// What a report must be before a row of it is kept: whole, in a known character set, without anything that reads in two ways, and
// the one that was asked for.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "report_streams.hpp"

using namespace amazon_seller::testing;

namespace {

const ReportStream& stream_named(const std::string& name) {
  const auto found = std::ranges::find(kStreams, name, &ReportStream::stream);
  REQUIRE(found != kStreams.end());
  return *found;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size(), ++count)
    text.replace(at, what.size(), by);
  REQUIRE(count > 0);
  return text;
}

// Refused in words; the next good run repairs everything.
void check_refused(const ReportStream& one, const std::string& document, const std::string& said) {
  const TaskResult result = sync(one, document);
  INFO(one.stream << ": " << said);
  REQUIRE(result.failure);
  INFO(result.failure->message());
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), said));
  CHECK(result.rows.empty());
  CHECK_FALSE(claims_something(result));
  const TaskResult next = sync(one, one.good, result.cursor());
  REQUIRE(next.done());
  CHECK(next.rows.size() == one.rows);
}

std::vector<std::string> arrays_of(const std::string& report) {
  std::vector<std::string> names;
  for (size_t at = 0; (at = report.find("\":[{", at)) != std::string::npos; ++at)
    names.push_back(report.substr(report.rfind('"', at - 1) + 1, at - report.rfind('"', at - 1) - 1));
  return names;
}

// Without the array's records, and with `by` in its place.
std::string with_member(const std::string& report, const std::string& array, const std::string& by) {
  const size_t from = report.find('[', report.find("\"" + array + "\":")), to = report.find(']', from);
  return report.substr(0, from) + by + report.substr(to + 1);
}

constexpr const char* kReturnsHeader = "return-date\torder-id\tsku\tquantity\tcustomer-comments\r\n";

}  // namespace

TEST_CASE("a JSON report without one of its arrays tells nothing", "[reports]") {
  for (const ReportStream& one : kStreams) {
    if (!is_json(one.good)) continue;
    const auto arrays = arrays_of(one.good);
    REQUIRE(arrays.size() == 2);
    for (const std::string& array : arrays) {
      for (const char* other : {"null", "\"none\"", "{}", "7"})
        check_refused(one, with_member(one.good, array, other),
                      "record 1 of '" + array + "': it is no array");
      check_refused(one, replaced(one.good, "\"" + array + "\"", "\"other\""),
                    "the report has no array '" + array + "'");
      // Without records it is a report of a day on which nothing was.
      CHECK(sync(one, with_member(one.good, array, "[]")).done());
    }
  }
}

TEST_CASE("a table whose lines end with carriage returns alone is not empty", "[reports]") {
  for (const ReportStream& one : kStreams)
    if (!is_json(one.good))
      check_refused(one, replaced(one.good, "\r\n", "\r"), "a carriage return within a name of a column");
}

TEST_CASE("a table that has a column twice is refused", "[reports]") {
  for (const ReportStream& one : kStreams) {
    if (is_json(one.good)) continue;
    const size_t end = one.good.find("\r\n");
    std::string twice = one.good.substr(0, end) + "\t" + one.required;
    if (one.stream == "settlements")
      twice += one.good.substr(end);  // its rows may be short
    else
      twice += replaced(one.good.substr(end), "\r\n", "\tx\r\n").substr(2);
    check_refused(one, twice, "the column '" + one.required + "' more than once");
  }
}

TEST_CASE("text in a declared character set that is not known is refused by name", "[reports]") {
  const ReportStream& one = stream_named("listings");
  Run run(provider(one.good, {}, "text/plain; charset=ISO-8859-15"));
  const TaskResult result = run.driver.sync("listings");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), "declared as 'iso-8859-15'"));
  CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r");
  CHECK_FALSE(claims_something(result));
}

TEST_CASE("what the host would not take is refused with its place", "[reports]") {
  const ReportStream& money = stream_named("fba_reimbursements");
  check_refused(money, replaced(money.good, "2.50", std::string(70, '7')),
                "column 'amount-total' is \"" + std::string(60, '7') + "...\", which is no amount");
  const ReportStream& returns = stream_named("fba_returns");
  check_refused(returns, replaced(returns.good, "2026-01-31T08:00:00Z", "0001-01-01T00:00:00+01:00"),
                "line 2 of the table cannot be used, column 'return-date' is no time");
  check_refused(returns, replaced(returns.good, "2026-01-31T08:00:00Z", "2026-01-31X08:00:00 UTC"),
                "line 2 of the table cannot be used, column 'return-date' is no time");
}

TEST_CASE("a date that reads in two ways is read as its store writes it, or not at all", "[reports]") {
  const auto opened = [](const std::string& country, const std::string& date) {
    Run run(provider("seller-sku\topen-date\r\nUS-1\t" + date + "\r\n"));
    run.driver.call.selected.front().country_code = country;
    const TaskResult result = run.driver.sync("listings");
    return result.failure ? result.failure->message() : result.rows.at(0)["opened_at"].shown();
  };
  CHECK(says(opened("US", "01/02/2026 08:30:00 PST"), "2026-01-02T16:30:00"));
  CHECK(says(opened("GB", "01/02/2026 08:30:00 GMT"), "2026-02-01T08:30:00"));
  CHECK(says(opened("US", "31/01/2026 08:30:00 PST"), "which is no time that reads in one way only"));
  CHECK(says(opened("CA", "01/02/2026 08:30:00 PST"), "which is no time that reads in one way only"));
  CHECK(says(opened("CA", "31/01/2026 08:30:00 PST"), "2026-01-31T16:30:00"));
}

TEST_CASE("a row of customer returns that is broken shows nothing of what the customer wrote", "[reports]") {
  const std::string words = "I am Jane Doe of 5 Elm Street";
  const std::string good = "2026-01-30T08:00:00Z\t111-1\tUS-1\t1\tnone\r\n";
  const std::vector<std::string> tables = {
      "customer-comments\treturn-date\torder-id\tsku\tquantity\r\n" + words + "\tsoon\t111-1\tUS-1\t1\r\n",
      kReturnsHeader + good + "2026-01-30T08:00:00Z\t111-1\tUS-1\t" + words + "\t1\r\n",
      kReturnsHeader + good + words + "\t111-1\tUS-1\t1\tnone\r\n",
      kReturnsHeader + good + "2026-01-30T08:00:00Z\t111-1\tUS-1\t1\t\t" + words + "\r\n",
      words + "\t2026-01-30T08:00:00Z\r\n",
  };
  for (const std::string& table : tables) {
    Run run(provider(table));
    run.driver.call.settings.emplace_back("personal_data", "true");
    const TaskResult result = run.driver.sync("fba_returns");
    REQUIRE(result.failure);
    INFO(result.failure->message());
    CHECK_FALSE(says(result.failure->message(), "Jane"));
    CHECK(says(result.failure->message(), "the table"));
  }
}

TEST_CASE("days beside those that were asked for are passed over, and do not make a report", "[reports]") {
  const ReportStream& ledger = stream_named("fba_inventory_ledger");
  const std::string beside = "01/31/2026\tX1\tUS-1\tSELLABLE\tUS\t9\r\n";
  const TaskResult result = sync(ledger, ledger.good + beside);
  REQUIRE(result.done());
  CHECK(result.rows.size() == ledger.rows);
  CHECK(claims_something(result));
  check_refused(ledger, ledger.good.substr(0, ledger.good.find("\r\n") + 2) + beside,
                "none of its rows is of the days that were asked for, but of 2026-01-31");
}

TEST_CASE("a settlement's report has one settlement", "[reports]") {
  const ReportStream& one = stream_named("settlements");
  check_refused(one,
                one.good + "14\t2026-01-01 08:00:00 UTC\t2026-01-15 08:00:00 UTC\t\t30.50\tUSD\t\t\t\t\t\r\n",
                "column 'total-amount' is filled in a second row");
}

TEST_CASE("a large report in one piece is committed in parts", "[reports]") {
  constexpr int kRows = 12'000;
  std::string asins, table = kReturnsHeader;
  for (int i = 0; i < kRows; ++i) {
    const std::string number = std::to_string(100'000 + i);
    asins +=
        (i > 0 ? "," : "") + (R"({"parentAsin":"B0HA)" + number + R"(","childAsin":"B0HB)") + number + "\"}";
    table += "2026-01-30T08:00:00Z\t111-" + number + "\tUS-1\t1\t\r\n";
  }
  const auto check = [](const ReportStream& one, const std::string& document, size_t rows) {
    INFO(one.stream);
    Run run(provider(document));
    run.driver.call.history_from = *parse_time(one.history_from);
    run.driver.body_part_bytes = 8 << 20;
    const TaskResult result = run.driver.sync(one.stream);
    INFO((result.failure ? result.failure->message() : std::string()));
    REQUIRE(result.done());
    CHECK(result.rows.size() == rows);
    for (const CheckpointValue& point : result.checkpoints)
      CHECK(point.committed_rows <= 5001);
  };
  check(stream_named("fba_returns"), table, kRows);
  check(stream_named("sales_traffic"), with_member(kTraffic, "salesAndTrafficByAsin", "[" + asins + "]"),
        kRows + 1);
}

TEST_CASE("a settlement's report is of the stores that the list told", "[reports]") {
  const ReportStream& one = stream_named("settlements");
  auto amazon = provider(one.good, one.listed);
  Run run([&](const SeenRequest& request) -> Outcome {
    if (request.path != std::string(kReports) + "/91") return amazon(request);
    return json(replaced(report_json("91", kSettlementType), "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"));
  });
  const TaskResult result = run.driver.sync("settlements");
  REQUIRE(result.failure);
  CHECK(says(result.failure->message(), "it is of other marketplaces than the list of reports told"));
  CHECK(result.rows.empty());
  CHECK_FALSE(says(result.cursor(), "\"read\""));
}

TEST_CASE("a list of reports that is null is not an empty one", "[reports]") {
  const ReportStream& one = stream_named("settlements");
  auto amazon = provider(one.good);
  Run run([&](const SeenRequest& request) -> Outcome {
    return request.path == kReports ? Outcome(json(R"({"reports":null})")) : amazon(request);
  });
  const TaskResult result = run.driver.sync("settlements");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), "member 'reports' is null"));
  CHECK_FALSE(claims_something(result));
}

TEST_CASE("what Amazon tells of another report is not believed", "[reports]") {
  struct Other {
    std::string what, by, said;
  };
  const std::vector<Other> others = {
      {"\"reportId\":\"1\"", "\"reportId\":\"9\"", "it is about the report 9, asked for was 1"},
      {"GET_FBA_REIMBURSEMENTS_DATA", "GET_OTHER_DATA", "it is of the type GET_OTHER_DATA"},
      {"ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "it is of the marketplace A2EUQ1WTGCTBG2"},
      {"\"processingStatus\"", R"("dataStartTime":"2020-01-01T00:00:00Z","processingStatus")",
       "it begins with 2020-01-01T00:00:00Z"},
      {"\"processingStatus\"", R"("dataEndTime":"2027-01-01T00:00:00Z","processingStatus")",
       "it ends with 2027-01-01T00:00:00Z"},
  };
  const ReportStream& one = stream_named("fba_reimbursements");
  for (const Other& other : others) {
    INFO(other.said);
    auto amazon = provider(one.good);
    Run run([&](const SeenRequest& request) -> Outcome {
      Outcome outcome = amazon(request);
      if (request.path != std::string(kReports) + "/1") return outcome;
      return json(replaced(report_json("1", "GET_FBA_REIMBURSEMENTS_DATA"), other.what, other.by));
    });
    run.driver.call.history_from = *parse_time(one.history_from);
    const TaskResult result = run.driver.sync(one.stream);
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    INFO(result.failure->message());
    CHECK(says(result.failure->message(), other.said));
    CHECK(result.rows.empty());
    CHECK_FALSE(claims_something(result));
  }
}

TEST_CASE("amounts of a German store that may be two fail the run", "[reports]") {
  const auto sync_in = [](const std::string& country, const std::string& amount) {
    Run run(
        provider("approval-date\treimbursement-id\tsku\treason\tcurrency-unit\tamount-total\r\n"
                 "2026-01-31T08:00:00Z\t71\tDE-1\tLost\tEUR\t51,18\r\n"
                 "2026-01-31T09:00:00Z\t72\tDE-2\tLost\tEUR\t" +
                 amount + "\r\n"));
    run.driver.call.selected.front().country_code = country;
    run.driver.call.history_from = *parse_time("2026-01-30T00:00:00Z");
    return run.driver.sync("fba_reimbursements");
  };
  const TaskResult refused = sync_in("DE", "-1.025");
  REQUIRE(refused.failure);
  CHECK(says(refused.failure->message(), "column 'amount-total' is \"-1.025\", which is no amount"));
  CHECK(refused.rows.empty());
  CHECK(sync_in("DE", "-1.025,00").rows.at(1)["amount_total"].text == "-1025.00");
  CHECK(sync_in("GB", "-1.025").rows.at(1)["amount_total"].text == "-1.025");
}

TEST_CASE("a time of a listing in a zone that is not known is nothing, and is told", "[reports]") {
  const auto sync_with = [](const std::string& time) {
    Run run(provider("seller-sku\topen-date\r\nUS-1\t2026-01-02 08:30:00 PST\r\nUS-2\t" + time +
                     "\r\nUS-3\t" + time + "\r\n"));
    return run.driver.sync("listings");
  };
  const TaskResult result = sync_with("2018-01-15 10:35:42 XYZT");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 3);
  CHECK(says(result.rows[0]["opened_at"].shown(), "2026-01-02T16:30:00"));
  CHECK(result.rows[1]["opened_at"].shown() == "null");
  REQUIRE(result.notices.size() == 1);
  CHECK(result.notices[0].code == "unknown_time_zone");
  CHECK(says(result.notices[0].message, "2 listings"));
  CHECK(says(result.notices[0].message, "XYZT"));
  CHECK(claims_something(result));
  // What is no time at all is no question of its zone.
  for (const char* bad : {"yesterday", "2018-01-15 XYZT", "2018-13-15 10:35:42 XYZT",
                          "2018-01-15 10:99:42 XYZT", "2018-01-15 10:35:42 X.1", "2018-01-15 10:35:42"}) {
    INFO(bad);
    const TaskResult failed = sync_with(bad);
    REQUIRE(failed.failure);
    CHECK(says(failed.failure->message(), "which is no time"));
  }
}
