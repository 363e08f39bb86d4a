// Reads one page of searchOrders into rows of `orders` and `order_items`. A reader keeps its buffers from
// page to page; one per task. There are no rows unless the whole page could be read.
#pragma once
#include <simdjson.h>

#include <deque>
#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amazon_seller {

// The numbers of fields that streams/orders.toml declares.
inline constexpr size_t kOrderFields = 66;
inline constexpr size_t kItemFields = 51;

struct OrdersPage {
  size_t orders = 0;
  std::string_view text;                             // the orders as they stand in the answer
  std::optional<mooring::Time> latest_update;        // of them; pages come about in this order
  std::string next_token;                            // empty on the last page
  std::optional<mooring::Time> last_updated_before;  // up to here Amazon's answer is complete
};

class OrdersPageReader {
 public:
  // Where personal data is not wanted, what tells of a buyer is left out of the raw records as well.
  explicit OrdersPageReader(bool wants_people) : wants_people_(wants_people) {}

  // Throws Failure when Amazon refused the call (as refusal()) or the answer is not what Amazon documents
  // (bad_response, naming the order and the member).
  OrdersPage read(const mooring::HttpResponse& answer);
  // Adds the next orders of that page with their items to the rows, see emit_page(). The answer must still live.
  bool next_rows();
  mooring::Rows& orders() { return order_rows_; }
  mooring::Rows& items() { return item_rows_; }

 private:
  using Value = simdjson::ondemand::value;
  using Text = std::optional<std::string_view>;
  using Time = std::optional<mooring::Time>;

  struct Money {
    Text amount, currency;
  };
  struct Window {
    Time earliest, latest;
  };
  // An amount of a breakdown: of a whole category, or, with a subtype, of a part of one ("of the tax, that on shipping").
  struct Part {
    Text type, subtype, status;
    Money money;
  };
  // What the total is made of; all in the total's currency.
  struct Proceeds {
    Money total;
    Text item, shipping, gift_wrap, cod_fee, other, tax, discount, delivery_tip, delivery_tip_status;
    Text item_tax, shipping_tax, gift_wrap_tax, cod_fee_tax, discount_tax, item_discount, shipping_discount;
  };
  struct Points {
    std::optional<int64_t> granted;
    Money value;
  };
  struct Cancellation {
    Text by, reason, requested_by, request_reason;
  };
  struct Packages {
    std::optional<int64_t> count;
    Text carriers, tracking_numbers, statuses, detailed_statuses, services;
    Time shipped;
  };
  struct Item {
    Text id, asin, sku, title, condition, condition_subtype, price_designation, programs, promotions;
    Text gift_wrap_level, tax_model, tax_party, tax_scheme, ioss_number, condition_note, serial_numbers;
    Text measurement_unit, measurement_value, associated_items;
    Window scheduled_delivery;
    std::optional<int64_t> ordered, fulfilled, unfulfilled;
    bool is_gift = false;
    Money unit_price;
    Proceeds proceeds;
    Points points;
    Cancellation cancellation;
    std::string_view raw;
  };
  struct Buyer {
    Text name, email, company, purchase_order;
  };
  struct Recipient {
    Text name, company, line_1, line_2, line_3, city, district, region, municipality, postal_code, country,
        phone, address_type, more_lines, preference;
  };
  struct Order {
    Text id, seller_order_id, status, fulfilled_by, service_level, marketplace_id, marketplace_name,
        channel_name, programs, replaces, exchanges;
    Text payment_method, payments, invoice_status, invoice_preference, tax_registrations, fulfillment_orders;
    Time created, updated;
    Proceeds proceeds;
    Window ship_by, deliver_by, label_printing;
    Packages packages;
    Buyer buyer;
    Recipient recipient;
    bool is_prime = false, is_business = false, has_sales_channel = false, has_items = false;
    size_t first_item = 0, item_count = 0;
    int64_t quantity = 0;  // of all items
    std::string_view raw;
  };

  void read_page(const mooring::HttpResponse& answer, simdjson::ondemand::document& document,
                 OrdersPage& page);
  void read_order(simdjson::ondemand::object object);
  void read_order_member(Order& order, std::string_view key, Value value);
  void read_order_details(Order& order, std::string_view key, Value value);
  void read_aliases(Order& order, Value value);
  void read_programs(Order& order, Value value);
  void read_associated_orders(Order& order, Value value);
  void read_sales_channel(Order& order, Value value);
  void read_fulfillment(Order& order, Value value);
  void read_payment(Order& order, Value value);
  void read_tax(Order& order, Value value);
  void read_packages(Packages& packages, Value value);
  void read_buyer(Order& order, Value value);
  void read_recipient(Order& order, Value value);
  void read_address(Recipient& to, Value value);

  void read_items(Order& order, Value value);
  void read_item_member(Item& item, std::string_view key, Value value);
  void read_product(Item& item, Value value);
  void read_item_fulfillment(Item& item, Value value);
  void read_item_shipping(Item& item, Value shipping);
  void read_measurement(Item& item, Value value);
  void read_gift_option(Item& item, Value packing);
  void read_points(Points& points, Value expense);
  void read_promotions(Item& item, Value value);
  void read_cancellation(Cancellation& cancellation, Value value);
  void read_item_tax(Item& item, Value value);

  // What the members are called, in the answer and in messages.
  struct ProceedsNames {
    std::string_view total_key;
    const char *all, *total, *breakdowns;
  };
  static constexpr ProceedsNames kOfOrder = {"grandTotal", "proceeds", "proceeds.grandTotal",
                                             "proceeds.breakdowns"};
  static constexpr ProceedsNames kOfItem = {"proceedsTotal", "orderItems.proceeds",
                                            "orderItems.proceeds.proceedsTotal",
                                            "orderItems.proceeds.breakdowns"};
  void read_proceeds(Proceeds& proceeds, const ProceedsNames& names, Value value);
  void read_breakdown(const char* member, Value value);
  Text amount_of(std::string_view type, std::string_view subtype, const Text& currency);
  void check_required(const Order& order);
  void check_required(const Item& item);

  Text text(const char* member, Value value);
  Time time(const char* member, Value value);
  std::optional<int64_t> integer(const char* member, Value value);
  Text decimal(const char* member, Value value);
  Money money(const char* member, Value value);
  Window window(const char* member, Value value);
  Text json(const char* member, Value value);
  Text list(const char* member, Value value, std::string_view key);
  [[noreturn]] void refuse(std::string_view found, const char* wanted) const;
  [[noreturn]] void fail(const std::string& why) const;
  std::string where() const;

  void add_rows(const Order& order);
  void add_order(const Order& order, mooring::Rows& orders);
  static void add_item(const Item& item, mooring::Rows& items);
  void add_people(const Order& order, mooring::Rows& orders) const;
  std::string_view raw_of(std::string_view raw, const Text& left_out);
  void find_private_texts(std::string_view body);
  void empty_text(std::string_view name, std::string_view raw);

  simdjson::ondemand::parser parser_;
  std::vector<Order> orders_;
  size_t next_order_ = 0;  // of those without rows yet
  std::vector<Item> items_;
  Text order_id_;                                // of the order that is being read, for messages
  const char* order_at_ = nullptr;               // where that order begins in the answer
  const char* member_ = "";                      // the member that is being read, for messages
  std::vector<Part> parts_;                      // of the breakdown that is being read
  std::deque<std::string> written_;              // texts that are not in the answer as they are given on
  std::vector<std::string_view> private_names_;  // members of this page whose texts are not kept
  bool wants_people_;
  mooring::Rows order_rows_{"orders", kOrderFields}, item_rows_{"order_items", kItemFields};
  std::string cleaned_, emptied_;
};

}  // namespace amazon_seller
