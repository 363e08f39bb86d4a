#include "orders/page.hpp"

#include "api.hpp"
#include "marketplaces.hpp"
#include "numbers.hpp"
#include "values.hpp"

namespace amazon_seller {

using amazon::Unreadable;
using mooring::HttpResponse;

namespace {

bool holds_people(std::string_view body) {
  const auto has = [&](std::string_view member) { return body.find(member) != std::string_view::npos; };
  return has("\"buyer\"") || has("\"recipient\"") || has("\"giftMessage\"") || has("\"taxRegistrations\"") ||
         has("\"customizedUrl\"");
}

}  // namespace

OrdersPage OrdersPageReader::read(const HttpResponse& answer) {
  if (!answer.ok()) throw refusal(answer);
  if (const std::string instead = what_instead_of_json(answer.body()); !instead.empty()) {
    throw bad_answer(answer, "it is " + instead);
  }
  orders_.clear();
  items_.clear();
  next_order_ = 0;
  order_id_.reset();
  member_ = "";
  written_.clear();
  find_private_texts(answer.body());
  OrdersPage page;
  std::optional<simdjson::ondemand::document> document;  // nothing: the text is no JSON at all
  order_at_ = nullptr;
  try {
    document.emplace(parser_.iterate(padded(answer)).value());
    require_whole_json(answer, holds_people);
    read_page(answer, *document, page);
  } catch (const simdjson::simdjson_error& error) {
    // People's names may stand near.
    throw bad_answer(answer, where() + error.what() +
                                 (holds_people(answer.body()) ? "" : place_of(error, answer, document)));
  } catch (const Unreadable& problem) {
    const std::string_view what = problem.what();
    const bool names_order = order_at_ == nullptr || what.starts_with("order ");
    member_ = "";  // the last that was read, which is not the one
    throw bad_answer(answer, (names_order ? "" : where()) + std::string(what) +
                                 (holds_people(answer.body()) ? "" : place_of_record(answer, order_at_)));
  }
  page.orders = orders_.size();
  for (const Order& order : orders_)
    if (!page.latest_update || *order.updated > *page.latest_update) page.latest_update = order.updated;
  return page;
}

void OrdersPageReader::read_page(const HttpResponse& answer, simdjson::ondemand::document& document,
                                 OrdersPage& page) {
  bool has_orders = false;
  for_each_member(document.get_object().value(), [&](std::string_view key, Value value) {
    if (key == "orders") {
      const char* first = nullptr;
      amazon::for_each_record("orders", value, [&](Value order) {
        order_at_ = order.raw_json_token().data();
        if (first == nullptr) first = order_at_;
        read_order(order.get_object());
      });
      page.text = text_from(first, document);
      order_at_ = nullptr;
      has_orders = true;
      order_id_.reset();
      member_ = "";
    } else if (key == "pagination") {
      for_each_member(value, [&](std::string_view name, Value token) {
        if (name == "nextToken") page.next_token = text("nextToken", token).value_or("");
      });
    } else if (key == "lastUpdatedBefore") {
      page.last_updated_before = time("lastUpdatedBefore", value);
    } else if (key == "errors") {
      refuse_errors(answer, value);
    }
  });
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
  } else if (key == "salesChannel") {
    read_sales_channel(order, value);
  } else if (key == "fulfillment") {
    read_fulfillment(order, value);
  } else if (key == "proceeds") {
    read_proceeds(order.proceeds, kOfOrder, value);
  } else if (key == "buyer") {
    read_buyer(order, value);
  } else if (key == "recipient") {
    read_recipient(order, value);
  } else if (key == "orderItems") {
    read_items(order, value);
  } else {
    read_order_details(order, key, value);
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
    if (key == "labelPrintingWindow")
      order.label_printing = window("fulfillment.labelPrintingWindow", content);
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
  if (order.marketplace_id && order.marketplace_id->size() > kMarketplaceBytesMax)
    fail("member 'salesChannel.marketplaceId' is " + amazon::shown(*order.marketplace_id) +
         ", which is no marketplace");
}

OrdersPageReader::Text OrdersPageReader::text(const char* member, Value value) {
  member_ = member;
  const Text written = optional_text(value);
  // Without the text: it may be somebody's name.
  if (written && written->find('\0') != std::string_view::npos)
    fail("member '" + std::string(member) + "' holds a NUL, which no database takes");
  return written;
}

OrdersPageReader::Time OrdersPageReader::time(const char* member, Value value) {
  const Text written = text(member, value);
  if (!written || written->empty()) return std::nullopt;
  const auto result = amazon::to_time(*written);
  if (!result) refuse(*written, "time");
  return result;
}

std::optional<int64_t> OrdersPageReader::integer(const char* member, Value value) {
  member_ = member;
  if (value.is_null()) return std::nullopt;
  return int64_t(value.get_int64());
}

// A JSON number, its digits as they stand.
OrdersPageReader::Text OrdersPageReader::decimal(const char* member, Value value) {
  member_ = member;
  if (value.is_null()) return std::nullopt;
  const std::string_view token = amazon::trim_end(value.raw_json_token());
  auto plain = amazon::to_decimal(token);
  if (!plain) refuse(token, "number");
  return written_.emplace_back(std::move(*plain));
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
  member_ = member;
  const bool is_amount = !result.amount || (result.amount->size() <= amazon::kDecimalBytesMax &&
                                            mooring::is_decimal(*result.amount));
  if (!is_amount) refuse(*result.amount, "amount");
  if (result.amount && result.currency.value_or("").empty())
    fail("member '" + std::string(member) + "' is " + amazon::shown(*result.amount) + " of no currency");
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

void OrdersPageReader::refuse(std::string_view found, const char* wanted) const {
  fail("member '" + std::string(member_) + "' is " + amazon::shown(found) + ", which is no " + wanted);
}

void OrdersPageReader::fail(const std::string& why) const {
  const std::string order = order_id_ ? "order " + std::string(*order_id_) + ": "
                                      : "order " + std::to_string(orders_.size() + 1) + " of the page: ";
  throw Unreadable(order + why);
}

}  // namespace amazon_seller
