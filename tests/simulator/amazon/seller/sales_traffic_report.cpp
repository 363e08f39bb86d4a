// GET_SALES_AND_TRAFFIC_REPORT.
#include "seller/sales_traffic.hpp"

#include "base/text.hpp"
#include "seller/analytics_reports.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHistory_us = 731 * kReportDay_us;

std::string by_date(const ProductDays& products, const Marketplace& marketplace, uint64_t key,
                    int64_t day_us) {
  const Figures figures = figures_of_date(products, marketplace, key);
  return "{\"date\":\"" + date_text(day_us) + "\",\"salesByDate\":{" + figures.json(0, kSalesOfDate) +
         "},\"trafficByDate\":{" + figures.json(kSalesOfDate) + "}}";
}

std::string by_asin(const ProductDays& products, const Marketplace& marketplace, bool of_children) {
  ProductDay all;
  std::map<std::pair<std::string_view, std::string_view>, ProductDay> told;
  for (const auto& [product, day] : products) {
    all.add(day);
    const std::string_view child =
        of_children ? amazon_simulator::products()[static_cast<size_t>(product)].asin : "";
    told[{parent_asin(product), child}].add(day);
  }
  std::string out = "[";
  for (const auto& [asins, day] : told) {
    const Figures figures = figures_of_asin(day, all, marketplace);
    out += (out.size() > 1 ? ",{" : "{") + std::string("\"parentAsin\":") + json_text(asins.first);
    if (of_children) out += ",\"childAsin\":" + json_text(asins.second);
    out += ",\"salesByAsin\":{" + figures.json(0, kSalesOfAsin) + "},\"trafficByAsin\":{" +
           figures.json(kSalesOfAsin) + "}}";
  }
  return out + "]";
}

}  // namespace

ReportDays days_of(const ReportSpec& spec) {
  return {spec.start_us / kReportDay_us * kReportDay_us, spec.end_us / kReportDay_us * kReportDay_us};
}

std::string date_text(int64_t us) {
  return host::format_time(host::from_unix_us(us)).substr(0, 10);
}

std::string specification_json(const ReportQuestion& question, int64_t updated_us) {
  const ReportDays days = days_of(question.spec);
  std::string out = "{\"reportType\":" + json_text(question.spec.type->name) + ",\"reportOptions\":{";
  for (const auto& [name, value] : question.spec.options)
    out += (out.back() == '{' ? "" : ",") + json_text(name) + ":" + json_text(value);
  out += "}";
  if (updated_us != 0) out += ",\"lastUpdatedDate\":\"" + date_text(updated_us) + "\"";
  return out + ",\"dataStartTime\":\"" + date_text(days.first_us) + "\",\"dataEndTime\":\"" +
         date_text(days.last_us) + "\",\"marketplaceIds\":[" + json_text(question.spec.marketplaces.front()) +
         "]}";
}

std::string refuse_sales_traffic(const ReportQuestion& question) {
  const ReportSpec& spec = question.spec;
  if (spec.marketplaces.size() != 1) return "This report type supports only one marketplaceId per report";
  const std::string dates = spec.option("dateGranularity"), asins = spec.option("asinGranularity");
  if (!dates.empty() && dates != "DAY") return "dateGranularity " + dates + " is not simulated";
  if (asins != "" && asins != "PARENT" && asins != "CHILD")
    return "asinGranularity " + asins + " is not simulated";
  return {};
}

std::optional<ReportText> make_sales_traffic(const ReportQuestion& question) {
  const ReportDays days = days_of(question.spec);
  const Marketplace& marketplace = *find_marketplace(question.spec.marketplaces.front());
  const OrderBook& book = *question.world.book(question.seller.id);
  if (days.first_us < question.as_of_us - kHistory_us) return std::nullopt;
  ProductDays all;
  std::string dates;
  for (int64_t day = days.first_us; day <= days.last_us; day += kReportDay_us) {
    const ProductDays products = products_of_day(book, marketplace, day, question.as_of_us);
    if (products.empty()) continue;
    const uint64_t key = key_of_day(book, marketplace, day);
    dates += (dates.empty() ? "" : ",") + by_date(products, marketplace, key, day);
    for (const auto& [product, figures] : products)
      all[product].add(figures);
  }
  if (dates.empty()) return std::nullopt;
  const bool of_children = question.spec.option("asinGranularity") == "CHILD";
  return ReportText{"application/json",
                    "{\"reportSpecification\":" + specification_json(question) +
                        ",\"salesAndTrafficByDate\":[" + dates +
                        "],\"salesAndTrafficByAsin\":" + by_asin(all, marketplace, of_children) + "}"};
}

}  // namespace mooring::amazon_simulator::seller
