// One page of getPurchaseOrders or getPurchaseOrdersStatus into rows: what both have in common. A reader keeps its buffers
// from page to page; one per task. There are no rows unless the whole page could be read.
#pragma once
#include <values.hpp>

#include <mooring/plugin.hpp>
#include <string>
#include <string_view>

namespace amazon_seller::vendor {

struct OrderPage {
  size_t orders = 0;
  std::string_view text;   // the orders as they stand in the answer
  std::string next_token;  // empty on the last page
};

class OrderPageReader {
 public:
  virtual ~OrderPageReader() = default;

  // Throws Failure when Amazon refused the call, or the answer is not what Amazon documents (bad_response, naming the
  // order and the member).
  OrderPage read(const mooring::HttpResponse& answer);
  // Adds the next orders of that page with their items to the rows, see emit_page(). The answer must still live.
  bool next_rows();

  virtual mooring::Rows& orders() = 0;
  virtual mooring::Rows& items() = 0;

 protected:
  using Text = amazon::Text;
  using Value = amazon::Value;
  using Time = std::optional<mooring::Time>;

  struct Money {
    Text amount, currency, unit;
  };
  struct Quantity {
    std::optional<int64_t> amount, unit_size;
    Text unit;
  };
  struct Party {
    Text id, country;
  };
  struct Window {
    Time start, end;
  };

  // `list`: the member of the payload that holds the orders.
  explicit OrderPageReader(const char* list) : list_(list) {}

  virtual void forget() = 0;
  virtual void read_order(simdjson::ondemand::object object) = 0;
  virtual size_t item_count(size_t order) const = 0;
  virtual void add_rows(size_t order) = 0;  // of the orders of the page, counted from 0

  Money money(const char* member, Value value);
  Quantity quantity(const char* member, Value value);
  Party party(const char* member, Value value);
  Window window(const char* member, Value value);  // "2026-01-31T00:00:00Z--2026-02-03T00:00:00Z"
  void add_money(mooring::Rows& rows, const Money& from, bool with_unit);
  void add_quantity(mooring::Rows& rows, const Quantity& from);
  [[noreturn]] void fail(const std::string& why) const;

  amazon::ValueReader values_;
  Text number_;            // of the order that is being read, for messages
  size_t read_count_ = 0;  // orders of this page that are read

 private:
  void read_payload(Value payload, OrderPage& page);
  std::string where() const;

  const char* list_;
  bool has_payload_ = false, has_list_ = false, has_others_ = false;
  size_t next_order_ = 0;                             // of those without rows yet
  simdjson::ondemand::document* document_ = nullptr;  // that is being read
  const char* order_at_ = nullptr;  // where the order that is being read begins in the answer
  simdjson::ondemand::parser parser_;
};

// Of vendor_orders and vendor_order_items.
class PurchaseOrderReader final : public OrderPageReader {
 public:
  PurchaseOrderReader() : OrderPageReader("orders") {}
  mooring::Rows& orders() override { return order_rows_; }
  mooring::Rows& items() override { return item_rows_; }

 private:
  struct Item {
    Text sequence, asin, vendor_product;
    Quantity ordered;
    std::optional<bool> back_order;
    Money net_cost, list_price;
    std::string_view raw;
  };
  struct Order {
    Text number, state, type, payment, deal, import_details;
    Time ordered, changed, state_changed;
    Party buying, selling, ship_to, bill_to;
    Window ship, deliver;
    bool has_items = false;
    size_t first_item = 0, item_count = 0;
    std::string_view raw;
  };

  void forget() override;
  void read_order(simdjson::ondemand::object object) override;
  size_t item_count(size_t order) const override { return orders_[order].item_count; }
  void add_rows(size_t order) override;
  void add_item_row(const Order& order, const Item& item);
  void read_detail(Order& order, std::string_view key, Value value);
  void read_party_or_window(Order& order, std::string_view key, Value value);
  void read_item(simdjson::ondemand::object object);
  void check(const Order& order) const;

  std::vector<Order> orders_;
  std::vector<Item> items_;
  mooring::Rows order_rows_{"vendor_orders", 19};
  mooring::Rows item_rows_{"vendor_order_items", 14};
};

// Of vendor_order_statuses and vendor_order_item_statuses.
class OrderStatusReader final : public OrderPageReader {
 public:
  OrderStatusReader() : OrderPageReader("ordersStatus") {}
  mooring::Rows& orders() override { return order_rows_; }
  mooring::Rows& items() override { return item_rows_; }

 private:
  struct Item {
    Text sequence, asin, vendor_product, changes, confirmation, acknowledgements, receiving;
    Money net_cost, list_price;
    Quantity ordered, accepted, rejected, received;
    Time last_received;
    std::string_view raw;
  };
  struct Order {
    Text number, status;
    Time ordered, updated;
    Party selling, ship_to;
    bool has_items = false;
    size_t first_item = 0, item_count = 0;
    std::string_view raw;
  };

  void forget() override;
  void read_order(simdjson::ondemand::object object) override;
  size_t item_count(size_t order) const override { return orders_[order].item_count; }
  void add_rows(size_t order) override;
  void add_item_row(const Order& order, const Item& item);
  void read_item(simdjson::ondemand::object object);
  void read_item_member(Item& item, std::string_view key, Value value);
  void read_acknowledgement(Item& item, Value value);
  void read_receiving(Item& item, Value value);
  void check(const Order& order) const;

  std::vector<Order> orders_;
  std::vector<Item> items_;
  mooring::Rows order_rows_{"vendor_order_statuses", 8};
  mooring::Rows item_rows_{"vendor_order_item_statuses", 25};
};

}  // namespace amazon_seller::vendor
