#include <algorithm>

#include "seller/oracle.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

std::string programs(const Order& order) {
  if (order.prime && order.business) return R"(["PRIME","AMAZON_BUSINESS"])";
  if (order.prime) return R"(["PRIME"])";
  return order.business ? R"(["AMAZON_BUSINESS"])" : "null";
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
  for (const std::string_view name : {"unit_price", "proceeds_amount"}) {
    if (!order.priced) {
      row.null(name);
      continue;
    }
    const int64_t amount =
        name == "unit_price" ? item.unit_price : item.unit_price * item.quantity - item.discount;
    row.text(name, money_text(amount, marketplace.currency_digits));
  }
  for (const std::string_view name : {"unit_price_currency", "proceeds_currency"}) {
    order.priced ? row.text(name, marketplace.currency) : row.null(name);
  }
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
