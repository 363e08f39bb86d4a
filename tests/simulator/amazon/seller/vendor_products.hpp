// What Amazon sells of a vendor's products, holds of them and was shown of them, by day and product. A day is told 72 hours
// after its end and corrected until nine days after it. Days are UTC's. Pure, any thread.
#pragma once
#include <optional>
#include <vector>

#include "seller/figures.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct VendorDay {
  const Product* product = nullptr;
  int64_t ordered = 0, shipped = 0, returned = 0, price = 0, cost = 0;  // units; of one unit
  int64_t received = 0, open_orders = 0, sellable = 0, unsellable = 0, aged = 0, unhealthy = 0, unfilled = 0;
  int64_t lead_days = 0, views = 0;
};

// Nothing: Amazon does not tell of the day yet.
std::vector<VendorDay> vendor_day(const World& world, const Seller& vendor, int64_t day_us, int64_t as_of_us);

// Of one product, or of all together (`aggregate`: with the rates that only the sum has).
Figures vendor_sales_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace,
                             bool sourcing);
Figures vendor_inventory_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace,
                                 bool sourcing, bool aggregate);
Figures vendor_traffic_figures(const std::vector<VendorDay>& products, const Marketplace& marketplace);

}  // namespace mooring::amazon_simulator::seller
