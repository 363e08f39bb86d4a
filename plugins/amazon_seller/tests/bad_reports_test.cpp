// What may come instead of a report's document, for every stream of reports: the run fails with the place and a sample, keeps no
// row of it and claims nothing, and the next good run repairs everything.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <mooring/testing/golden_case.hpp>

#include "report_provider.hpp"

using namespace amazon_seller::testing;

namespace {

struct ReportStream {
  std::string stream;
  const char* history_from;  // one report is asked for
  std::string good, required;
  size_t rows;
  std::string listed{};  // of reports that Amazon makes by itself
};

// "US" stands in each of them once more than elsewhere: in a text.
const std::string kTraffic =
    R"({"reportSpecification":{"reportType":"GET_SALES_AND_TRAFFIC_REPORT","reportOptions":
  {"dateGranularity":"DAY","asinGranularity":"CHILD"},"dataStartTime":"2026-01-30","dataEndTime":"2026-01-30",
  "marketplaceIds":["ATVPDKIKX0DER"]},"salesAndTrafficByDate":[{"date":"2026-01-30","salesByDate":{"unitsOrdered":2}}],
  "salesAndTrafficByAsin":[{"parentAsin":"B0HARBOR00","childAsin":"B0HARBOR01","salesByAsin":{"unitsOrdered":2}}]})";

std::string vendor_report(const std::string& type, const std::string& options, const std::string& what) {
  return R"({"reportSpecification":{"reportType":")" + type + R"(","reportOptions":{"reportPeriod":"DAY")" +
         options +
         R"(},"dataStartTime":"2026-01-27","dataEndTime":"2026-01-27","marketplaceIds":["ATVPDKIKX0DER"]},")" +
         what + R"(Aggregate":[{"startDate":"2026-01-27","endDate":"2026-01-27"}],")" + what +
         R"(ByAsin":[{"startDate":"2026-01-27","endDate":"2026-01-27","asin":"B0HARBOR01"}]})";
}

const std::string kViews = R"(,"distributorView":"MANUFACTURING","sellingProgram":"RETAIL")";
constexpr const char* kYesterday = "2026-01-30T00:00:00Z";
constexpr const char* kFourDaysAgo = "2026-01-27T00:00:00Z";
constexpr const char* kToday = "2026-01-31T00:00:00Z";

const std::vector<ReportStream> kStreams = {
    {"listings", kToday, "seller-sku\titem-name\tprice\r\nUS-1\tMug\t9.50\r\nUS-2\tCup\t8.50\r\n",
     "seller-sku", 2},
    {"fba_returns", kYesterday,
     "return-date\torder-id\tsku\tquantity\r\n2026-01-31T08:00:00Z\t111-1\tUS-1\t1\r\n2026-01-31T09:00:"
     "00Z\t111-2\tUS-2\t1\r\n",
     "order-id", 2},
    {"fba_reimbursements", kYesterday,
     "approval-date\treimbursement-id\tsku\treason\tcurrency-unit\tamount-total\r\n2026-01-31T08:00:"
     "00Z\t71\tUS-"
     "1\tLost\tUSD\t2.50\r\n"
     "2026-01-31T09:00:00Z\t72\tUS-2\tLost\tUSD\t2.50\r\n",
     "reimbursement-id", 2},
    {"fba_inventory_ledger", kYesterday,
     "Date\tFNSKU\tMSKU\tDisposition\tLocation\tEnding Warehouse "
     "Balance\r\n01/30/2026\tX1\tUS-1\tSELLABLE\tUS\t4\r\n"
     "01/30/2026\tX2\tUS-2\tSELLABLE\tUS\t5\r\n",
     "Ending Warehouse Balance", 2},
    {"merchant_returns", kYesterday,
     "Order ID\tReturn request date\tMerchant SKU\r\n111-1\t2026-01-31\tUS-1\r\n111-2\t2026-01-31\tUS-2\r\n",
     "Merchant SKU", 2},
    {"settlements", kToday, kSettlementTable, "amount-description", 3, report_json("91", kSettlementType)},
    {"sales_traffic", kYesterday, kTraffic, "reportSpecification", 2},
    {"vendor_sales", kFourDaysAgo, vendor_report("GET_VENDOR_SALES_REPORT", kViews, "sales"), "asin", 2},
    {"vendor_inventory", kFourDaysAgo, vendor_report("GET_VENDOR_INVENTORY_REPORT", kViews, "inventory"),
     "asin", 2},
    {"vendor_traffic", kFourDaysAgo, vendor_report("GET_VENDOR_TRAFFIC_REPORT", "", "traffic"), "asin", 2},
};

std::string with(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.rfind(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

bool is_json(const std::string& text) {
  return text.starts_with('{');
}

struct Damage {
  std::string name;
  std::function<std::string(const ReportStream&)> document;
  std::string said;
};

const std::vector<Damage> kDamages = {
    // A row that is cut within its last cell is a shorter text: gzip and the length of the answer tell that.
    {"cut off",
     [](const ReportStream& one) {
       return one.good.substr(0, one.good.rfind(is_json(one.good) ? '"' : '\t') - 1);
     },
     ""},
    {"another character set",
     [](const ReportStream& one) { return with(one.good, is_json(one.good) ? "B0" : "U", "\xE9"); }, "UTF-8"},
    {"an error of the storage",
     [](const ReportStream&) {
       return std::string("<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>");
     },
     ""},
    {"nothing", [](const ReportStream&) { return std::string(); }, ""},
    {"twice in one body", [](const ReportStream& one) { return one.good + one.good; }, ""},
    {"without what must be there",
     [](const ReportStream& one) {
       std::string without = one.good;
       for (size_t at; (at = without.find(one.required)) != std::string::npos;)
         without.replace(at, one.required.size(), "other");
       return without;
     },
     ""},
    {"a record without end",
     [](const ReportStream& one) {
       return with(one.good, is_json(one.good) ? "B0" : "U", std::string(5 << 20, 'x'));
     },
     "bytes"},
    {"a zero byte",
     [](const ReportStream& one) {
       return with(one.good, is_json(one.good) ? "\"" : "\t", std::string(1, '\0'));
     },
     ""},
};

TaskResult sync(const ReportStream& one, const std::string& document, const std::string& cursor = {}) {
  Run run(provider(document, one.listed));
  run.driver.call.history_from = *parse_time(one.history_from);
  run.driver.call.cursor = cursor;
  return run.driver.sync(one.stream);
}

bool claims_something(const TaskResult& result) {
  return std::ranges::any_of(result.checkpoints, [](const CheckpointValue& point) {
    return !point.listings.empty() || !point.covered.empty() ||
           std::ranges::any_of(point.coverage, [](const Coverage& part) { return !part.lost; });
  });
}

}  // namespace

TEST_CASE("a bad document of any report fails the run, is not kept, and is repaired by the next good run",
          "[reports]") {
  for (const ReportStream& one : kStreams) {
    const TaskResult whole = sync(one, one.good);
    INFO(one.stream << ": " << (whole.failure ? whole.failure->message() : std::string()));
    REQUIRE(whole.done());
    CHECK(whole.rows.size() == one.rows);
    for (const Damage& damage : kDamages) {
      INFO(damage.name);
      const TaskResult result = sync(one, damage.document(one));
      REQUIRE(result.failure);
      INFO(result.failure->message());
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r");
      CHECK(says(result.failure->message(), "cannot be read: "));
      CHECK(says(result.failure->message(), damage.said));
      CHECK_FALSE(says(result.failure->message(), "secret"));
      CHECK(result.rows.empty());
      CHECK_FALSE(claims_something(result));
      const TaskResult next = sync(one, one.good, result.cursor());
      REQUIRE(next.done());
      CHECK(next.rows.size() == one.rows);
      CHECK(claims_something(next));
    }
  }
}

// The last record again, with another end; "" changes nothing.
std::string with_last_record_again(const std::string& good, const std::string& other_end) {
  if (is_json(good)) {
    const size_t begin = good.rfind("[{") + 1, end = good.rfind(']');
    std::string record = good.substr(begin, end - begin);
    if (!other_end.empty()) record.insert(record.size() - 1, R"(,"unitsOfNobody":)" + other_end);
    return good.substr(0, end) + "," + record + good.substr(end);
  }
  const size_t begin = good.rfind("\r\n", good.size() - 3) + 2;
  std::string record = good.substr(begin, good.size() - begin - 2);
  if (!other_end.empty()) record.replace(record.rfind('\t') + 1, std::string::npos, other_end);
  return good + record + "\r\n";
}

TEST_CASE("a report that has one record twice, with other figures, is refused; twice the same is not",
          "[reports]") {
  for (const std::string name : {"listings", "fba_inventory_ledger", "sales_traffic", "vendor_sales",
                                 "vendor_inventory", "vendor_traffic"}) {
    INFO(name);
    const auto one = std::ranges::find(kStreams, name, &ReportStream::stream);
    const TaskResult same = sync(*one, with_last_record_again(one->good, ""));
    REQUIRE(same.done());
    CHECK(claims_something(same));
    const TaskResult other = sync(*one, with_last_record_again(one->good, "7"));
    REQUIRE(other.failure);
    INFO(other.failure->message());
    CHECK(other.failure->kind() == FailureKind::bad_response);
    CHECK(says(other.failure->message(), "the same record came before with other content ("));
    CHECK(says(other.failure->message(), is_json(one->good) ? "record 2 of '" : "line 4 of the table"));
    CHECK(other.rows.empty());
    CHECK_FALSE(claims_something(other));
    const TaskResult next = sync(*one, one->good, other.cursor());
    REQUIRE(next.done());
    CHECK(next.rows.size() == one->rows);
  }
}
