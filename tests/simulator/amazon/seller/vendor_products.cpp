#include "seller/vendor_products.hpp"

#include <algorithm>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHour = 3'600'000'000, kDay = 24 * kHour;
constexpr int64_t kTold_us = 72 * kHour;  // after the end of the day
constexpr int64_t kFinal_us = 9 * kDay;   // after the end of the day

int64_t sum(const std::vector<VendorDay>& products, auto value) {
  int64_t total = 0;
  for (const VendorDay& product : products)
    total += value(product);
  return total;
}

int64_t units(const std::vector<VendorDay>& products, int64_t VendorDay::*member) {
  return sum(products, [&](const VendorDay& product) { return product.*member; });
}

int64_t worth(const std::vector<VendorDay>& products, int64_t VendorDay::*count, int64_t VendorDay::*each) {
  return sum(products, [&](const VendorDay& product) { return product.*count * product.*each; });
}

// A distributor delivers a part of what a maker's products sell.
int64_t seen(int64_t value, bool sourcing) {
  return sourcing ? value * 3 / 4 : value;
}

}  // namespace

std::vector<VendorDay> vendor_day(const World& world, const Seller& vendor, int64_t day_us,
                                  int64_t as_of_us) {
  const int64_t since_end = as_of_us - (day_us + kDay);
  if (since_end < kTold_us) return {};
  const Marketplace& marketplace = *vendor.participations.front().marketplace;
  const int64_t corrected = std::min(since_end, kFinal_us) / kDay;  // 3 to 9
  std::vector<VendorDay> found;
  for (size_t i = 0; i < products().size(); ++i) {
    const uint64_t key = mix_text(vendor.id, world.options.seed ^ mix(i));
    if (key % 100 >= 60) continue;  // not of this vendor
    Draw draw(key ^ mix(static_cast<uint64_t>(day_us / kDay)));
    VendorDay day;
    day.product = &products()[i];
    day.price =
        day.product->cents * marketplace.price_factor / (marketplace.currency_digits == 0 ? 10'000 : 100);
    day.cost = day.price * draw.between(50, 65) / 100;
    day.ordered = draw.between(0, 30);
    day.shipped = day.ordered * (86 + 2 * (corrected - 2)) / 100;
    day.returned = day.shipped * draw.between(0, 8) * corrected / 900;
    day.received = draw.chance(15) ? draw.between(20, 200) : 0;
    day.open_orders = draw.between(0, 300);
    day.sellable = draw.between(0, 800);
    day.unsellable = draw.between(0, 20);
    day.aged = day.sellable * draw.between(0, 30) / 100;
    day.unhealthy = day.sellable * draw.between(0, 20) / 100;
    day.unfilled = draw.between(0, 12);
    day.lead_days = draw.between(3, 21);
    day.views = draw.between(0, 900) * (91 + corrected) / 100;
    found.push_back(day);
  }
  return found;
}

Figures vendor_sales_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace,
                             bool sourcing) {
  Figures out(marketplace);
  out.integer("customerReturns", seen(units(products, &VendorDay::returned), sourcing));
  out.amount("orderedRevenue", seen(worth(products, &VendorDay::ordered, &VendorDay::price), sourcing));
  out.integer("orderedUnits", seen(units(products, &VendorDay::ordered), sourcing));
  out.amount("shippedCogs", seen(worth(products, &VendorDay::shipped, &VendorDay::cost), sourcing));
  out.amount("shippedRevenue", seen(worth(products, &VendorDay::shipped, &VendorDay::price), sourcing));
  out.integer("shippedUnits", seen(units(products, &VendorDay::shipped), sourcing));
  return out;
}

Figures vendor_inventory_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace,
                                 bool sourcing, bool aggregate) {
  const auto count = [&](int64_t VendorDay::*member) { return seen(units(products, member), sourcing); };
  const auto cost = [&](int64_t VendorDay::*member) {
    return seen(worth(products, member, &VendorDay::cost), sourcing);
  };
  const auto many = static_cast<int64_t>(products.size());
  Figures out(marketplace);
  if (aggregate) {
    out.ratio("procurableProductOutOfStockRate", count(&VendorDay::unfilled), count(&VendorDay::ordered) + 1);
    out.ratio("uft", count(&VendorDay::unfilled), count(&VendorDay::ordered) + 1);
    out.ratio("receiveFillRate", count(&VendorDay::received), count(&VendorDay::open_orders) + 1);
  }
  out.ratio("vendorConfirmationRate", count(&VendorDay::open_orders),
            count(&VendorDay::open_orders) + count(&VendorDay::unfilled));
  out.amount("netReceivedInventoryCost", cost(&VendorDay::received));
  out.integer("netReceivedInventoryUnits", count(&VendorDay::received));
  out.integer("openPurchaseOrderUnits", count(&VendorDay::open_orders));
  out.ratio("averageVendorLeadTimeDays", units(products, &VendorDay::lead_days), many);
  out.ratio("sellThroughRate", count(&VendorDay::shipped),
            count(&VendorDay::sellable) + count(&VendorDay::received));
  out.integer("unfilledCustomerOrderedUnits", count(&VendorDay::unfilled));
  out.amount("sellableOnHandInventoryCost", cost(&VendorDay::sellable));
  out.integer("sellableOnHandInventoryUnits", count(&VendorDay::sellable));
  out.amount("unsellableOnHandInventoryCost", cost(&VendorDay::unsellable));
  out.integer("unsellableOnHandInventoryUnits", count(&VendorDay::unsellable));
  out.amount("aged90PlusDaysSellableInventoryCost", cost(&VendorDay::aged));
  out.integer("aged90PlusDaysSellableInventoryUnits", count(&VendorDay::aged));
  out.amount("unhealthyInventoryCost", cost(&VendorDay::unhealthy));
  out.integer("unhealthyInventoryUnits", count(&VendorDay::unhealthy));
  return out;
}

Figures vendor_traffic_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace) {
  Figures out(marketplace);
  out.integer("glanceViews", units(products, &VendorDay::views));
  return out;
}

}  // namespace mooring::amazon_simulator::seller
