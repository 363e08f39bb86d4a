// Reads one page of searchOrders into rows of `orders` and `order_items`. A reader keeps its buffers from
// page to page; one per task. Nothing is added to the rows unless the whole page could be read.
#pragma once
#include <simdjson.h>

#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amazon_seller {

// The numbers of fields that plugin.toml declares.
inline constexpr size_t kOrderFields = 34;
inline constexpr size_t kItemFields = 13;

struct OrdersPage {
  size_t orders = 0;
  std::optional<mooring::Time> latest_update;        // of them; pages come about in this order
  std::string next_token;                            // empty on the last page
  std::optional<mooring::Time> last_updated_before;  // up to here Amazon's answer is complete
};

class OrdersPageReader {
 public:
  // Throws Failure when Amazon refused the call (as refusal()) or the answer is not what Amazon documents
  // (bad_response, naming the order and the member).
  OrdersPage read(const mooring::HttpResponse& answer, mooring::Rows& orders, mooring::Rows& items);

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
  struct Item {
    Text id, asin, sku, title, condition;
    std::optional<int64_t> ordered, fulfilled, unfulfilled;
    Money unit_price, proceeds;
    std::string_view raw;
  };
  struct Buyer {
    Text name, email, company, purchase_order;
  };
  struct Recipient {
    Text name, company, line_1, line_2, line_3, city, region, postal_code, country, phone, preference;
  };
  struct Order {
    Text id, seller_order_id, status, fulfilled_by, service_level, marketplace_id, marketplace_name,
        channel_name, programs;
    Time created, updated;
    Money total;
    Window ship_by, deliver_by;
    Buyer buyer;
    Recipient recipient;
    bool has_sales_channel = false, has_items = false;
    size_t first_item = 0, item_count = 0;
    std::string_view raw;
  };

  void read_page(simdjson::ondemand::document& document, OrdersPage& page);
  void read_order(simdjson::ondemand::object object);
  void read_order_member(Order& order, std::string_view key, Value value);
  void read_aliases(Order& order, Value value);
  void read_sales_channel(Order& order, Value value);
  void read_fulfillment(Order& order, Value value);
  void read_buyer(Order& order, Value value);
  void read_recipient(Order& order, Value value);
  void read_address(Recipient& to, Value value);
  void read_items(Order& order, Value value);
  void read_item_member(Item& item, std::string_view key, Value value);
  void read_product(Item& item, Value value);
  void check_required(const Order& order);
  void check_required(const Item& item);

  Text text(const char* member, Value value);
  Time time(const char* member, Value value);
  std::optional<int64_t> integer(const char* member, Value value);
  Money money(const char* member, Value value);
  Window window(const char* member, Value value);
  [[noreturn]] void fail(const std::string& why) const;
  std::string where() const;

  void add_rows(mooring::Rows& orders, mooring::Rows& items);
  static void add_people(const Order& order, mooring::Rows& orders);
  std::string_view without_gift_message(std::string_view raw);

  simdjson::ondemand::parser parser_;
  std::vector<Order> orders_;
  std::vector<Item> items_;
  Text order_id_;            // of the order that is being read, for messages
  const char* member_ = "";  // the member that is being read, for messages
  bool may_hold_gift_message_ = false;
  std::string cleaned_;
};

}  // namespace amazon_seller
