// GET_SALES_AND_TRAFFIC_REPORT: the whole catalog by day, and each ASIN. Its figures by ASIN are one sum over the report's days, so
// a report has one day.
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

constexpr char kType[] = "GET_SALES_AND_TRAFFIC_REPORT";
constexpr ReportOption kOptions[] = {{"dateGranularity", "DAY"}, {"asinGranularity", "CHILD"}};
// A day is complete about 72 hours after its end.
constexpr DayRule kDays = {
    .chunk_days = 1, .lookback_days = 4, .retention_days = 730, .newest_age_days = 1, .lists_days = true};

constexpr Metric kByDate[] = {
    {"orderedProductSales", MetricKind::amount, "salesByDate"},
    {"orderedProductSalesB2B", MetricKind::amount, "salesByDate"},
    {"unitsOrdered", MetricKind::integer, "salesByDate"},
    {"unitsOrderedB2B", MetricKind::integer, "salesByDate"},
    {"totalOrderItems", MetricKind::integer, "salesByDate"},
    {"totalOrderItemsB2B", MetricKind::integer, "salesByDate"},
    {"averageSalesPerOrderItem", MetricKind::amount, "salesByDate"},
    {"averageSalesPerOrderItemB2B", MetricKind::amount, "salesByDate"},
    {"averageUnitsPerOrderItem", MetricKind::decimal, "salesByDate"},
    {"averageUnitsPerOrderItemB2B", MetricKind::decimal, "salesByDate"},
    {"averageSellingPrice", MetricKind::amount, "salesByDate"},
    {"averageSellingPriceB2B", MetricKind::amount, "salesByDate"},
    {"unitsRefunded", MetricKind::integer, "salesByDate"},
    {"refundRate", MetricKind::decimal, "salesByDate"},
    {"claimsGranted", MetricKind::integer, "salesByDate"},
    {"claimsAmount", MetricKind::amount, "salesByDate"},
    {"shippedProductSales", MetricKind::amount, "salesByDate"},
    {"unitsShipped", MetricKind::integer, "salesByDate"},
    {"ordersShipped", MetricKind::integer, "salesByDate"},
    {"browserPageViews", MetricKind::integer, "trafficByDate"},
    {"browserPageViewsB2B", MetricKind::integer, "trafficByDate"},
    {"mobileAppPageViews", MetricKind::integer, "trafficByDate"},
    {"mobileAppPageViewsB2B", MetricKind::integer, "trafficByDate"},
    {"pageViews", MetricKind::integer, "trafficByDate"},
    {"pageViewsB2B", MetricKind::integer, "trafficByDate"},
    {"browserSessions", MetricKind::integer, "trafficByDate"},
    {"browserSessionsB2B", MetricKind::integer, "trafficByDate"},
    {"mobileAppSessions", MetricKind::integer, "trafficByDate"},
    {"mobileAppSessionsB2B", MetricKind::integer, "trafficByDate"},
    {"sessions", MetricKind::integer, "trafficByDate"},
    {"sessionsB2B", MetricKind::integer, "trafficByDate"},
    {"buyBoxPercentage", MetricKind::decimal, "trafficByDate"},
    {"buyBoxPercentageB2B", MetricKind::decimal, "trafficByDate"},
    {"orderItemSessionPercentage", MetricKind::decimal, "trafficByDate"},
    {"orderItemSessionPercentageB2B", MetricKind::decimal, "trafficByDate"},
    {"unitSessionPercentage", MetricKind::decimal, "trafficByDate"},
    {"unitSessionPercentageB2B", MetricKind::decimal, "trafficByDate"},
    {"averageOfferCount", MetricKind::integer, "trafficByDate"},
    {"averageParentItems", MetricKind::integer, "trafficByDate"},
    {"feedbackReceived", MetricKind::integer, "trafficByDate"},
    {"negativeFeedbackReceived", MetricKind::integer, "trafficByDate"},
    {"receivedNegativeFeedbackRate", MetricKind::decimal, "trafficByDate"},
};

constexpr Metric kByAsin[] = {
    {"unitsOrdered", MetricKind::integer, "salesByAsin"},
    {"unitsOrderedB2B", MetricKind::integer, "salesByAsin"},
    {"orderedProductSales", MetricKind::amount, "salesByAsin"},
    {"orderedProductSalesB2B", MetricKind::amount, "salesByAsin"},
    {"totalOrderItems", MetricKind::integer, "salesByAsin"},
    {"totalOrderItemsB2B", MetricKind::integer, "salesByAsin"},
    {"browserSessions", MetricKind::integer, "trafficByAsin"},
    {"browserSessionsB2B", MetricKind::integer, "trafficByAsin"},
    {"mobileAppSessions", MetricKind::integer, "trafficByAsin"},
    {"mobileAppSessionsB2B", MetricKind::integer, "trafficByAsin"},
    {"sessions", MetricKind::integer, "trafficByAsin"},
    {"sessionsB2B", MetricKind::integer, "trafficByAsin"},
    {"browserSessionPercentage", MetricKind::decimal, "trafficByAsin"},
    {"browserSessionPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"mobileAppSessionPercentage", MetricKind::decimal, "trafficByAsin"},
    {"mobileAppSessionPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"sessionPercentage", MetricKind::decimal, "trafficByAsin"},
    {"sessionPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"browserPageViews", MetricKind::integer, "trafficByAsin"},
    {"browserPageViewsB2B", MetricKind::integer, "trafficByAsin"},
    {"mobileAppPageViews", MetricKind::integer, "trafficByAsin"},
    {"mobileAppPageViewsB2B", MetricKind::integer, "trafficByAsin"},
    {"pageViews", MetricKind::integer, "trafficByAsin"},
    {"pageViewsB2B", MetricKind::integer, "trafficByAsin"},
    {"browserPageViewsPercentage", MetricKind::decimal, "trafficByAsin"},
    {"browserPageViewsPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"mobileAppPageViewsPercentage", MetricKind::decimal, "trafficByAsin"},
    {"mobileAppPageViewsPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"pageViewsPercentage", MetricKind::decimal, "trafficByAsin"},
    {"pageViewsPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"buyBoxPercentage", MetricKind::decimal, "trafficByAsin"},
    {"buyBoxPercentageB2B", MetricKind::decimal, "trafficByAsin"},
    {"unitSessionPercentage", MetricKind::decimal, "trafficByAsin"},
    {"unitSessionPercentageB2B", MetricKind::decimal, "trafficByAsin"},
};

constexpr ReportOutput kOutputs[] = {{"sales_traffic", 3 + std::size(kByDate)},
                                     {"sales_traffic_by_asin", 5 + std::size(kByAsin)}};

class SalesTrafficRecords : public JsonRecords {
 public:
  explicit SalesTrafficRecords(const ReportScope& scope)
      : scope_(scope), day_(scope.days ? amazon::to_text(scope.days->first) : std::string()) {}

  void add(const JsonRecord& record, ReportSink& sink) override {
    if (record.member == "reportSpecification") {
      check_specification(record, {kType, scope_, kOptions});
      has_specification_ = true;
    } else if (record.member == "salesAndTrafficByDate") {
      add_date(record, sink);
    } else if (record.member == "salesAndTrafficByAsin") {
      add_asin(record, sink);
    }
  }

  std::vector<std::string_view> arrays() const override {
    return {"salesAndTrafficByDate", "salesAndTrafficByAsin"};
  }

  void finish(ReportSink&) override {
    if (!has_specification_) throw Unreadable("the report has no member 'reportSpecification'");
  }

  std::string place() const override { return place_ != nullptr ? place_->place() : ""; }

 private:
  void begin(Metrics& metrics) {
    metrics.clear();
    place_ = &metrics;
  }

  void add_date(const JsonRecord& record, ReportSink& sink) {
    begin(by_date_);
    Text date;
    amazon::for_each_member(record.value(), [&](std::string_view key, Value value) {
      if (key == "date")
        date = by_date_.values().date("date", value);
      else if (key == "salesByDate" || key == "trafficByDate")
        by_date_.take_all(key, value);
    });
    if (date != day_)
      throw Unreadable("its 'date' is " + std::string(date.value_or("missing")) + ", asked for was " + day_);
    days_.refuse({day_}, record.raw);
    Rows& rows = sink.rows(0);
    rows.begin_row(scope_.marketplace, record.raw);
    rows.add_text(scope_.marketplace).add_date(day_);
    by_date_.add_to(rows);
  }

  void add_asin(const JsonRecord& record, ReportSink& sink) {
    begin(by_asin_);
    Text parent, child;
    amazon::for_each_member(record.value(), [&](std::string_view key, Value value) {
      if (key == "parentAsin")
        parent = by_asin_.values().some_text("parentAsin", value);
      else if (key == "childAsin")
        child = by_asin_.values().some_text("childAsin", value);
      else if (key == "salesByAsin" || key == "trafficByAsin")
        by_asin_.take_all(key, value);
    });
    if (!parent) throw Unreadable("it has no 'parentAsin'");
    if (!child) throw Unreadable("it has no 'childAsin'");
    asins_.refuse({*parent, *child}, record.raw);
    Rows& rows = sink.rows(1);
    rows.begin_row(scope_.marketplace, record.raw);
    rows.add_text(scope_.marketplace).add_date(day_).add_text(parent).add_text(child);
    by_asin_.add_to(rows);
  }

  const ReportScope scope_;
  const std::string day_;
  Contradictions days_, asins_;
  Metrics by_date_{kByDate}, by_asin_{kByAsin};
  const Metrics* place_ = nullptr;
  bool has_specification_ = false;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration report;
    report.report_type = kType;
    report.role = "Brand Analytics";
    report.outputs = kOutputs;
    report.days = kDays;
    report.options.assign(std::begin(kOptions), std::end(kOptions));
    report.again_after = kAgainAfter;
    report.may_adopt = false;  // somebody else's may be of other granularity
    report.reader = json_reader<SalesTrafficRecords>;
    return report;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_sales_traffic(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
