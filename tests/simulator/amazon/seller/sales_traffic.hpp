// What the customers of a seller looked at and ordered: by day, and by product. Orders come from the order book; what they
// looked at is drawn. Amazon knows a day's figures completely 72 hours after its end; until then they grow. Days are UTC's.
// Pure, any thread.
#pragma once
#include <map>

#include "seller/figures.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct ProductDay {
  int64_t units = 0, units_b2b = 0, items = 0, items_b2b = 0, sales = 0, sales_b2b = 0;
  int64_t shipped_units = 0, shipped_sales = 0, shipped_orders = 0;
  int64_t browser_views = 0, app_views = 0, views_b2b = 0;
  int64_t browser_sessions = 0, app_sessions = 0, sessions_b2b = 0;
  int64_t buy_box_views = 0;

  void add(const ProductDay& other);
};

using ProductDays = std::map<int, ProductDay>;  // by the number of the product in the catalogue

// Empty: the day has not begun.
ProductDays products_of_day(const OrderBook& book, const Marketplace& marketplace, int64_t day_us,
                            int64_t as_of_us);

Figures figures_of_date(const ProductDays& products, const Marketplace& marketplace, uint64_t key);
inline constexpr size_t kSalesOfDate = 19;  // so many of figures_of_date() are of "salesByDate"
Figures figures_of_asin(const ProductDay& product, const ProductDay& all, const Marketplace& marketplace);
inline constexpr size_t kSalesOfAsin = 6;

std::string_view parent_asin(int product);
uint64_t key_of_day(const OrderBook& book, const Marketplace& marketplace, int64_t day_us);

}  // namespace mooring::amazon_simulator::seller
