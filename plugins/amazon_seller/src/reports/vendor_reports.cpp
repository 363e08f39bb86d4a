// GET_VENDOR_SALES_REPORT, GET_VENDOR_INVENTORY_REPORT, GET_VENDOR_TRAFFIC_REPORT: of the whole catalog by day, and of each ASIN.
#include "reports/contradictions.hpp"
#include "reports/json_metrics.hpp"
#include "reports/json_report.hpp"
#include "reports/report_parts.hpp"
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
constexpr std::string_view kViews[] = {"MANUFACTURING", "SOURCING"};
constexpr std::string_view kSalesPrograms[] = {"RETAIL", "BUSINESS", "FRESH"};
constexpr std::string_view kInventoryPrograms[] = {"RETAIL", "FRESH"};
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
  std::span<const std::string_view> programs;  // by distributor view and selling program; empty: by neither
};

constexpr VendorReport kSalesReport = {
    "GET_VENDOR_SALES_REPORT", "salesAggregate", "salesByAsin", kSales, kSales, kSalesPrograms};
constexpr VendorReport kInventoryReport = {
    "GET_VENDOR_INVENTORY_REPORT", "inventoryAggregate", "inventoryByAsin",
    kInventoryAggregate,           kInventoryByAsin,     kInventoryPrograms};
constexpr VendorReport kTrafficReport = {
    "GET_VENDOR_TRAFFIC_REPORT", "trafficAggregate", "trafficByAsin", kTraffic, kTraffic, {}};

constexpr ReportOutput kSalesOutputs[] = {{"vendor_sales", 6 + std::size(kSales)},
                                          {"vendor_sales_by_asin", 7 + std::size(kSales)}};
constexpr ReportOutput kInventoryOutputs[] = {{"vendor_inventory", 6 + std::size(kInventoryAggregate)},
                                              {"vendor_inventory_by_asin", 7 + std::size(kInventoryByAsin)}};
constexpr ReportOutput kTrafficOutputs[] = {{"vendor_traffic", 2 + std::size(kTraffic)},
                                            {"vendor_traffic_by_asin", 3 + std::size(kTraffic)}};

class VendorRecords : public JsonRecords {
 public:
  VendorRecords(const ReportScope& scope, const VendorReport& report)
      : scope_(scope), report_(report), aggregate_(report.aggregate_metrics), by_asin_(report.asin_metrics) {}

  void add(const JsonRecord& record, ReportSink& sink) override {
    if (record.member == "reportSpecification") {
      check_specification(record, {report_.type, scope_, scope_.options});
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
    if (!scope_.part.empty()) {
      const size_t slash = scope_.part.find('/');
      rows.add_text(scope_.part.substr(0, slash)).add_text(scope_.part.substr(slash + 1));
    }
    rows.add_date(start);
    if (of_asin) rows.add_text(asin);
    metrics.add_to(rows);
    if (!scope_.part.empty()) rows.add_text(scope_.part);
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
  Metrics aggregate_, by_asin_;
  Contradictions days_, asins_;
  const Metrics* place_ = nullptr;
  bool has_specification_ = false;
};

template <const VendorReport& report>
std::unique_ptr<ReportReader> make_reader(const ReportScope& scope, const OpenReport&) {
  return std::make_unique<JsonReader>(std::make_unique<VendorRecords>(scope, report));
}

template <const VendorReport& report>
ReportDeclaration declaration_of(std::span<const ReportOutput> outputs) {
  ReportDeclaration declared;
  declared.report_type = report.type;
  declared.role = "Brand Analytics";
  declared.outputs = outputs;
  declared.days = kDays;
  declared.options = {kPeriod};
  declared.again_after = kAgainAfter;
  declared.may_adopt = false;  // somebody else's may be of another period, view or program
  declared.reader = make_reader<report>;
  return declared;
}

// What is set; without a host that passes it, the first known.
std::vector<std::string_view> chosen(const Call& call, const char* setting,
                                     std::span<const std::string_view> known) {
  std::vector<std::string_view> wanted = call.setting_list(setting);
  if (wanted.empty()) wanted.push_back(known.front());
  std::vector<std::string_view> all;
  for (const std::string_view one : known)
    if (std::ranges::find(wanted, one) != wanted.end()) all.push_back(one);
  for (const std::string_view one : wanted)
    if (std::ranges::find(known, one) == known.end())
      throw Failure(FailureKind::internal, "the setting " + std::string(setting) + " has '" +
                                               std::string(one) + "', which Amazon does not know");
  return all;
}

std::vector<ReportDeclaration> parts_of(const Call& call, const VendorReport& report,
                                        const ReportDeclaration& whole) {
  std::vector<ReportDeclaration> parts;
  for (const std::string_view view : chosen(call, "vendor_view", kViews))
    for (const std::string_view program : chosen(call, "vendor_programs", kSalesPrograms)) {
      if (std::ranges::find(report.programs, program) == report.programs.end()) continue;
      ReportDeclaration& part = parts.emplace_back(whole);
      part.options = {kPeriod, {"distributorView", view}, {"sellingProgram", program}};
      part.part = std::string(view) + "/" + std::string(program);
      part.part_field = "view_program";
    }
  return parts;
}

Task<> sync_parts(Context& ctx, const Call& call, const VendorReport& report, ReportDeclaration whole) {
  std::vector<ReportDeclaration> parts = parts_of(call, report, whole);
  if (!parts.empty()) {
    co_await sync_report_parts(ctx, call, std::move(parts));
    co_return;
  }
  co_await ctx.notice(Notice("nothing_chosen", "Amazon tells " + std::string(report.type) +
                                                   " of other selling programs than those that the "
                                                   "setting vendor_programs names"));
}

}  // namespace

Task<> sync_vendor_sales(Context& ctx, const Call& call) {
  co_await sync_parts(ctx, call, kSalesReport, declaration_of<kSalesReport>(kSalesOutputs));
}

Task<> sync_vendor_inventory(Context& ctx, const Call& call) {
  co_await sync_parts(ctx, call, kInventoryReport, declaration_of<kInventoryReport>(kInventoryOutputs));
}

Task<> sync_vendor_traffic(Context& ctx, const Call& call) {
  static const ReportDeclaration kDeclaration = declaration_of<kTrafficReport>(kTrafficOutputs);
  co_await sync_reports(ctx, call, kDeclaration);
}

}  // namespace amazon_seller
