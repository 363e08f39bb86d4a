#include "orders/page.hpp"

#include "api.hpp"
#include "values.hpp"

namespace amazon_seller {

using amazon::Unreadable;
using mooring::HttpResponse;
using mooring::Rows;

namespace {

constexpr std::string_view kGiftMessage = "\"giftMessage\"";

}  // namespace

OrdersPage OrdersPageReader::read(const HttpResponse& answer, Rows& orders, Rows& items) {
  if (!answer.ok()) throw refusal(answer);
  if (const std::string instead = what_instead_of_json(answer.body()); !instead.empty()) {
    throw bad_answer(answer, "it is " + instead);
  }
  orders_.clear();
  items_.clear();
  order_id_.reset();
  member_ = "";
  may_hold_gift_message_ = answer.body().find(kGiftMessage) != std::string_view::npos;
  OrdersPage page;
  try {
    simdjson::ondemand::document document = parser_.iterate(padded(answer));
    read_page(document, page);
  } catch (const simdjson::simdjson_error& error) {
    throw bad_answer(answer, where() + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, problem.what());
  }
  page.orders = orders_.size();
  for (const Order& order : orders_)
    if (!page.latest_update || *order.updated > *page.latest_update) page.latest_update = order.updated;
  add_rows(orders, items);
  return page;
}

void OrdersPageReader::read_page(simdjson::ondemand::document& document, OrdersPage& page) {
  bool has_orders = false;
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    Value value = field.value();
    if (key == "orders") {
      for (auto order : value.get_array())
        read_order(order.get_object());
      has_orders = true;
      order_id_.reset();
      member_ = "";
    } else if (key == "pagination") {
      for_each_member(value, [&](std::string_view name, Value token) {
        if (name == "nextToken") page.next_token = text("nextToken", token).value_or("");
      });
    } else if (key == "lastUpdatedBefore") {
      page.last_updated_before = time("lastUpdatedBefore", value);
    }
  }
  if (!has_orders) throw Unreadable("it has no member 'orders'");
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Unreadable("something follows the end of the JSON");
}

void OrdersPageReader::read_order(simdjson::ondemand::object object) {
  Order order;
  order_id_.reset();
  member_ = "";
  order.raw = amazon::read_record(
      object, [&](std::string_view key, Value value) { read_order_member(order, key, value); });
  check_required(order);
  orders_.push_back(order);
}

void OrdersPageReader::read_order_member(Order& order, std::string_view key, Value value) {
  if (key == "orderId") {
    order.id = text("orderId", value);
    order_id_ = order.id;
  } else if (key == "createdTime") {
    order.created = time("createdTime", value);
  } else if (key == "lastUpdatedTime") {
    order.updated = time("lastUpdatedTime", value);
  } else if (key == "orderAliases") {
    read_aliases(order, value);
  } else if (key == "programs") {
    member_ = "programs";
    if (!value.is_null())
      order.programs = amazon::trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
  } else if (key == "salesChannel") {
    read_sales_channel(order, value);
  } else if (key == "fulfillment") {
    read_fulfillment(order, value);
  } else if (key == "proceeds") {
    member_ = "proceeds";
    for_each_member(value, [&](std::string_view name, Value total) {
      if (name == "grandTotal") order.total = money("proceeds.grandTotal", total);
    });
  } else if (key == "buyer") {
    read_buyer(order, value);
  } else if (key == "recipient") {
    read_recipient(order, value);
  } else if (key == "orderItems") {
    read_items(order, value);
  }
}

void OrdersPageReader::read_aliases(Order& order, Value value) {
  member_ = "orderAliases";
  for_each_element(value, [&](Value alias) {
    Text id, type;
    for_each_member(alias, [&](std::string_view key, Value content) {
      if (key == "aliasId") id = text("orderAliases.aliasId", content);
      if (key == "aliasType") type = text("orderAliases.aliasType", content);
    });
    if (type == "SELLER_ORDER_ID") order.seller_order_id = id;
  });
}

void OrdersPageReader::read_sales_channel(Order& order, Value value) {
  member_ = "salesChannel";
  order.has_sales_channel = !value.is_null();
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "channelName") order.channel_name = text("salesChannel.channelName", content);
    if (key == "marketplaceId") order.marketplace_id = text("salesChannel.marketplaceId", content);
    if (key == "marketplaceName") order.marketplace_name = text("salesChannel.marketplaceName", content);
  });
}

void OrdersPageReader::read_fulfillment(Order& order, Value value) {
  member_ = "fulfillment";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "fulfillmentStatus") order.status = text("fulfillment.fulfillmentStatus", content);
    if (key == "fulfilledBy") order.fulfilled_by = text("fulfillment.fulfilledBy", content);
    if (key == "fulfillmentServiceLevel")
      order.service_level = text("fulfillment.fulfillmentServiceLevel", content);
    if (key == "shipByWindow") order.ship_by = window("fulfillment.shipByWindow", content);
    if (key == "deliverByWindow") order.deliver_by = window("fulfillment.deliverByWindow", content);
  });
}

void OrdersPageReader::read_items(Order& order, Value value) {
  member_ = "orderItems";
  order.has_items = !value.is_null();
  order.first_item = items_.size();
  for_each_element(value, [&](Value element) {
    Item item;
    item.raw = amazon::read_record(
        element.get_object(), [&](std::string_view key, Value part) { read_item_member(item, key, part); });
    check_required(item);
    items_.push_back(item);
  });
  order.item_count = items_.size() - order.first_item;
}

void OrdersPageReader::read_item_member(Item& item, std::string_view key, Value value) {
  if (key == "orderItemId") {
    item.id = text("orderItems.orderItemId", value);
  } else if (key == "quantityOrdered") {
    item.ordered = integer("orderItems.quantityOrdered", value);
  } else if (key == "product") {
    read_product(item, value);
  } else if (key == "proceeds") {
    member_ = "orderItems.proceeds";
    for_each_member(value, [&](std::string_view name, Value total) {
      if (name == "proceedsTotal") item.proceeds = money("orderItems.proceeds.proceedsTotal", total);
    });
  } else if (key == "fulfillment") {
    member_ = "orderItems.fulfillment";
    for_each_member(value, [&](std::string_view name, Value count) {
      if (name == "quantityFulfilled")
        item.fulfilled = integer("orderItems.fulfillment.quantityFulfilled", count);
      if (name == "quantityUnfulfilled")
        item.unfulfilled = integer("orderItems.fulfillment.quantityUnfulfilled", count);
    });
  }
}

void OrdersPageReader::read_product(Item& item, Value value) {
  member_ = "orderItems.product";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "asin") item.asin = text("orderItems.product.asin", content);
    if (key == "sellerSku") item.sku = text("orderItems.product.sellerSku", content);
    if (key == "title") item.title = text("orderItems.product.title", content);
    if (key == "condition") {
      for_each_member(content, [&](std::string_view name, Value type) {
        if (name == "conditionType")
          item.condition = text("orderItems.product.condition.conditionType", type);
      });
    }
    if (key == "price") {
      for_each_member(content, [&](std::string_view name, Value price) {
        if (name == "unitPrice") item.unit_price = money("orderItems.product.price.unitPrice", price);
      });
    }
  });
}

void OrdersPageReader::check_required(const Order& order) {
  const auto require = [this](bool present, const char* member) {
    if (!present) fail(std::string("the required member '") + member + "' is missing");
  };
  require(order.id && !order.id->empty(), "orderId");
  require(order.created.has_value(), "createdTime");
  require(order.updated.has_value(), "lastUpdatedTime");
  require(order.has_sales_channel, "salesChannel");
  require(order.has_items, "orderItems");
}

void OrdersPageReader::check_required(const Item& item) {
  if (!item.id || item.id->empty()) fail("the required member 'orderItems.orderItemId' is missing");
  if (!item.ordered) fail("the required member 'orderItems.quantityOrdered' is missing");
}

OrdersPageReader::Text OrdersPageReader::text(const char* member, Value value) {
  member_ = member;
  return optional_text(value);
}

OrdersPageReader::Time OrdersPageReader::time(const char* member, Value value) {
  const Text written = text(member, value);
  if (!written || written->empty()) return std::nullopt;
  const auto result = mooring::parse_time(*written);
  if (!result)
    fail("member '" + std::string(member) + "' is \"" + std::string(*written) + "\", which is no time");
  return result;
}

std::optional<int64_t> OrdersPageReader::integer(const char* member, Value value) {
  member_ = member;
  if (value.is_null()) return std::nullopt;
  return int64_t(value.get_int64());
}

OrdersPageReader::Money OrdersPageReader::money(const char* member, Value value) {
  member_ = member;
  Money result;
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "amount") {
      result.amount = text(member, content);
    } else if (key == "currencyCode") {
      result.currency = text(member, content);
    }
  });
  if (result.amount && !mooring::is_decimal(*result.amount)) {
    fail("member '" + std::string(member) + "' is \"" + std::string(*result.amount) +
         "\", which is no amount");
  }
  return result;
}

OrdersPageReader::Window OrdersPageReader::window(const char* member, Value value) {
  member_ = member;
  Window result;
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "earliestDateTime") result.earliest = time(member, content);
    if (key == "latestDateTime") result.latest = time(member, content);
  });
  return result;
}

std::string OrdersPageReader::where() const {
  std::string place;
  if (order_id_) {
    place = "order " + std::string(*order_id_) + ": ";
  } else if (!orders_.empty()) {
    place = "the order after " + std::string(orders_.back().id.value_or("")) + ": ";
  }
  if (*member_ != '\0') place += "member '" + std::string(member_) + "': ";
  return place;
}

void OrdersPageReader::fail(const std::string& why) const {
  const std::string order = order_id_ ? "order " + std::string(*order_id_) + ": "
                                      : "order " + std::to_string(orders_.size() + 1) + " of the page: ";
  throw Unreadable(order + why);
}

// The gift message is what a buyer wrote to somebody: it is nobody else's business and not kept. Only its
// text is removed.
std::string_view OrdersPageReader::without_gift_message(std::string_view raw) {
  if (!may_hold_gift_message_) return raw;
  cleaned_.clear();
  size_t copied = 0;
  for (size_t at = raw.find(kGiftMessage); at != std::string_view::npos;
       at = raw.find(kGiftMessage, copied)) {
    const size_t value = raw.find_first_not_of(" \t\r\n:", at + kGiftMessage.size());
    cleaned_.append(raw, copied, value - copied);
    copied = value;
    if (raw[value] != '"') continue;  // null
    size_t end = value + 1;
    while (raw[end] != '"')
      end += raw[end] == '\\' ? 2 : 1;
    cleaned_ += "\"\"";
    copied = end + 1;
  }
  cleaned_.append(raw, copied);
  return cleaned_;
}

void OrdersPageReader::add_rows(Rows& orders, Rows& items) {
  for (const Order& order : orders_) {
    const std::string_view marketplace = order.marketplace_id.value_or("");
    int64_t quantity = 0;
    for (size_t i = order.first_item; i < order.first_item + order.item_count; ++i) {
      const Item& item = items_[i];
      quantity += *item.ordered;
      items.begin_row(marketplace, without_gift_message(item.raw));
      items.add_text(order.id).add_text(item.id).add_text(item.asin).add_text(item.sku).add_text(item.title);
      items.add_text(item.condition)
          .add_integer(item.ordered)
          .add_integer(item.fulfilled)
          .add_integer(item.unfulfilled);
      items.add_decimal(item.unit_price.amount).add_text(item.unit_price.currency);
      items.add_decimal(item.proceeds.amount).add_text(item.proceeds.currency);
    }
    orders.begin_row(marketplace, without_gift_message(order.raw));
    orders.add_text(order.id)
        .add_text(order.seller_order_id)
        .add_timestamp(order.created)
        .add_timestamp(order.updated);
    orders.add_text(order.status).add_text(order.fulfilled_by).add_text(order.service_level);
    orders.add_text(order.marketplace_id).add_text(order.marketplace_name).add_text(order.channel_name);
    orders.add_json(order.programs).add_decimal(order.total.amount).add_text(order.total.currency);
    orders.add_integer(static_cast<int64_t>(order.item_count)).add_integer(quantity);
    orders.add_timestamp(order.ship_by.earliest).add_timestamp(order.ship_by.latest);
    orders.add_timestamp(order.deliver_by.earliest).add_timestamp(order.deliver_by.latest);
    add_people(order, orders);
  }
}

}  // namespace amazon_seller
