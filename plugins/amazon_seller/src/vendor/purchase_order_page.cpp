// getPurchaseOrders.
#include "vendor/order_page.hpp"

namespace amazon_seller::vendor {

using mooring::Rows;

void PurchaseOrderReader::forget() {
  orders_.clear();
  items_.clear();
}

void PurchaseOrderReader::read_order(simdjson::ondemand::object object) {
  Order order;
  order.first_item = items_.size();
  order.raw = amazon::read_record(object, [&](std::string_view key, Value value) {
    if (key == "purchaseOrderNumber") {
      number_ = order.number = values_.some_text("purchaseOrderNumber", value);
    } else if (key == "purchaseOrderState") {
      order.state = values_.some_text("purchaseOrderState", value);
    } else if (key == "orderDetails") {
      amazon::for_each_member(value,
                              [&](std::string_view name, Value detail) { read_detail(order, name, detail); });
    }
  });
  order.item_count = items_.size() - order.first_item;
  values_.forget_member();
  check(order);
  orders_.push_back(order);
}

void PurchaseOrderReader::read_detail(Order& order, std::string_view key, Value value) {
  if (key == "purchaseOrderDate") {
    order.ordered = values_.time("purchaseOrderDate", value);
  } else if (key == "purchaseOrderChangedDate") {
    order.changed = values_.time("purchaseOrderChangedDate", value);
  } else if (key == "purchaseOrderStateChangedDate") {
    order.state_changed = values_.time("purchaseOrderStateChangedDate", value);
  } else if (key == "purchaseOrderType") {
    order.type = values_.some_text("purchaseOrderType", value);
  } else if (key == "paymentMethod") {
    order.payment = values_.some_text("paymentMethod", value);
  } else if (key == "dealCode") {
    order.deal = values_.some_text("dealCode", value);
  } else if (key == "importDetails") {
    order.import_details = values_.json("importDetails", value);
  } else if (key == "items") {
    order.has_items = true;
    amazon::for_each_record("orderDetails.items", value, [&](Value item) { read_item(item.get_object()); });
  } else {
    read_party_or_window(order, key, value);
  }
}

void PurchaseOrderReader::read_party_or_window(Order& order, std::string_view key, Value value) {
  if (key == "buyingParty") order.buying = party("buyingParty", value);
  if (key == "sellingParty") order.selling = party("sellingParty", value);
  if (key == "shipToParty") order.ship_to = party("shipToParty", value);
  if (key == "billToParty") order.bill_to = party("billToParty", value);
  if (key == "shipWindow") order.ship = window("shipWindow", value);
  if (key == "deliveryWindow") order.deliver = window("deliveryWindow", value);
}

void PurchaseOrderReader::read_item(simdjson::ondemand::object object) {
  Item item;
  item.raw = amazon::read_record(object, [&](std::string_view key, Value value) {
    if (key == "itemSequenceNumber") item.sequence = values_.id("itemSequenceNumber", value);
    if (key == "amazonProductIdentifier") item.asin = values_.some_text("amazonProductIdentifier", value);
    if (key == "vendorProductIdentifier")
      item.vendor_product = values_.some_text("vendorProductIdentifier", value);
    if (key == "orderedQuantity") item.ordered = quantity("orderedQuantity", value);
    if (key == "isBackOrderAllowed") item.back_order = values_.boolean("isBackOrderAllowed", value);
    if (key == "netCost") item.net_cost = money("netCost", value);
    if (key == "listPrice") item.list_price = money("listPrice", value);
  });
  values_.forget_member();
  if (!item.sequence) fail("an item has no 'itemSequenceNumber'");
  if (!item.ordered.amount) fail("item " + std::string(*item.sequence) + " has no 'orderedQuantity'");
  items_.push_back(item);
}

void PurchaseOrderReader::check(const Order& order) const {
  if (!order.number) fail("it has no 'purchaseOrderNumber'");
  if (!order.state) fail("it has no 'purchaseOrderState'");
  if (!order.ordered) fail("it has no 'orderDetails.purchaseOrderDate'");
  if (!order.has_items) fail("it has no 'orderDetails.items'");
}

void PurchaseOrderReader::add_rows(size_t index) {
  const Order& order = orders_[index];
  for (size_t i = order.first_item; i < order.first_item + order.item_count; ++i)
    add_item_row(order, items_[i]);
  Rows& rows = order_rows_;
  rows.begin_row({}, order.raw);
  rows.add_text(order.number).add_text(order.state);
  rows.add_timestamp(order.ordered).add_timestamp(order.changed).add_timestamp(order.state_changed);
  rows.add_text(order.type).add_text(order.payment).add_text(order.deal).add_text(order.selling.id);
  rows.add_text(order.buying.id).add_text(order.ship_to.id).add_text(order.ship_to.country);
  rows.add_text(order.bill_to.id).add_timestamp(order.ship.start).add_timestamp(order.ship.end);
  rows.add_timestamp(order.deliver.start).add_timestamp(order.deliver.end);
  rows.add_json(order.import_details).add_integer(static_cast<int64_t>(order.item_count));
}

void PurchaseOrderReader::add_item_row(const Order& order, const Item& item) {
  Rows& rows = item_rows_;
  rows.begin_row({}, item.raw);
  rows.add_text(order.number).add_text(item.sequence).add_text(item.asin).add_text(item.vendor_product);
  add_quantity(rows, item.ordered);
  rows.add_boolean(item.back_order);
  add_money(rows, item.net_cost, true);
  add_money(rows, item.list_price, true);
}

}  // namespace amazon_seller::vendor
