#include "seller/sales_traffic.hpp"

#include <algorithm>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHour = 3'600'000'000, kDay = 24 * kHour;
constexpr int64_t kSettled_us = 72 * kHour;

void add_orders(const OrderBook& book, const Marketplace& marketplace, int64_t day_us, int64_t as_of_us,
                ProductDays& products) {
  const auto [first, last] = book.index_range(day_us, day_us + kDay - 1);
  for (int64_t index = first; index <= last; ++index) {
    const auto order = book.order(index, as_of_us);
    if (!order || &order->marketplace() != &marketplace || order->now.stage == Stage::cancelled) continue;
    if (order->timeline.created_us < day_us || order->timeline.created_us >= day_us + kDay) continue;
    for (const Item& item : order->items) {
      ProductDay& product = products[item.product];
      const int64_t sales = order->priced ? item.unit_price * item.quantity - item.discount : 0;
      product.units += item.quantity;
      product.items += 1;
      product.sales += sales;
      product.shipped_units += item.fulfilled;
      product.shipped_sales += item.quantity == 0 ? 0 : sales * item.fulfilled / item.quantity;
      product.shipped_orders += order->now.stage == Stage::shipped && &item == &order->items.front();
      if (!order->business) continue;
      product.units_b2b += item.quantity;
      product.items_b2b += 1;
      product.sales_b2b += sales;
    }
  }
}

}  // namespace

void ProductDay::add(const ProductDay& other) {
  units += other.units, units_b2b += other.units_b2b, items += other.items, items_b2b += other.items_b2b;
  sales += other.sales, sales_b2b += other.sales_b2b;
  shipped_units += other.shipped_units, shipped_sales += other.shipped_sales;
  shipped_orders += other.shipped_orders;
  browser_views += other.browser_views, app_views += other.app_views, views_b2b += other.views_b2b;
  browser_sessions += other.browser_sessions, app_sessions += other.app_sessions;
  sessions_b2b += other.sessions_b2b, buy_box_views += other.buy_box_views;
}

uint64_t key_of_day(const OrderBook& book, const Marketplace& marketplace, int64_t day_us) {
  return mix_text(book.seller().id, mix_text(marketplace.id, static_cast<uint64_t>(day_us / kDay)));
}

std::string_view parent_asin(int product) {
  return products()[static_cast<size_t>(product - product % 3)].asin;
}

ProductDays products_of_day(const OrderBook& book, const Marketplace& marketplace, int64_t day_us,
                            int64_t as_of_us) {
  ProductDays found;
  if (as_of_us < day_us) return found;
  const int64_t known = std::min(as_of_us, day_us + kDay + kSettled_us);
  add_orders(book, marketplace, day_us, known, found);
  Draw draw(key_of_day(book, marketplace, day_us));
  // In hours of the four days in which Amazon counts: the first brings the most.
  const int64_t hours = (known - day_us) / kHour;
  const int64_t percent = hours < 24 ? hours * 3 : hours < 48 ? 85 : hours < 96 ? 96 : 100;
  for (int i = 0; i < static_cast<int>(products().size()); ++i) {
    const bool seen = draw.chance(60);
    const int64_t interest = draw.between(4, 90), app = draw.between(20, 80), business = draw.between(2, 12);
    const int64_t box = draw.between(60, 100);
    const auto sold = found.find(i);
    if (sold == found.end() && !seen) continue;
    ProductDay& product = found[i];
    const int64_t sessions = (product.items * 6 + interest) * percent / 100 + product.items;
    product.app_sessions = sessions * app / 100;
    product.browser_sessions = sessions - product.app_sessions;
    product.sessions_b2b = sessions * business / 100 + product.items_b2b;
    product.app_views = product.app_sessions * 13 / 10;
    product.browser_views = product.browser_sessions * 15 / 10;
    product.views_b2b = product.sessions_b2b * 12 / 10;
    product.buy_box_views = (product.app_views + product.browser_views) * box / 100;
  }
  return found;
}

Figures figures_of_date(const ProductDays& products, const Marketplace& marketplace, uint64_t key) {
  ProductDay all;
  for (const auto& [product, day] : products)
    all.add(day);
  Draw draw(key ^ 0xfeedbac);
  const auto each = [](int64_t value, int64_t of) { return of == 0 ? 0 : value / of; };
  const int64_t refunded = std::min(all.units, draw.between(0, 3));
  Figures out(marketplace);
  out.amount("orderedProductSales", all.sales);
  out.amount("orderedProductSalesB2B", all.sales_b2b);
  out.integer("unitsOrdered", all.units);
  out.integer("unitsOrderedB2B", all.units_b2b);
  out.integer("totalOrderItems", all.items);
  out.integer("totalOrderItemsB2B", all.items_b2b);
  out.amount("averageSalesPerOrderItem", each(all.sales, all.items));
  out.amount("averageSalesPerOrderItemB2B", each(all.sales_b2b, all.items_b2b));
  out.ratio("averageUnitsPerOrderItem", all.units, all.items);
  out.ratio("averageUnitsPerOrderItemB2B", all.units_b2b, all.items_b2b);
  out.amount("averageSellingPrice", each(all.sales, all.units));
  out.amount("averageSellingPriceB2B", each(all.sales_b2b, all.units_b2b));
  out.integer("unitsRefunded", refunded);
  out.ratio("refundRate", refunded, all.units, 100);
  out.integer("claimsGranted", 0);
  out.amount("claimsAmount", 0);
  out.amount("shippedProductSales", all.shipped_sales);
  out.integer("unitsShipped", all.shipped_units);
  out.integer("ordersShipped", all.shipped_orders);
  const int64_t views = all.browser_views + all.app_views, sessions = all.browser_sessions + all.app_sessions;
  out.integer("browserPageViews", all.browser_views);
  out.integer("browserPageViewsB2B", all.views_b2b / 2);
  out.integer("mobileAppPageViews", all.app_views);
  out.integer("mobileAppPageViewsB2B", all.views_b2b - all.views_b2b / 2);
  out.integer("pageViews", views);
  out.integer("pageViewsB2B", all.views_b2b);
  out.integer("browserSessions", all.browser_sessions);
  out.integer("browserSessionsB2B", all.sessions_b2b / 2);
  out.integer("mobileAppSessions", all.app_sessions);
  out.integer("mobileAppSessionsB2B", all.sessions_b2b - all.sessions_b2b / 2);
  out.integer("sessions", sessions);
  out.integer("sessionsB2B", all.sessions_b2b);
  out.ratio("buyBoxPercentage", all.buy_box_views, views, 100);
  out.ratio("buyBoxPercentageB2B", all.buy_box_views, views, 100);
  out.ratio("orderItemSessionPercentage", all.items, sessions, 100);
  out.ratio("orderItemSessionPercentageB2B", all.items_b2b, all.sessions_b2b, 100);
  out.ratio("unitSessionPercentage", all.units, sessions, 100);
  out.ratio("unitSessionPercentageB2B", all.units_b2b, all.sessions_b2b, 100);
  out.integer("averageOfferCount", static_cast<int64_t>(amazon_simulator::products().size()));
  out.integer("averageParentItems", static_cast<int64_t>(amazon_simulator::products().size() / 3));
  const int64_t feedback = draw.between(0, 4), negative = std::min(feedback, draw.between(0, 1));
  out.integer("feedbackReceived", feedback);
  out.integer("negativeFeedbackReceived", negative);
  out.ratio("receivedNegativeFeedbackRate", negative, feedback, 100);
  return out;
}

Figures figures_of_asin(const ProductDay& product, const ProductDay& all, const Marketplace& marketplace) {
  const int64_t views = product.browser_views + product.app_views;
  const int64_t sessions = product.browser_sessions + product.app_sessions;
  const int64_t all_views = all.browser_views + all.app_views,
                all_sessions = all.browser_sessions + all.app_sessions;
  Figures out(marketplace);
  out.integer("unitsOrdered", product.units);
  out.integer("unitsOrderedB2B", product.units_b2b);
  out.amount("orderedProductSales", product.sales);
  out.amount("orderedProductSalesB2B", product.sales_b2b);
  out.integer("totalOrderItems", product.items);
  out.integer("totalOrderItemsB2B", product.items_b2b);
  out.integer("browserSessions", product.browser_sessions);
  out.integer("browserSessionsB2B", product.sessions_b2b / 2);
  out.integer("mobileAppSessions", product.app_sessions);
  out.integer("mobileAppSessionsB2B", product.sessions_b2b - product.sessions_b2b / 2);
  out.integer("sessions", sessions);
  out.integer("sessionsB2B", product.sessions_b2b);
  out.ratio("browserSessionPercentage", product.browser_sessions, all.browser_sessions, 100);
  out.ratio("browserSessionPercentageB2B", product.sessions_b2b / 2, all.sessions_b2b, 100);
  out.ratio("mobileAppSessionPercentage", product.app_sessions, all.app_sessions, 100);
  out.ratio("mobileAppSessionPercentageB2B", product.sessions_b2b - product.sessions_b2b / 2,
            all.sessions_b2b, 100);
  out.ratio("sessionPercentage", sessions, all_sessions, 100);
  out.ratio("sessionPercentageB2B", product.sessions_b2b, all.sessions_b2b, 100);
  out.integer("browserPageViews", product.browser_views);
  out.integer("browserPageViewsB2B", product.views_b2b / 2);
  out.integer("mobileAppPageViews", product.app_views);
  out.integer("mobileAppPageViewsB2B", product.views_b2b - product.views_b2b / 2);
  out.integer("pageViews", views);
  out.integer("pageViewsB2B", product.views_b2b);
  out.ratio("browserPageViewsPercentage", product.browser_views, all.browser_views, 100);
  out.ratio("browserPageViewsPercentageB2B", product.views_b2b / 2, all.views_b2b, 100);
  out.ratio("mobileAppPageViewsPercentage", product.app_views, all.app_views, 100);
  out.ratio("mobileAppPageViewsPercentageB2B", product.views_b2b - product.views_b2b / 2, all.views_b2b, 100);
  out.ratio("pageViewsPercentage", views, all_views, 100);
  out.ratio("pageViewsPercentageB2B", product.views_b2b, all.views_b2b, 100);
  out.ratio("buyBoxPercentage", product.buy_box_views, views, 100);
  out.ratio("buyBoxPercentageB2B", product.buy_box_views, views, 100);
  out.ratio("unitSessionPercentage", product.units, sessions, 100);
  out.ratio("unitSessionPercentageB2B", product.units_b2b, product.sessions_b2b, 100);
  return out;
}

}  // namespace mooring::amazon_simulator::seller
