// Purchase orders: of the whole vendor account, by the time of the order.
#include "seller/oracle.hpp"
#include "seller/vendor_json.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

template <class Use>
void each_told(const OracleQuery& query, int64_t (PurchaseOrder::*changed_us)() const, Use use) {
  const VendorBook book(query.world, query.seller);
  const int64_t from = query.by_update ? query.since_us - VendorBook::kLifeMax_us : query.since_us;
  each_purchase_order(
      book, from, query.until_us, query.as_of_us, [&](int64_t index, const PurchaseOrder& order) {
        const int64_t at = query.by_update ? (order.*changed_us)() : order.ordered_us;
        if (at < query.since_us || at > query.until_us) return;
        const auto later = query.settled ? book.order(index, query.world.now_us()) : std::nullopt;
        if (!later || ((*later).*changed_us)() == (order.*changed_us)()) use(order);
      });
}

void money(OracleRow& row, const PurchaseOrder& order, std::string_view name, int64_t amount,
           bool with_unit) {
  const std::string base(name);
  row.text(base, money_text(amount, order.marketplace->currency_digits));
  row.text(base + "_currency", order.marketplace->currency);
  if (with_unit) row.null(base + "_unit");
}

void quantity(OracleRow& row, const std::string& name, const PurchaseItem& item, int64_t amount,
              bool known = true) {
  known ? row.number(name + "_quantity", amount) : row.null(name + "_quantity");
  known ? row.text(name + "_unit", item.cases ? "Cases" : "Eaches") : row.null(name + "_unit");
  known ? row.number(name + "_unit_size", item.unit_size) : row.null(name + "_unit_size");
}

void json(OracleRow& row, std::string_view name, const std::string& value) {
  value.empty() ? row.null(name) : row.raw(name, value);
}

void head(OracleRow& row, const PurchaseOrder& order, const PurchaseItem& item) {
  row.text("purchase_order_number", order.number);
  row.text("item_sequence", item.sequence);
  row.text("asin", item.product->asin);
  row.text_or_null("vendor_product_id", item.vendor_product);
}

void order_row(std::string& out, const PurchaseOrder& order) {
  OracleRow row(out, "vendor_orders");
  row.text("purchase_order_number", order.number);
  row.text("state", order.state);
  row.time("ordered_at", order.ordered_us);
  order.amended_us != 0 ? row.time("changed_at", order.amended_us) : row.null("changed_at");
  row.time("state_changed_at", order.state_changed_us());
  row.text("order_type", order.type);
  row.text("payment_method", order.payment);
  row.text_or_null("deal_code", order.deal_code);
  row.text("vendor_code", order.vendor_code);
  row.text("buying_party", order.warehouse);
  row.text("ship_to_party", order.warehouse);
  row.text("ship_to_country", order.marketplace->country_code);
  row.text("bill_to_party", order.warehouse);
  for (const std::string name : {"ship", "delivery"}) {
    const bool has = order.delivered == (name == "delivery");
    has ? row.time(name + "_window_start", order.ship_from_us) : row.null(name + "_window_start");
    has ? row.time(name + "_window_end", order.ship_to_us) : row.null(name + "_window_end");
  }
  json(row, "import_details", import_details(order));
  row.number("item_count", static_cast<int64_t>(order.items.size()));
}

void order_item_row(std::string& out, const PurchaseOrder& order, const PurchaseItem& item) {
  OracleRow row(out, "vendor_order_items");
  head(row, order, item);
  quantity(row, "ordered", item, item.ordered);
  row.raw("back_order_allowed", item.back_order ? "true" : "false");
  money(row, order, "net_cost", item.net_cost, true);
  money(row, order, "list_price", item.list_price, true);
}

void item_status_row(std::string& out, const PurchaseOrder& order, const PurchaseItem& item) {
  OracleRow row(out, "vendor_order_item_statuses");
  head(row, order, item);
  money(row, order, "net_cost", item.net_cost, false);
  money(row, order, "list_price", item.list_price, false);
  quantity(row, "ordered", item, item.ordered);
  json(row, "ordered_changes", quantity_changes(order, item));
  row.text("confirmation_status", confirmation_of(order, item));
  quantity(row, "accepted", item, item.accepted, order.acknowledged_us != 0);
  quantity(row, "rejected", item, item.rejected, order.acknowledged_us != 0);
  json(row, "acknowledgements", acknowledgements(order, item));
  row.text("receive_status", receipt_of(order, item));
  quantity(row, "received", item, item.received, item.received > 0);
  if (item.received > 0)
    row.time("last_received_at", order.last_receipt_us != 0 ? order.last_receipt_us : order.first_receipt_us);
  else
    row.null("last_received_at");
}

}  // namespace

void tell_vendor_orders(const OracleQuery& query, std::string& out) {
  each_told(query, &PurchaseOrder::changed_us, [&](const PurchaseOrder& order) { order_row(out, order); });
}

void tell_vendor_order_items(const OracleQuery& query, std::string& out) {
  each_told(query, &PurchaseOrder::changed_us, [&](const PurchaseOrder& order) {
    for (const PurchaseItem& item : order.items)
      order_item_row(out, order, item);
  });
}

void tell_vendor_order_statuses(const OracleQuery& query, std::string& out) {
  each_told(query, &PurchaseOrder::updated_us, [&](const PurchaseOrder& order) {
    OracleRow row(out, "vendor_order_statuses");
    row.text("purchase_order_number", order.number);
    row.text("status", order.closed_us != 0 ? "CLOSED" : "OPEN");
    row.time("ordered_at", order.ordered_us);
    row.time("updated_at", order.updated_us());
    row.text("vendor_code", order.vendor_code);
    row.text("ship_to_party", order.warehouse);
    row.text("ship_to_country", order.marketplace->country_code);
    row.number("item_count", static_cast<int64_t>(order.items.size()));
  });
}

void tell_vendor_order_item_statuses(const OracleQuery& query, std::string& out) {
  each_told(query, &PurchaseOrder::updated_us, [&](const PurchaseOrder& order) {
    for (const PurchaseItem& item : order.items)
      item_status_row(out, order, item);
  });
}

}  // namespace mooring::amazon_simulator::seller
