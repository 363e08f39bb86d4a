#include "oracle.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "oracle_row.hpp"

namespace mooring::amazon_simulator {
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

struct Wanted {
  const OrderBook* book = nullptr;
  int64_t since_us = 0, until_us = 0, as_of_us = 0;
  std::string marketplaces, stream;
  bool by_update = false, settled = false;
};

host::Result<int64_t> time_or(const Fields& query, std::string_view name, int64_t fallback) {
  const std::string* text = find(query, name);
  if (!text || text->empty()) return fallback;
  const auto time = host::parse_time(*text);
  if (!time)
    return host::fail("bad_time", std::string(name) + " is not an RFC 3339 time",
                      "Use 2026-01-02T03:04:05Z.");
  return host::to_unix_us(*time);
}

host::Result<Wanted> parse(const World& world, const Fields& query) {
  Wanted wanted;
  wanted.book = world.book(value_or(query, "seller"));
  if (!wanted.book) {
    return host::fail("unknown_seller", "seller is missing or unknown",
                      "GET /control/api/state lists the sellers.");
  }
  const int64_t now = world.now_us();
  const auto as_of = time_or(query, "as_of", now);
  const auto since = time_or(query, "since", wanted.book->opening_us());
  if (!as_of) return host::fail(as_of.error());
  if (!since) return host::fail(since.error());
  const auto until = time_or(query, "until", *as_of);
  if (!until) return host::fail(until.error());
  wanted.as_of_us = std::min(*as_of, now);
  wanted.since_us = *since;
  wanted.until_us = std::min(*until, wanted.as_of_us);
  wanted.marketplaces = value_or(query, "marketplaces");
  wanted.stream = value_or(query, "stream");
  wanted.by_update = value_or(query, "by") == "updated";
  wanted.settled = value_or(query, "settled") == "1";
  return wanted;
}

bool lists(std::string_view ids, std::string_view id) {
  return ids.empty() || ("," + std::string(ids) + ",").find("," + std::string(id) + ",") != std::string::npos;
}

}  // namespace

Reply answer_oracle(const World& world, const Fields& query) {
  const auto wanted = parse(world, query);
  if (!wanted)
    return json_reply(400, "{\"code\":" + json_text(wanted.error().code) +
                               ",\"detail\":" + json_text(host::describe(wanted.error())) + "}");
  const OrderBook& book = *wanted->book;
  const int64_t from = wanted->by_update ? wanted->since_us - OrderBook::kLifeMax_us : wanted->since_us;
  const auto [first, last] = book.index_range(from, wanted->until_us);
  std::string out;
  for (int64_t index = first; index <= last; ++index) {
    const auto order = book.order(index, wanted->as_of_us);
    if (!order || !lists(wanted->marketplaces, order->marketplace().id)) continue;
    const int64_t at = wanted->by_update ? order->now.at_us : order->timeline.created_us;
    if (at < wanted->since_us || at > wanted->until_us) continue;
    if (wanted->settled && order->timeline.at(world.now_us())->at_us != order->now.at_us) continue;
    if (wanted->stream != "order_items") append_order_row(out, *order);
    if (wanted->stream == "orders") continue;
    for (const Item& item : order->items)
      append_item_row(out, *order, item);
  }
  Reply reply = json_reply(200, std::move(out));
  reply.content_type = "application/x-ndjson";
  return reply;
}

}  // namespace mooring::amazon_simulator
