// GET_VENDOR_SALES_REPORT, GET_VENDOR_INVENTORY_REPORT, GET_VENDOR_TRAFFIC_REPORT, by day. Days that Amazon does not tell of yet
// are missing; without any the report is cancelled.
#include "seller/analytics_reports.hpp"
#include "seller/vendor_products.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

using Tell = Figures (*)(const std::vector<VendorDay>&, const ReportQuestion&, bool aggregate);

const Marketplace& store_of(const ReportQuestion& question) {
  return *question.seller.participations.front().marketplace;
}

bool is_sourcing(const ReportQuestion& question) {
  return question.spec.option("distributorView") == "SOURCING";
}

// Businesses buy a fifth of what Amazon's other customers do.
std::vector<VendorDay> of_program(std::vector<VendorDay> days, const ReportQuestion& question) {
  if (question.spec.option("sellingProgram") != "BUSINESS") return days;
  for (VendorDay& day : days) {
    day.ordered /= 5;
    day.shipped /= 5;
    day.returned /= 5;
  }
  return days;
}

std::string record(int64_t day_us, const std::string& asin, const Figures& figures) {
  const std::string date = "\"" + date_text(day_us) + "\"";
  return "{\"startDate\":" + date + ",\"endDate\":" + date +
         (asin.empty() ? "" : ",\"asin\":" + json_text(asin)) + "," + figures.json() + "}";
}

std::optional<ReportText> make(const ReportQuestion& question, const char* aggregate, const char* by_asin,
                               Tell tell) {
  const ReportDays days = days_of(question.spec);
  std::string sums, asins;
  int64_t updated = 0;
  for (int64_t day = days.first_us; day <= days.last_us; day += kReportDay_us) {
    const std::vector<VendorDay> products =
        of_program(vendor_day(question.world, question.seller, day, question.as_of_us), question);
    if (products.empty()) continue;
    updated = day;
    sums += (sums.empty() ? "" : ",") + record(day, "", tell(products, question, true));
    for (const VendorDay& product : products)
      asins += (asins.empty() ? "" : ",") +
               record(day, std::string(product.product->asin), tell({product}, question, false));
  }
  if (sums.empty()) return std::nullopt;
  return ReportText{"application/json", "{\"reportSpecification\":" + specification_json(question, updated) +
                                            ",\"" + aggregate + "\":[" + sums + "],\"" + by_asin + "\":[" +
                                            asins + "]}"};
}

}  // namespace

std::string refuse_vendor_traffic(const ReportQuestion& question) {
  const ReportSpec& spec = question.spec;
  if (spec.option("reportPeriod") != "DAY") return "reportPeriod is required; only DAY is simulated";
  if (spec.marketplaces.size() != 1 || spec.marketplaces.front() != store_of(question).id)
    return "marketplaceIds must match the marketplace of the selling partner account";
  return {};
}

std::string refuse_vendor_report(const ReportQuestion& question) {
  const std::string view = question.spec.option("distributorView");
  if (view != "MANUFACTURING" && view != "SOURCING") return "distributorView is required";
  const std::string program = question.spec.option("sellingProgram");
  const bool is_known = program == "RETAIL" || program == "FRESH" ||
                        (program == "BUSINESS" && question.spec.type->name == "GET_VENDOR_SALES_REPORT");
  if (!is_known) return "sellingProgram is required";
  if (program == "FRESH") return "The account does not take part in the selling program";
  return refuse_vendor_traffic(question);
}

std::optional<ReportText> make_vendor_sales(const ReportQuestion& question) {
  return make(question, "salesAggregate", "salesByAsin",
              [](const std::vector<VendorDay>& products, const ReportQuestion& asked, bool) {
                return vendor_sales_figures(products, store_of(asked), is_sourcing(asked));
              });
}

std::optional<ReportText> make_vendor_inventory(const ReportQuestion& question) {
  return make(question, "inventoryAggregate", "inventoryByAsin",
              [](const std::vector<VendorDay>& products, const ReportQuestion& asked, bool aggregate) {
                return vendor_inventory_figures(products, store_of(asked), is_sourcing(asked), aggregate);
              });
}

std::optional<ReportText> make_vendor_traffic(const ReportQuestion& question) {
  return make(question, "trafficAggregate", "trafficByAsin",
              [](const std::vector<VendorDay>& products, const ReportQuestion& asked, bool) {
                return vendor_traffic_figures(products, store_of(asked));
              });
}

}  // namespace mooring::amazon_simulator::seller
