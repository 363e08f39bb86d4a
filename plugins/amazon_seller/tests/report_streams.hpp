// Every stream of reports with a small good report of one window, for tests that go through all of them.
#pragma once
#include <string>
#include <vector>

#include "report_provider.hpp"

namespace amazon_seller::testing {

struct ReportStream {
  std::string stream;
  const char* history_from;  // one report is asked for
  std::string good, required;
  size_t rows;
  std::string listed{};  // of reports that Amazon makes by itself
};

// "US" stands in each of them once more than elsewhere: in a text.
inline const std::string kTraffic =
    R"({"reportSpecification":{"reportType":"GET_SALES_AND_TRAFFIC_REPORT","reportOptions":
  {"dateGranularity":"DAY","asinGranularity":"CHILD"},"dataStartTime":"2026-01-30","dataEndTime":"2026-01-30",
  "marketplaceIds":["ATVPDKIKX0DER"]},"salesAndTrafficByDate":[{"date":"2026-01-30","salesByDate":{"unitsOrdered":2}}],
  "salesAndTrafficByAsin":[{"parentAsin":"B0HARBOR00","childAsin":"B0HARBOR01","salesByAsin":{"unitsOrdered":2}}]})";

inline std::string vendor_report(const std::string& type, const std::string& options,
                                 const std::string& what) {
  return R"({"reportSpecification":{"reportType":")" + type + R"(","reportOptions":{"reportPeriod":"DAY")" +
         options +
         R"(},"dataStartTime":"2026-01-27","dataEndTime":"2026-01-27","marketplaceIds":["ATVPDKIKX0DER"]},")" +
         what + R"(Aggregate":[{"startDate":"2026-01-27","endDate":"2026-01-27"}],")" + what +
         R"(ByAsin":[{"startDate":"2026-01-27","endDate":"2026-01-27","asin":"B0HARBOR01"}]})";
}

inline const std::string kViews = R"(,"distributorView":"MANUFACTURING","sellingProgram":"RETAIL")";
inline constexpr const char* kYesterday = "2026-01-30T00:00:00Z";
inline constexpr const char* kFourDaysAgo = "2026-01-27T00:00:00Z";
inline constexpr const char* kToday = "2026-01-31T00:00:00Z";

inline const std::vector<ReportStream> kStreams = {
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

inline bool is_json(const std::string& text) {
  return text.starts_with('{');
}

inline TaskResult sync(const ReportStream& one, const std::string& document, const std::string& cursor = {}) {
  Run run(provider(document, one.listed));
  run.driver.call.history_from = *parse_time(one.history_from);
  run.driver.call.cursor = cursor;
  return run.driver.sync(one.stream);
}

inline bool claims_something(const TaskResult& result) {
  return std::ranges::any_of(result.checkpoints, [](const CheckpointValue& point) {
    return !point.listings.empty() || !point.covered.empty() ||
           std::ranges::any_of(point.coverage, [](const Coverage& part) { return !part.lost; });
  });
}

}  // namespace amazon_seller::testing
