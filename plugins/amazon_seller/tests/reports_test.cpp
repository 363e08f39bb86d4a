// What golden cases cannot tell of reports: runs that are abandoned anywhere, documents that are cut or damaged anywhere, large ones.
#include <malloc.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>

#include "reports/table_report.hpp"

using namespace mooring;
using namespace mooring::testing;

namespace {

constexpr const char* kReports = "/reports/2021-06-30/reports";

CannedResponse json(std::string body, int32_t status = 200) {
  return {status, std::move(body), {{"x-amzn-requestid", "req-1"}}};
}

std::string report_json(const std::string& id, const std::string& type) {
  return R"({"reportId":")" + id + R"(","reportType":")" + type +
         R"(","processingStatus":"DONE","createdTime":"2026-01-31T12:00:00Z","marketplaceIds":["ATVPDKIKX0DER"],)"
         R"("reportDocumentId":"doc-)" +
         id + "\"}";
}

// Amazon whose reports are ready at once, and each of which is `document`. `listed`: what getReports has.
std::function<Outcome(const SeenRequest&)> provider(std::string document, std::string listed = {}) {
  return [document = std::move(document), listed = std::move(listed),
          number = 0](const SeenRequest& request) mutable {
    if (request.method == "POST") return json(R"({"reportId":")" + std::to_string(++number) + "\"}", 202);
    if (request.path == kReports) return json(R"({"reports":[)" + listed + "]}");
    if (request.path.starts_with(kReports))
      return json(report_json(request.path.substr(request.path.rfind('/') + 1), "any"));
    if (request.path.starts_with("/reports/"))
      return json(
          R"({"reportDocumentId":"d","url":"https://reports.s3.amazonaws.com/r?X-Amz-Signature=secret"})");
    return CannedResponse{200, document, {{"content-type", "text/plain; charset=UTF-8"}}};
  };
}

class Run {
 public:
  explicit Run(std::function<Outcome(const SeenRequest&)> answer) : driver(mooring_plugin_v1, http) {
    http.otherwise(std::move(answer));
    driver.clock = VirtualClock(*parse_time("2026-01-31T12:00:00Z"));
    driver.call.history_from = *parse_time("2025-11-01T00:00:00Z");
    Marketplace store("ATVPDKIKX0DER", "Amazon.com");
    store.country_code = "US";
    store.currency = "USD";
    driver.call.selected = {store};
  }
  size_t posts() const {
    return static_cast<size_t>(std::ranges::count(http.seen(), std::string("POST"), &SeenRequest::method));
  }

  ScriptedHttp http;
  TaskDriver driver;
};

const std::string kReturnsTable =
    "return-date\torder-id\tsku\tquantity\treason\r\n"
    "2026-01-05T08:00:00+00:00\t111-1\tUS-1\t1\tDEFECTIVE\r\n"
    "2026-01-06T08:00:00+00:00\t111-2\tUS-\xC3\xA9\t1\tUNWANTED_ITEM\r\n";

const std::string kSettlementTable =
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-"
    "amount\tcurrency\ttransaction-type\t"
    "amount-type\tamount-description\tamount\tposted-date\r\n"
    "14\t2026-01-01 08:00:00 UTC\t2026-01-15 08:00:00 UTC\t2026-01-17 08:00:00 UTC\t30.50\tUSD\r\n"
    "14\t\t\t\t\t\tOrder\tItemPrice\tPrincipal\t40.50\t2026-01-03\r\n"
    "14\t\t\t\t\t\tOrder\tItemFees\tCommission\t-10.00\t2026-01-03\r\n";

const std::string kSettlementType = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A document that cannot be used fails the run so, and nothing is told of its days.
void check_refused(const TaskResult& result) {
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), "cannot be read"));
  CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r");
  CHECK_FALSE(says(result.failure->message(), "secret"));
}

}  // namespace

TEST_CASE("a run of reports that is abandoned anywhere asks for nothing twice that it knows of",
          "[reports]") {
  size_t steps = 0;
  std::string end;
  {
    Run run(provider(kReturnsTable));
    const TaskResult whole = run.driver.sync("fba_returns");
    REQUIRE(whole.done());
    steps = whole.steps;
    end = whole.cursor();
    CHECK(run.posts() == 4);  // of 92 days
  }
  for (size_t stop = 1; stop < steps; ++stop) {
    INFO(stop);
    Run run(provider(kReturnsTable));
    run.driver.go_on = [&](size_t step) { return step < stop; };
    const TaskResult first = run.driver.sync("fba_returns");
    run.driver.go_on = nullptr;
    run.driver.call.cursor = first.cursor();
    const TaskResult second = run.driver.sync("fba_returns");
    REQUIRE(second.done());
    CHECK(second.cursor() == end);
    CHECK(run.posts() <= 6);  // a request whose answer was not committed; today's days once more
  }
}

TEST_CASE("a table that is cut off anywhere is refused, or is a shorter table", "[reports]") {
  for (size_t size = 0; size < kReturnsTable.size(); ++size) {
    INFO(size);
    Run run(provider(kReturnsTable.substr(0, size)));
    run.driver.call.history_from = *parse_time("2026-01-05T00:00:00Z");
    const TaskResult result = run.driver.sync("fba_returns");
    if (!result.failure) continue;
    check_refused(result);
    for (const CheckpointValue& point : result.checkpoints)
      CHECK(point.covered.empty());
    run.http.otherwise(provider(kReturnsTable));
    run.driver.call.cursor = result.cursor();
    const TaskResult next = run.driver.sync("fba_returns");
    REQUIRE(next.done());
    CHECK(next.rows.size() == 2);
  }
}

TEST_CASE("a table with any byte damaged never ends the process, and fails in words", "[reports]") {
  for (size_t at = 0; at < kReturnsTable.size(); ++at) {
    for (const char byte : {'\0', '\t', '\n', '"', '\xFF'}) {
      std::string damaged = kReturnsTable;
      damaged[at] = byte;
      Run run(provider(damaged));
      run.driver.call.history_from = *parse_time("2026-01-05T00:00:00Z");
      const TaskResult result = run.driver.sync("fba_returns");
      INFO(at << " " << static_cast<int>(byte));
      if (result.failure) check_refused(result);
      if (byte == '\xFF' || byte == '\0') CHECK(result.failure);
    }
  }
}

TEST_CASE("a settlement whose lines are missing is noticed", "[reports]") {
  Run whole(provider(kSettlementTable, report_json("91", kSettlementType)));
  const TaskResult good = whole.driver.sync("settlements");
  REQUIRE(good.done());
  CHECK(good.rows_of("settlement_lines").size() == 2);
  CHECK(good.notices.empty());
  const size_t last_line = kSettlementTable.rfind("14\t");
  Run cut(provider(kSettlementTable.substr(0, last_line), report_json("91", kSettlementType)));
  const TaskResult result = cut.driver.sync("settlements");
  REQUIRE(result.done());
  REQUIRE(result.notices.size() == 1);
  CHECK(says(result.notices[0].message, "sum up to 40.50 USD, Amazon tells 30.50"));
}

TEST_CASE("a settlement is read once", "[reports]") {
  Run run(provider(kSettlementTable, report_json("91", kSettlementType)));
  const TaskResult first = run.driver.sync("settlements");
  run.driver.call.cursor = first.cursor();
  const TaskResult second = run.driver.sync("settlements");
  REQUIRE(second.done());
  CHECK(second.rows.empty());
}

TEST_CASE("a large table is committed in parts, wherever the parts of its body end", "[reports]") {
  constexpr int kRows = 12'000;
  std::string table = kReturnsTable.substr(0, kReturnsTable.find('\n') + 1);
  for (int i = 0; i < kRows; ++i)
    table += "2026-01-30T08:00:00+00:00\t111-" + std::to_string(i) + "\tUS-1\t1\tDEFECTIVE\r\n";
  Run run(provider(table));
  run.driver.call.history_from = *parse_time("2026-01-29T00:00:00Z");
  run.driver.body_part_bytes = 10'007;
  run.driver.max_steps = 1'000'000;
  const TaskResult result = run.driver.sync("fba_returns");
  REQUIRE(result.done());
  CHECK(result.rows.size() == kRows);
  for (const CheckpointValue& point : result.checkpoints)
    CHECK(point.committed_rows < 5'500);
}

TEST_CASE("a table of any size needs the memory of a few thousand rows", "[reports]") {
  class Lines : public amazon_seller::TableRows {
   public:
    explicit Lines(const amazon_seller::ReportScope&) {}
    void bind(const DelimitedReader& table) override { amount_ = table.column({"amount"}); }
    void add(amazon_seller::TableRow& row, amazon_seller::ReportSink& sink) override {
      sink.rows().begin_row({}, row.raw()).add_decimal(row.amount(amount_));
    }

   private:
    amazon_seller::Column amount_;
  };
  constexpr amazon_seller::ReportOutput kOutputs[] = {{"lines", 1}};
  amazon_seller::ReportSink sink(kOutputs);
  const auto reader = amazon_seller::table_reader<Lines>({}, {});
  reader->feed("order-id\tdescription\tamount\n", sink);
  std::string part;
  while (part.size() < 64 * 1024)
    part += "111-0000001-0000001\tSome description of the amount\t-12,50\n";
  const size_t before = mallinfo2().uordblks;
  size_t most = 0, rows = 0;
  for (size_t bytes = 0; bytes < (16u << 20); bytes += part.size()) {
    reader->feed(part, sink);
    most = std::max(most, mallinfo2().uordblks - before);
    if (!sink.is_full()) continue;
    rows += sink.rows().size();
    sink.rows().clear();
  }
  reader->finish(sink);
  CHECK(sink.records == rows + sink.rows().size());
  CHECK(sink.records > 250'000);
  CHECK(most < (8u << 20));
}
