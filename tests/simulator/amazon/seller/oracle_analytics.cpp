// The figures by day, as the reports tell them: since and until are moments, of which the days count.
#include "seller/analytics_reports.hpp"
#include "seller/oracle.hpp"
#include "seller/sales_traffic.hpp"
#include "seller/vendor_products.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

template <class Use>
void each_day(const OracleQuery& query, Use use) {
  const int64_t first = query.since_us / kReportDay_us * kReportDay_us;
  for (int64_t day = first; day <= query.until_us; day += kReportDay_us)
    use(day);
}

template <class Use>
void each_store_day(const OracleQuery& query, Use use) {
  for (const Participation& participation : query.seller.participations) {
    const Marketplace& marketplace = *participation.marketplace;
    if (!query.wants(marketplace.id) || find_marketplace(marketplace.id) == nullptr) continue;
    each_day(query, [&](int64_t day) {
      const ProductDays products = products_of_day(query.book, marketplace, day, query.as_of_us);
      if (!products.empty()) use(marketplace, day, products);
    });
  }
}

using Tell = Figures (*)(const std::vector<VendorDay>&, const Marketplace&, bool aggregate);

void tell_vendor(const OracleQuery& query, std::string& out, std::string_view stream, bool by_asin,
                 bool with_view, Tell tell) {
  const Marketplace& marketplace = *query.seller.participations.front().marketplace;
  if (!query.seller.vendor || !query.wants(marketplace.id)) return;
  each_day(query, [&](int64_t day) {
    const std::vector<VendorDay> products = vendor_day(query.world, query.seller, day, query.as_of_us);
    const auto add = [&](const std::vector<VendorDay>& of, std::string_view asin) {
      OracleRow row(out, stream);
      row.text("marketplace_id", marketplace.id);
      if (with_view) row.text("distributor_view", "MANUFACTURING");
      if (with_view) row.text("selling_program", "RETAIL");
      if (with_view) row.text("view_program", "MANUFACTURING/RETAIL");
      row.text("date", date_text(day));
      if (!asin.empty()) row.text("asin", asin);
      tell(of, marketplace, asin.empty()).add_to(row);
    };
    if (!products.empty() && !by_asin) add(products, "");
    if (by_asin)
      for (const VendorDay& product : products)
        add({product}, product.product->asin);
  });
}

Figures sales(const std::vector<VendorDay>& products, const Marketplace& marketplace, bool) {
  return vendor_sales_figures(products, marketplace, false);
}

Figures inventory(const std::vector<VendorDay>& products, const Marketplace& marketplace, bool aggregate) {
  return vendor_inventory_figures(products, marketplace, false, aggregate);
}

Figures traffic(const std::vector<VendorDay>& products, const Marketplace& marketplace, bool) {
  return vendor_traffic_figures(products, marketplace);
}

}  // namespace

void tell_sales_traffic(const OracleQuery& query, std::string& out) {
  each_store_day(query, [&](const Marketplace& marketplace, int64_t day, const ProductDays& products) {
    OracleRow row(out, "sales_traffic");
    row.text("marketplace_id", marketplace.id);
    row.text("date", date_text(day));
    figures_of_date(products, marketplace, key_of_day(query.book, marketplace, day)).add_to(row);
  });
}

void tell_sales_traffic_by_asin(const OracleQuery& query, std::string& out) {
  each_store_day(query, [&](const Marketplace& marketplace, int64_t day, const ProductDays& products) {
    ProductDay all;
    for (const auto& [number, figures] : products)
      all.add(figures);
    for (const auto& [number, figures] : products) {
      OracleRow row(out, "sales_traffic_by_asin");
      row.text("marketplace_id", marketplace.id);
      row.text("date", date_text(day));
      row.text("parent_asin", parent_asin(number));
      row.text("child_asin", amazon_simulator::products()[static_cast<size_t>(number)].asin);
      figures_of_asin(figures, all, marketplace).add_to(row);
    }
  });
}

void tell_vendor_sales(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_sales", false, true, sales);
}
void tell_vendor_sales_by_asin(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_sales_by_asin", true, true, sales);
}
void tell_vendor_inventory(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_inventory", false, true, inventory);
}
void tell_vendor_inventory_by_asin(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_inventory_by_asin", true, true, inventory);
}
void tell_vendor_traffic(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_traffic", false, false, traffic);
}
void tell_vendor_traffic_by_asin(const OracleQuery& query, std::string& out) {
  tell_vendor(query, out, "vendor_traffic_by_asin", true, false, traffic);
}

}  // namespace mooring::amazon_simulator::seller
