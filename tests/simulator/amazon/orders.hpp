// The orders of one seller as a pure function of (seed, seller, index, time): which orders exist, when each
// changes, and what each is at a moment. Nothing is stored, so a million orders cost no memory and a restart
// changes nothing. Thread-safe: immutable after construction.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "options.hpp"
#include "sellers.hpp"

namespace mooring::amazon_simulator {

enum class Stage : uint8_t {
  pending_availability,
  pending,
  unshipped,
  partially_shipped,
  shipped,
  cancelled,
  unfulfillable
};
std::string_view status_text(Stage stage);  // "PENDING", ...

struct Change {
  int64_t at_us = 0;
  Stage stage = Stage::pending;
  int adjustments = 0;  // price corrections after shipping, so far
};

// Everything that will ever happen to an order, first change = creation.
struct Timeline {
  int64_t index = 0;
  int64_t created_us = 0;
  const Participation* participation = nullptr;
  bool by_amazon = false;
  int item_count = 1;
  std::array<Change, 7> changes;
  size_t change_count = 0;

  void add(int64_t at_us, Stage stage, int adjustments = 0);
  const Change* at(int64_t now_us) const;  // null: not yet created
};

struct Item {
  std::string item_id, sku;
  int product = 0;  // into the catalogue
  int quantity = 1;
  int fulfilled = 0;
  std::string_view condition, condition_subtype;
  int64_t unit_price = 0;  // in the currency's smallest unit
  int64_t discount = 0;    // on the item
  int64_t shipping = 0, shipping_discount = 0, gift_wrap = 0;
  int64_t item_tax = 0, shipping_tax = 0, gift_wrap_tax = 0;
  int64_t points = 0;  // granted to the buyer, each worth one unit of the currency
  bool titled = true, subscribed = false;
  std::string_view gift_wrap_level;  // empty: no gift
  std::vector<std::string_view> promotions;
  std::string_view condition_note;  // empty: none
  std::vector<std::string> serial_numbers;
  std::string_view measurement_unit, measurement_value;  // empty: sold by the piece
  bool scheduled = false;                                // the buyer chose when it comes
  std::string service_order, service_item;               // bought with it; empty: none

  int64_t gross() const { return unit_price * quantity; }
  int64_t tax() const { return item_tax + shipping_tax + gift_wrap_tax; }
  int64_t discounts() const { return discount + shipping_discount; }
  int64_t proceeds() const { return gross() + shipping + gift_wrap + tax() - discounts(); }
};

// How an order was cancelled; all empty: it was not.
struct Cancelled {
  std::string_view by, reason, requested_by, request_reason;
};

// One order at one moment.
struct Order {
  std::string id;
  std::string seller_order_id;  // empty: none given
  Timeline timeline;
  Change now;
  std::string_view service_level;  // empty: missing
  bool prime = false, business = false, priced = true, has_fulfillment_windows = true;
  int64_t ship_by_us = 0, deliver_by_us = 0;
  uint64_t flavour = 0;                             // for members that carry no meaning
  std::string replaces;                             // id of the order that this one replaces; empty: none
  std::string_view payment_method, invoice_status;  // empty: missing
  Cancelled cancelled;
  std::vector<Item> items;

  const Marketplace& marketplace() const { return *timeline.participation->marketplace; }
  bool is_amazon() const { return &marketplace() != &pseudo_marketplace(); }
  int64_t total() const;       // sum of the items' proceeds
  int64_t shipped_us() const;  // when all of it was; 0: not yet
  // Merchants print labels when Amazon has taken the payment.
  int64_t label_from_us() const { return timeline.created_us + 3'600'000'000; }
  bool has_label_window() const { return !timeline.by_amazon && has_fulfillment_windows; }
  std::string_view package_status() const { return now.adjustments > 0 ? "DELIVERED" : "IN_TRANSIT"; }
  std::string_view package_detail() const;  // empty: the carrier tells none
  // The buyer's hours of the last day.
  int64_t scheduled_from_us() const { return deliver_by_us - 8ll * 3'600'000'000; }
  bool has_packages() const { return !timeline.by_amazon && now.stage == Stage::shipped; }
};

class OrderBook {
 public:
  // orders_per_history orders are spread over history_days before `opened`; they keep coming at that pace
  // afterwards.
  OrderBook(uint64_t seed, const Seller& seller, int64_t orders_per_history, int history_days,
            host::Timestamp opened, OrdersShape shape = OrdersShape::even);

  const Seller& seller() const { return seller_; }
  int64_t opening_us() const { return opening_us_; }
  Timeline timeline(int64_t index) const;
  // Indexes of orders created in [from, to]; the caller checks the exact times.
  std::pair<int64_t, int64_t> index_range(int64_t from_us, int64_t to_us) const;
  std::optional<Order> order(int64_t index, int64_t now_us) const;
  std::optional<int64_t> index_of(std::string_view order_id) const;
  std::string order_id(int64_t index) const;

  static constexpr int64_t kLifeMax_us = 90ll * 86'400'000'000;  // after this an order never changes

 private:
  int64_t slot_us(int64_t index) const;
  int64_t created_us(int64_t index) const;
  Item make_item(const Timeline& timeline, const Change& now, int position) const;
  void add_charges(Item& item, const Timeline& timeline, int position) const;
  void add_details(Item& item, const Timeline& timeline, int position) const;
  void add_circumstances(Order& order) const;

  uint64_t key_;
  const Seller& seller_;
  int64_t even_us(int64_t time_us) const;    // when it would be if orders came evenly
  int64_t shaped_us(int64_t even_us) const;  // the other way round
  int64_t interval_us_;
  int64_t opening_us_;
  int64_t history_us_;
  OrdersShape shape_;
};

struct Product {
  std::string_view asin, title;
  int cents;  // in US dollars
};
const std::vector<Product>& products();
// What a seller calls it; each marketplace has SKUs of its own.
std::string sku_of(const Marketplace& marketplace, const Product& product);

// "12.34", or "1234" for a currency without decimals.
std::string money_text(int64_t amount, int digits);

}  // namespace mooring::amazon_simulator
