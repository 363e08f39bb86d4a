#include <algorithm>

#include "seller/oracle.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

std::string programs(const Order& order) {
  if (order.prime && order.business) return R"(["PRIME","AMAZON_BUSINESS"])";
  if (order.prime) return R"(["PRIME"])";
  return order.business ? R"(["AMAZON_BUSINESS"])" : "null";
}

// Amazon leaves out a category of which there is nothing; the price it always tells.
class Amounts {
 public:
  Amounts(OracleRow& row, const Order& order) : row_(row), order_(order) {}
  void always(std::string_view name, int64_t amount) { tell(name, amount, order_.priced); }
  void some(std::string_view name, int64_t amount) { tell(name, amount, order_.priced && amount != 0); }

 private:
  void tell(std::string_view name, int64_t amount, bool is_told) {
    is_told ? row_.text(name, money_text(amount, order_.marketplace().currency_digits)) : row_.null(name);
  }

  OracleRow& row_;
  const Order& order_;
};

void append_order_amounts(OracleRow& row, const Order& order) {
  int64_t items = 0, shipping = 0, gift_wrap = 0, tax = 0, discount = 0;
  for (const Item& item : order.items) {
    items += item.unit_price * item.quantity;
    shipping += item.shipping;
    gift_wrap += item.gift_wrap;
    tax += item.item_tax + item.shipping_tax + item.gift_wrap_tax;
    discount += item.discount + item.shipping_discount;
  }
  Amounts amounts(row, order);
  amounts.always("item_amount", items);
  amounts.some("shipping_amount", shipping);
  amounts.some("gift_wrap_amount", gift_wrap);
  row.null("cod_fee_amount");
  row.null("other_amount");
  amounts.some("tax_amount", tax);
  amounts.some("discount_amount", discount);
  row.null("delivery_tip_amount");
  row.null("delivery_tip_status");
}

void append_circumstances(OracleRow& row, const Order& order) {
  const Marketplace& marketplace = order.marketplace();
  row.text_or_null("payment_method", order.payment_method);
  row.raw("payments", order.payment_method.empty()
                          ? "null"
                          : R"([{"paymentMethod":")" + std::string(order.payment_method) +
                                R"(","paymentAmount":{"amount":")" +
                                money_text(order.total(), marketplace.currency_digits) +
                                R"(","currencyCode":")" + std::string(marketplace.currency) + R"("}}])");
  row.raw("is_prime", order.prime ? "true" : "false");
  row.raw("is_business", order.business ? "true" : "false");
  row.text_or_null("replaces_order_id", order.replaces);
  row.null("exchanges_order_id");
  row.text_or_null("invoice_status", order.invoice_status);
  row.null("invoice_preference");
}

std::string list_of_one(std::string_view text) {
  return text.empty() ? "[null]" : "[\"" + std::string(text) + "\"]";
}

void append_packages(OracleRow& row, const Order& order) {
  if (order.has_packages()) {
    row.number("package_count", 1);
    row.time("shipped_at", order.shipped_us());
    row.raw("carriers", R"(["Tide Parcel"])");
    row.raw("tracking_numbers", R"(["TP)" + std::to_string(order.flavour % 10'000'000'000) + R"("])");
    row.raw("package_statuses", list_of_one(order.package_status()));
    row.raw("package_detailed_statuses", list_of_one(order.package_detail()));
    row.raw("shipping_services", R"(["Tide Standard"])");
  } else {
    for (const std::string_view name : {"package_count", "shipped_at", "carriers", "tracking_numbers",
                                        "package_statuses", "package_detailed_statuses", "shipping_services"})
      row.null(name);
  }
  row.null("fulfillment_order_ids");
}

void append_order_row(std::string& out, const Order& order) {
  const Marketplace& marketplace = order.marketplace();
  OracleRow row(out, "orders");
  row.text("order_id", order.id);
  row.text_or_null("seller_order_id", order.seller_order_id);
  row.time("created_at", order.timeline.created_us);
  row.time("updated_at", order.now.at_us);
  row.text("status", status_text(order.now.stage));
  row.text("fulfilled_by", order.timeline.by_amazon ? "AMAZON" : "MERCHANT");
  row.text_or_null("service_level", order.service_level);
  row.text("marketplace_id", marketplace.id);
  row.text("marketplace_name", marketplace.name);
  row.text("channel_name", order.is_amazon() ? "AMAZON" : "NON_AMAZON");
  row.raw("programs", programs(order));
  if (order.priced) {
    row.text("total_amount", money_text(order.total(), marketplace.currency_digits));
    row.text("total_currency", marketplace.currency);
  } else {
    row.null("total_amount");
    row.null("total_currency");
  }
  int64_t quantity = 0;
  for (const Item& item : order.items)
    quantity += item.quantity;
  row.number("item_count", static_cast<int64_t>(order.items.size()));
  row.number("quantity_ordered", quantity);
  const bool windows = order.has_fulfillment_windows;
  const auto time_or_null = [&](std::string_view name, int64_t us) {
    windows ? row.time(name, us) : row.null(name);
  };
  time_or_null("ship_by_earliest", order.timeline.created_us);
  time_or_null("ship_by_latest", order.ship_by_us);
  time_or_null("deliver_by_earliest", order.ship_by_us + 86'400'000'000);
  time_or_null("deliver_by_latest", order.deliver_by_us);
  order.has_label_window() ? row.time("label_printing_earliest", order.label_from_us())
                           : row.null("label_printing_earliest");
  row.null("label_printing_latest");
  append_order_amounts(row, order);
  append_circumstances(row, order);
  append_packages(row, order);
}

void append_item_amounts(OracleRow& row, const Order& order, const Item& item) {
  Amounts amounts(row, order);
  amounts.always("item_amount", item.unit_price * item.quantity);
  amounts.some("shipping_amount", item.shipping);
  amounts.some("gift_wrap_amount", item.gift_wrap);
  row.null("cod_fee_amount");
  row.null("other_amount");
  amounts.some("tax_amount", item.item_tax + item.shipping_tax + item.gift_wrap_tax);
  amounts.some("discount_amount", item.discount + item.shipping_discount);
  amounts.some("item_tax", item.item_tax);
  amounts.some("shipping_tax", item.shipping_tax);
  amounts.some("gift_wrap_tax", item.gift_wrap_tax);
  row.null("cod_fee_tax");
  row.null("discount_tax");
  amounts.some("item_discount", item.discount);
  amounts.some("shipping_discount", item.shipping_discount);
}

void append_item_remarks(OracleRow& row, const Order& order, const Item& item) {
  const Marketplace& marketplace = order.marketplace();
  std::string promotions;
  for (const std::string_view id : item.promotions)
    promotions += (promotions.empty() ? "[\"" : ",\"") + std::string(id) + '"';
  row.raw("promotion_ids", promotions.empty() ? "null" : promotions + ']');
  const bool has_points = order.priced && item.points > 0;
  has_points ? row.number("points_granted", item.points) : row.null("points_granted");
  has_points ? row.text("points_amount", money_text(item.points, marketplace.currency_digits))
             : row.null("points_amount");
  row.text_or_null("points_currency", has_points ? marketplace.currency : "");
  row.text_or_null("cancelled_by", order.cancelled.by);
  row.text_or_null("cancel_reason", order.cancelled.reason);
  row.text_or_null("cancel_requested_by", order.cancelled.requested_by);
  row.text_or_null("cancel_request_reason", order.cancelled.request_reason);
  row.raw("is_gift", item.gift_wrap_level.empty() ? "false" : "true");
  row.text_or_null("gift_wrap_level", item.gift_wrap_level);
  row.raw("programs", item.subscribed ? R"(["SUBSCRIBE_AND_SAVE"])" : "null");
  row.text_or_null("price_designation", order.priced && order.business ? "BUSINESS_PRICE" : "");
  row.text("condition_subtype", item.condition_subtype);
  const bool collected = marketplace.country_code == "US";
  row.text_or_null("tax_collection_model", collected ? "MARKETPLACE_FACILITATOR" : "");
  row.text_or_null("tax_responsible_party", collected ? "Amazon Services, Inc." : "");
  row.null("tax_reporting_scheme");
  row.null("ioss_number");
}

void append_item_details(OracleRow& row, const Order& order, const Item& item) {
  row.text_or_null("condition_note", item.condition_note);
  std::string serials;
  for (const std::string& number : item.serial_numbers)
    serials += (serials.empty() ? "[\"" : ",\"") + number + '"';
  row.raw("serial_numbers", serials.empty() ? "null" : serials + ']');
  row.text_or_null("measurement_value", item.measurement_value);
  row.text_or_null("measurement_unit", item.measurement_unit);
  item.scheduled ? row.time("scheduled_delivery_earliest", order.scheduled_from_us())
                 : row.null("scheduled_delivery_earliest");
  item.scheduled ? row.time("scheduled_delivery_latest", order.deliver_by_us)
                 : row.null("scheduled_delivery_latest");
  row.raw("associated_items", item.service_order.empty()
                                  ? "null"
                                  : R"([{"orderId":")" + item.service_order + R"(","orderItemId":")" +
                                        item.service_item + R"(","associationType":"VALUE_ADD_SERVICE"}])");
}

void append_item_row(std::string& out, const Order& order, const Item& item) {
  const Marketplace& marketplace = order.marketplace();
  const Product& product = products()[static_cast<size_t>(item.product)];
  OracleRow row(out, "order_items");
  row.text("order_id", order.id);
  row.text("order_item_id", item.item_id);
  row.text("asin", product.asin);
  row.text("sku", item.sku);
  row.text_or_null("title", item.titled ? product.title : "");
  row.text("condition", item.condition);
  row.number("quantity_ordered", item.quantity);
  row.number("quantity_fulfilled", item.fulfilled);
  row.number("quantity_unfulfilled",
             order.now.stage == Stage::cancelled ? 0 : item.quantity - item.fulfilled);
  const int64_t proceeds = item.unit_price * item.quantity + item.shipping + item.gift_wrap + item.item_tax +
                           item.shipping_tax + item.gift_wrap_tax - item.discount - item.shipping_discount;
  for (const std::string_view name : {"unit_price", "proceeds_amount"}) {
    if (!order.priced) {
      row.null(name);
      continue;
    }
    const int64_t amount = name == "unit_price" ? item.unit_price : proceeds;
    row.text(name, money_text(amount, marketplace.currency_digits));
  }
  for (const std::string_view name : {"unit_price_currency", "proceeds_currency"}) {
    order.priced ? row.text(name, marketplace.currency) : row.null(name);
  }
  append_item_amounts(row, order, item);
  append_item_remarks(row, order, item);
  append_item_details(row, order, item);
}

template <class Use>
void each_order(const OracleQuery& query, Use use) {
  const int64_t from = query.by_update ? query.since_us - OrderBook::kLifeMax_us : query.since_us;
  const auto [first, last] = query.book.index_range(from, query.until_us);
  for (int64_t index = first; index <= last; ++index) {
    const auto order = query.book.order(index, query.as_of_us);
    if (!order || !query.wants(order->marketplace().id)) continue;
    const int64_t at = query.by_update ? order->now.at_us : order->timeline.created_us;
    if (at < query.since_us || at > query.until_us) continue;
    if (query.settled && order->timeline.at(query.world.now_us())->at_us != order->now.at_us) continue;
    use(*order);
  }
}

}  // namespace

void tell_orders(const OracleQuery& query, std::string& out) {
  each_order(query, [&](const Order& order) { append_order_row(out, order); });
}

void tell_order_items(const OracleQuery& query, std::string& out) {
  each_order(query, [&](const Order& order) {
    for (const Item& item : order.items)
      append_item_row(out, order, item);
  });
}

}  // namespace mooring::amazon_simulator::seller
