// What golden cases cannot tell of reports: runs that are abandoned anywhere, documents that are cut or damaged anywhere, large ones.
#include <malloc.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>

#include "report_provider.hpp"
#include "reports/table_report.hpp"

using namespace mooring;
using namespace mooring::testing;
using namespace amazon_seller::testing;

namespace {

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

TEST_CASE("a settlement that was cut off is read again until it is whole, or was read four times",
          "[reports]") {
  const std::string half = kSettlementTable.substr(0, kSettlementTable.rfind("14\t"));
  Run run(provider(half, report_json("91", kSettlementType)));
  for (int i = 0; i < 3; ++i) {
    INFO(i);
    const TaskResult cut = run.driver.sync("settlements");
    REQUIRE(cut.done());
    CHECK(cut.rows_of("settlement_lines").size() == 1);
    CHECK(cut.notices.size() == 1);
    run.driver.call.cursor = cut.cursor();
  }
  SECTION("whole") {
    run.http.otherwise(provider(kSettlementTable, report_json("91", kSettlementType)));
    const TaskResult whole = run.driver.sync("settlements");
    REQUIRE(whole.done());
    CHECK(whole.rows_of("settlement_lines").size() == 2);
    CHECK(whole.notices.empty());
    run.driver.call.cursor = whole.cursor();
  }
  SECTION("never whole") {
    const TaskResult last = run.driver.sync("settlements");
    REQUIRE(last.done());
    CHECK(last.notices.size() == 1);
    run.driver.call.cursor = last.cursor();
  }
  const TaskResult next = run.driver.sync("settlements");
  REQUIRE(next.done());
  CHECK(next.rows.empty());
  CHECK(next.cursor().find("doubted") == std::string::npos);
}

TEST_CASE("where two reports in a row are refused as wrong, no other is asked for", "[reports]") {
  const std::string refusal =
      R"({"errors":[{"code":"InvalidInput","message":"marketplaceIds must match the marketplace"}]})";
  Run run([&](const SeenRequest& request) -> Outcome {
    return request.method == "POST" ? json(refusal, 400) : json(R"({"reports":[]})");
  });
  const TaskResult result = run.driver.sync("fba_returns");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::request_rejected);
  CHECK(says(result.failure->message(), "marketplaceIds must match the marketplace"));
  CHECK(run.posts() == 2);  // of four
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
  reader->feed("order-id\tdescription\tamount\n");
  std::string part;
  while (part.size() < 64 * 1024)
    part += "111-0000001-0000001\tSome description of the amount\t-12,50\n";
  const size_t before = mallinfo2().uordblks;
  size_t most = 0, rows = 0;
  for (size_t bytes = 0; bytes < (16u << 20); bytes += part.size()) {
    reader->feed(part);
    while (!reader->take(sink)) {
      most = std::max(most, mallinfo2().uordblks - before);
      rows += sink.rows().size();
      sink.rows().clear();
    }
  }
  reader->end();
  CHECK(reader->take(sink));
  reader->finish(sink);
  CHECK(sink.records == rows + sink.rows().size());
  CHECK(sink.records > 250'000);
  CHECK(most < (8u << 20));
}
