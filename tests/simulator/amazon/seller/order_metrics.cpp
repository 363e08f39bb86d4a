#include "seller/order_metrics.hpp"

#include <algorithm>

namespace mooring::amazon_simulator::seller {
namespace {

std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

bool fits(const Item& item, const MetricsFilter& filter) {
  return (filter.asin.empty() || products()[static_cast<size_t>(item.product)].asin == filter.asin) &&
         (filter.sku.empty() || item.sku == filter.sku);
}

void add(OrderMetrics& sum, const Order& order, const MetricsFilter& filter) {
  if (filter.business && order.business != *filter.business) return;
  if (filter.by_amazon && order.timeline.by_amazon != *filter.by_amazon) return;
  bool any = false;
  for (const Item& item : order.items) {
    if (!fits(item, filter)) continue;
    any = true;
    ++sum.items;
    sum.units += item.quantity;
    if (order.priced)
      sum.sales += item.unit_price * item.quantity;  // as ordered: later corrections do not count
  }
  sum.orders += any;
}

}  // namespace

void count_orders(const OrderBook& book, const MetricsFilter& filter, int64_t as_of_us,
                  std::vector<OrderMetrics>& intervals) {
  if (intervals.empty()) return;
  const auto [first, last] = book.index_range(intervals.front().from_us, intervals.back().to_us);
  for (int64_t index = first; index <= last; ++index) {
    const Timeline timeline = book.timeline(index);
    if (timeline.participation->marketplace != filter.marketplace || timeline.created_us < book.opening_us())
      continue;
    const auto at = std::upper_bound(intervals.begin(), intervals.end(), timeline.created_us,
                                     [](int64_t time, const OrderMetrics& one) { return time < one.to_us; });
    if (at == intervals.end() || timeline.created_us < at->from_us) continue;
    if (const auto order = book.order(index, as_of_us)) add(*at, *order, filter);
  }
}

std::string sales_text(int64_t amount, const Marketplace& marketplace) {
  return without_zeros(money_text(amount, marketplace.currency_digits));
}

std::string average_text(const OrderMetrics& metrics, const Marketplace& marketplace) {
  if (metrics.units == 0) return "0";
  return sales_text((metrics.sales + metrics.units / 2) / metrics.units, marketplace);
}

}  // namespace mooring::amazon_simulator::seller
