// The Sales API's order metrics: how many orders, items and units were placed in an interval, and for how much, as known at a
// moment. Pure, any thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simulator/amazon/orders.hpp"

namespace mooring::amazon_simulator::seller {

struct MetricsFilter {
  const Marketplace* marketplace = nullptr;
  std::optional<bool> business, by_amazon;  // buyerType, fulfillmentNetwork
  std::string asin, sku;                    // empty: all
};

struct OrderMetrics {
  int64_t from_us = 0, to_us = 0;  // the end excluded
  int64_t units = 0, items = 0, orders = 0;
  int64_t sales = 0;  // in the currency's smallest unit; pending orders have no price yet
};

// Fills the counts of `intervals`, which are in order of time and do not overlap.
void count_orders(const OrderBook& book, const MetricsFilter& filter, int64_t as_of_us,
                  std::vector<OrderMetrics>& intervals);
// "12.5", "25", "0"; the average is per unit.
std::string sales_text(int64_t amount, const Marketplace& marketplace);
std::string average_text(const OrderMetrics& metrics, const Marketplace& marketplace);

}  // namespace mooring::amazon_simulator::seller
