// GET_VENDOR_SALES_REPORT, GET_VENDOR_INVENTORY_REPORT, GET_VENDOR_TRAFFIC_REPORT: of the whole catalog by day, and of each ASIN.
#include "reports/contradictions.hpp"
#include "reports/json_metrics.hpp"
#include "reports/json_report.hpp"
#include "reports/report_specification.hpp"
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"

namespace amazon_seller {

using namespace mooring;
using amazon::Text;
using amazon::Unreadable;
using amazon::Value;

namespace {

// Amazon has a day's figures about 72 hours after its end, and corrects them for some days more. It keeps them for 1,460 days, and
// takes at most 15 of them in a report.
constexpr DayRule kDays = {
    .chunk_days = 14, .lookback_days = 10, .retention_days = 1450, .newest_age_days = 4, .lists_days = true};
constexpr std::string_view kManufacturing = "MANUFACTURING", kSourcing = "SOURCING", kRetail = "RETAIL";
constexpr ReportOption kPeriod = {"reportPeriod", "DAY"};

constexpr Metric kSales[] = {
    {"customerReturns", MetricKind::integer}, {"orderedRevenue", MetricKind::amount},
    {"orderedUnits", MetricKind::integer},    {"shippedCogs", MetricKind::amount},
    {"shippedRevenue", MetricKind::amount},   {"shippedUnits", MetricKind::integer},
};

constexpr Metric kInventoryAggregate[] = {
    {"procurableProductOutOfStockRate", MetricKind::decimal},
    {"uft", MetricKind::decimal},
    {"receiveFillRate", MetricKind::decimal},
    {"vendorConfirmationRate", MetricKind::decimal},
    {"netReceivedInventoryCost", MetricKind::amount},
    {"netReceivedInventoryUnits", MetricKind::integer},
    {"openPurchaseOrderUnits", MetricKind::integer},
    {"averageVendorLeadTimeDays", MetricKind::decimal},
    {"sellThroughRate", MetricKind::decimal},
    {"unfilledCustomerOrderedUnits", MetricKind::integer},
    {"sellableOnHandInventoryCost", MetricKind::amount},
    {"sellableOnHandInventoryUnits", MetricKind::integer},
    {"unsellableOnHandInventoryCost", MetricKind::amount},
    {"unsellableOnHandInventoryUnits", MetricKind::integer},
    {"aged90PlusDaysSellableInventoryCost", MetricKind::amount},
    {"aged90PlusDaysSellableInventoryUnits", MetricKind::integer},
    {"unhealthyInventoryCost", MetricKind::amount},
    {"unhealthyInventoryUnits", MetricKind::integer},
};

// An ASIN has all but what is told of the whole catalog alone.
constexpr auto kInventoryByAsin = std::span(kInventoryAggregate).subspan(3);
static_assert(std::string_view(kInventoryByAsin.front().member) == "vendorConfirmationRate");

constexpr Metric kTraffic[] = {
    {"glanceViews", MetricKind::integer},
};

// One of the three reports.
struct VendorReport {
  const char *type, *aggregate, *by_asin;  // the type, and the members that hold the records
  std::span<const Metric> aggregate_metrics, asin_metrics;
  bool has_views = true;  // by distributor view and selling program
};

constexpr VendorReport kSalesReport = {"GET_VENDOR_SALES_REPORT", "salesAggregate", "salesByAsin", kSales,
                                       kSales};
constexpr VendorReport kInventoryReport = {"GET_VENDOR_INVENTORY_REPORT", "inventoryAggregate",
                                           "inventoryByAsin", kInventoryAggregate, kInventoryByAsin};
constexpr VendorReport kTrafficReport = {
    "GET_VENDOR_TRAFFIC_REPORT", "trafficAggregate", "trafficByAsin", kTraffic, kTraffic, false};

constexpr ReportOutput kSalesOutputs[] = {{"vendor_sales", 5 + std::size(kSales)},
                                          {"vendor_sales_by_asin", 6 + std::size(kSales)}};
constexpr ReportOutput kInventoryOutputs[] = {{"vendor_inventory", 5 + std::size(kInventoryAggregate)},
                                              {"vendor_inventory_by_asin", 6 + std::size(kInventoryByAsin)}};
constexpr ReportOutput kTrafficOutputs[] = {{"vendor_traffic", 2 + std::size(kTraffic)},
                                            {"vendor_traffic_by_asin", 3 + std::size(kTraffic)}};

std::vector<ReportOption> options_of(const VendorReport& report, std::string_view view) {
  if (!report.has_views) return {kPeriod};
  return {kPeriod, {"distributorView", view}, {"sellingProgram", kRetail}};
}

class VendorRecords : public JsonRecords {
 public:
  VendorRecords(const ReportScope& scope, const VendorReport& report, std::string_view view)
      : scope_(scope),
        report_(report),
        view_(view),
        options_(options_of(report, view)),
        aggregate_(report.aggregate_metrics),
        by_asin_(report.asin_metrics) {}

  void add(const JsonRecord& record, ReportSink& sink) override {
    if (record.member == "reportSpecification") {
      check_specification(record, {report_.type, scope_, options_});
      has_specification_ = true;
    } else if (record.member == report_.aggregate) {
      add_record(record, aggregate_, false, sink.rows(0));
    } else if (record.member == report_.by_asin) {
      add_record(record, by_asin_, true, sink.rows(1));
    }
  }

  std::vector<std::string_view> arrays() const override { return {report_.aggregate, report_.by_asin}; }

  void finish(ReportSink&) override {
    if (!has_specification_) throw Unreadable("the report has no member 'reportSpecification'");
  }

  std::string place() const override { return place_ != nullptr ? place_->place() : ""; }

 private:
  void add_record(const JsonRecord& record, Metrics& metrics, bool of_asin, Rows& rows) {
    metrics.clear();
    place_ = &metrics;
    Text start, end, asin;
    amazon::for_each_member(record.value(), [&](std::string_view key, Value value) {
      if (key == "startDate")
        start = metrics.values().date("startDate", value);
      else if (key == "endDate")
        end = metrics.values().date("endDate", value);
      else if (key == "asin")
        asin = metrics.values().some_text("asin", value);
      else
        metrics.take("", key, value);
    });
    check_day(start, end);
    if (of_asin && !asin) throw Unreadable("it has no 'asin'");
    (of_asin ? asins_ : days_).refuse({*start, asin.value_or("")}, record.raw);
    rows.begin_row(scope_.marketplace, record.raw).add_text(scope_.marketplace);
    if (report_.has_views) rows.add_text(view_).add_text(kRetail);
    rows.add_date(start);
    if (of_asin) rows.add_text(asin);
    metrics.add_to(rows);
  }

  // A record of a week would count seven times.
  void check_day(Text start, Text end) const {
    if (!start || !end) throw Unreadable("it has no 'startDate' or no 'endDate'");
    const auto day = amazon::parse_day(*start);
    if (*start != *end || !day || !scope_.days || *day < scope_.days->first || *day > scope_.days->last)
      throw Unreadable("it is of " + std::string(*start) + " to " + std::string(*end) +
                       ", which is no day that was asked for");
  }

  const ReportScope scope_;
  const VendorReport& report_;
  const std::string_view view_;
  const std::vector<ReportOption> options_;
  Metrics aggregate_, by_asin_;
  Contradictions days_, asins_;
  const Metrics* place_ = nullptr;
  bool has_specification_ = false;
};

template <const VendorReport& report, bool of_sourcing>
std::unique_ptr<ReportReader> make_reader(const ReportScope& scope, const OpenReport&) {
  const std::string_view view = of_sourcing ? kSourcing : kManufacturing;
  return std::make_unique<JsonReader>(std::make_unique<VendorRecords>(scope, report, view));
}

template <const VendorReport& report, bool of_sourcing>
const ReportDeclaration& declaration(std::span<const ReportOutput> outputs) {
  static const ReportDeclaration kDeclaration = [&] {
    ReportDeclaration declared;
    declared.report_type = report.type;
    declared.role = "Brand Analytics";
    declared.outputs = outputs;
    declared.days = kDays;
    declared.options = options_of(report, of_sourcing ? kSourcing : kManufacturing);
    declared.again_after = kAgainAfter;
    declared.may_adopt = false;  // somebody else's may be of another period or view
    declared.reader = make_reader<report, of_sourcing>;
    return declared;
  }();
  return kDeclaration;
}

bool reads_sourcing(const Call& call) {
  const std::string_view view = call.setting("vendor_view");
  if (view == kSourcing) return true;
  if (view.empty() || view == kManufacturing) return false;
  throw Failure(FailureKind::internal,
                "the setting vendor_view is '" + std::string(view) + "': it takes MANUFACTURING or SOURCING");
}

}  // namespace

Task<> sync_vendor_sales(Context& ctx, const Call& call) {
  co_await sync_reports(ctx, call,
                        reads_sourcing(call) ? declaration<kSalesReport, true>(kSalesOutputs)
                                             : declaration<kSalesReport, false>(kSalesOutputs));
}

Task<> sync_vendor_inventory(Context& ctx, const Call& call) {
  co_await sync_reports(ctx, call,
                        reads_sourcing(call) ? declaration<kInventoryReport, true>(kInventoryOutputs)
                                             : declaration<kInventoryReport, false>(kInventoryOutputs));
}

Task<> sync_vendor_traffic(Context& ctx, const Call& call) {
  co_await sync_reports(ctx, call, declaration<kTrafficReport, false>(kTrafficOutputs));
}

}  // namespace amazon_seller
