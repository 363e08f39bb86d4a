// getPurchaseOrdersStatus.
#include "vendor/order_page.hpp"

namespace amazon_seller::vendor {

using mooring::Rows;

void OrderStatusReader::forget() {
  orders_.clear();
  items_.clear();
}

void OrderStatusReader::read_order(simdjson::ondemand::object object) {
  Order order;
  order.first_item = items_.size();
  order.raw = amazon::read_record(object, [&](std::string_view key, Value value) {
    if (key == "purchaseOrderNumber")
      number_ = order.number = values_.some_text("purchaseOrderNumber", value);
    if (key == "purchaseOrderStatus") order.status = values_.some_text("purchaseOrderStatus", value);
    if (key == "purchaseOrderDate") order.ordered = values_.time("purchaseOrderDate", value);
    if (key == "lastUpdatedDate") order.updated = values_.time("lastUpdatedDate", value);
    if (key == "sellingParty") order.selling = party("sellingParty", value);
    if (key == "shipToParty") order.ship_to = party("shipToParty", value);
    if (key == "itemStatus") {
      order.has_items = true;
      amazon::for_each_record("itemStatus", value, [&](Value item) { read_item(item.get_object()); });
    }
  });
  order.item_count = items_.size() - order.first_item;
  values_.forget_member();
  check(order);
  orders_.push_back(order);
}

void OrderStatusReader::read_item(simdjson::ondemand::object object) {
  Item item;
  item.raw = amazon::read_record(
      object, [&](std::string_view key, Value value) { read_item_member(item, key, value); });
  values_.forget_member();
  if (!item.sequence) fail("an item has no 'itemSequenceNumber'");
  items_.push_back(item);
}

void OrderStatusReader::read_item_member(Item& item, std::string_view key, Value value) {
  if (key == "itemSequenceNumber") {
    item.sequence = values_.id("itemSequenceNumber", value);
  } else if (key == "buyerProductIdentifier") {
    item.asin = values_.some_text("buyerProductIdentifier", value);
  } else if (key == "vendorProductIdentifier") {
    item.vendor_product = values_.some_text("vendorProductIdentifier", value);
  } else if (key == "netCost") {
    item.net_cost = money("netCost", value);
  } else if (key == "listPrice") {
    item.list_price = money("listPrice", value);
  } else if (key == "orderedQuantity") {
    amazon::for_each_member(value, [&](std::string_view name, Value part) {
      if (name == "orderedQuantity") item.ordered = quantity("orderedQuantity", part);
      if (name == "orderedQuantityDetails") item.changes = values_.json("orderedQuantityDetails", part);
    });
  } else if (key == "acknowledgementStatus") {
    read_acknowledgement(item, value);
  } else if (key == "receivingStatus") {
    read_receiving(item, value);
  }
}

void OrderStatusReader::read_acknowledgement(Item& item, Value value) {
  amazon::for_each_member(value, [&](std::string_view key, Value part) {
    if (key == "confirmationStatus") item.confirmation = values_.some_text("confirmationStatus", part);
    if (key == "acceptedQuantity") item.accepted = quantity("acceptedQuantity", part);
    if (key == "rejectedQuantity") item.rejected = quantity("rejectedQuantity", part);
    if (key == "acknowledgementStatusDetails")
      item.acknowledgements = values_.json("acknowledgementStatusDetails", part);
  });
}

void OrderStatusReader::read_receiving(Item& item, Value value) {
  amazon::for_each_member(value, [&](std::string_view key, Value part) {
    if (key == "receiveStatus") item.receiving = values_.some_text("receiveStatus", part);
    if (key == "receivedQuantity") item.received = quantity("receivedQuantity", part);
    if (key == "lastReceiveDate") item.last_received = values_.time("lastReceiveDate", part);
  });
}

void OrderStatusReader::check(const Order& order) const {
  if (!order.number) fail("it has no 'purchaseOrderNumber'");
  if (!order.status) fail("it has no 'purchaseOrderStatus'");
  if (!order.ordered) fail("it has no 'purchaseOrderDate'");
  if (!order.has_items) fail("it has no 'itemStatus'");
}

void OrderStatusReader::add_item_row(const Order& order, const Item& item) {
  Rows& rows = item_rows_;
  rows.begin_row({}, item.raw);
  rows.add_text(order.number).add_text(item.sequence).add_text(item.asin).add_text(item.vendor_product);
  add_money(rows, item.net_cost, false);
  add_money(rows, item.list_price, false);
  add_quantity(rows, item.ordered);
  rows.add_json(item.changes).add_text(item.confirmation);
  add_quantity(rows, item.accepted);
  add_quantity(rows, item.rejected);
  rows.add_json(item.acknowledgements).add_text(item.receiving);
  add_quantity(rows, item.received);
  rows.add_timestamp(item.last_received);
}

void OrderStatusReader::add_rows(size_t index) {
  const Order& order = orders_[index];
  for (size_t i = order.first_item; i < order.first_item + order.item_count; ++i)
    add_item_row(order, items_[i]);
  Rows& rows = order_rows_;
  rows.begin_row({}, order.raw);
  rows.add_text(order.number).add_text(order.status);
  rows.add_timestamp(order.ordered).add_timestamp(order.updated);
  rows.add_text(order.selling.id).add_text(order.ship_to.id).add_text(order.ship_to.country);
  rows.add_integer(static_cast<int64_t>(order.item_count));
}

}  // namespace amazon_seller::vendor
