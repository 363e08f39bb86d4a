// The stock that Amazon holds for a seller, by marketplace and product: a pure function of seed, product and day. Units are
// sold by the hour, received every fortnight; an item comes, and one goes for some days. Any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct StockItem {
  std::string sku, fn_sku;
  const Product* product = nullptr;
  std::string_view condition;
  int64_t updated_us = 0;
  int64_t fulfillable = 0, inbound_working = 0, inbound_shipped = 0, inbound_receiving = 0;
  int64_t customer_orders = 0, transshipment = 0, processing = 0;  // reserved
  int64_t damaged = 0, defective = 0;                              // unfulfillable
  int64_t researching = 0;                                         // in the short term

  int64_t reserved() const { return customer_orders + transshipment + processing; }
  int64_t unfulfillable() const { return damaged + defective; }
  int64_t total() const {
    return fulfillable + inbound_working + inbound_shipped + inbound_receiving + reserved() +
           unfulfillable() + researching;
  }
};

std::vector<StockItem> stock_of(const Seller& seller, const Marketplace& marketplace, int64_t as_of_us);

}  // namespace mooring::amazon_simulator::seller
