#include "seller/vendor_json.hpp"

#include "base/text.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

std::string time(int64_t us) {
  return "\"" + host::format_time(host::from_unix_us(us)) + "\"";
}

void member(std::string& out, std::string_view name, const std::string& json) {
  if (out.back() != '{' && out.back() != '[') out += ',';
  out += "\"" + std::string(name) + "\":" + json;
}

std::string quantity(int64_t amount, const PurchaseItem& item) {
  return "{\"amount\":" + std::to_string(amount) + ",\"unitOfMeasure\":\"" +
         (item.cases ? "Cases" : "Eaches") + "\",\"unitSize\":" + std::to_string(item.unit_size) + "}";
}

std::string money(int64_t amount, const PurchaseOrder& order) {
  return "{\"amount\":\"" + money_text(amount, order.marketplace->currency_digits) +
         "\",\"currencyCode\":" + json_text(order.marketplace->currency) + "}";
}

std::string party(std::string_view id) {
  return "{\"partyId\":" + json_text(id) + "}";
}

std::string warehouse(const PurchaseOrder& order) {
  return "{\"partyId\":" + json_text(order.warehouse) +
         ",\"address\":{\"name\":" + json_text("Warehouse " + order.warehouse) +
         ",\"addressLine1\":\"1 Harbour Road\",\"city\":\"Porthaven\"," +
         "\"countryCode\":" + json_text(order.marketplace->country_code) + "}}";
}

std::string order_item(const PurchaseOrder& order, const PurchaseItem& item) {
  std::string out = "{";
  member(out, "itemSequenceNumber", json_text(item.sequence));
  member(out, "amazonProductIdentifier", json_text(item.product->asin));
  if (!item.vendor_product.empty()) member(out, "vendorProductIdentifier", json_text(item.vendor_product));
  member(out, "orderedQuantity", quantity(item.ordered, item));
  member(out, "isBackOrderAllowed", item.back_order ? "true" : "false");
  member(out, "netCost", money(item.net_cost, order));
  member(out, "listPrice", money(item.list_price, order));
  return out + "}";
}

std::string details(const PurchaseOrder& order) {
  std::string out = "{";
  member(out, "purchaseOrderDate", time(order.ordered_us));
  if (order.amended_us != 0) member(out, "purchaseOrderChangedDate", time(order.amended_us));
  member(out, "purchaseOrderStateChangedDate", time(order.state_changed_us()));
  member(out, "purchaseOrderType", json_text(order.type));
  if (order.import) member(out, "importDetails", import_details(order));
  if (!order.deal_code.empty()) member(out, "dealCode", json_text(order.deal_code));
  member(out, "paymentMethod", json_text(order.payment));
  member(out, "buyingParty", party(order.warehouse));
  member(out, "sellingParty", party(order.vendor_code));
  member(out, "shipToParty", warehouse(order));
  member(out, "billToParty", party(order.warehouse));
  const std::string span = time(order.ship_from_us).substr(0, 21) + "--" + time(order.ship_to_us).substr(1);
  member(out, order.delivered ? "deliveryWindow" : "shipWindow", span);
  std::string items = "[";
  for (const PurchaseItem& item : order.items)
    items += (items.size() > 1 ? "," : "") + order_item(order, item);
  member(out, "items", items + "]");
  return out + "}";
}

std::string item_status(const PurchaseOrder& order, const PurchaseItem& item) {
  std::string out = "{";
  member(out, "itemSequenceNumber", json_text(item.sequence));
  member(out, "buyerProductIdentifier", json_text(item.product->asin));
  if (!item.vendor_product.empty()) member(out, "vendorProductIdentifier", json_text(item.vendor_product));
  member(out, "netCost", money(item.net_cost, order));
  member(out, "listPrice", money(item.list_price, order));
  member(out, "orderedQuantity",
         "{\"orderedQuantity\":" + quantity(item.ordered, item) +
             ",\"orderedQuantityDetails\":" + quantity_changes(order, item) + "}");
  std::string confirmed = "{\"confirmationStatus\":" + json_text(confirmation_of(order, item));
  if (order.acknowledged_us != 0)
    confirmed += ",\"acceptedQuantity\":" + quantity(item.accepted, item) +
                 ",\"rejectedQuantity\":" + quantity(item.rejected, item) +
                 ",\"acknowledgementStatusDetails\":" + acknowledgements(order, item);
  member(out, "acknowledgementStatus", confirmed + "}");
  std::string received = "{\"receiveStatus\":" + json_text(receipt_of(order, item));
  if (item.received > 0)
    received += ",\"receivedQuantity\":" + quantity(item.received, item) + ",\"lastReceiveDate\":" +
                time(order.last_receipt_us != 0 ? order.last_receipt_us : order.first_receipt_us);
  member(out, "receivingStatus", received + "}");
  return out + "}";
}

}  // namespace

std::string_view confirmation_of(const PurchaseOrder& order, const PurchaseItem& item) {
  if (order.acknowledged_us == 0) return "UNCONFIRMED";
  if (item.rejected == 0) return "ACCEPTED";
  return item.accepted == 0 ? "REJECTED" : "PARTIALLY_ACCEPTED";
}

std::string_view receipt_of(const PurchaseOrder&, const PurchaseItem& item) {
  if (item.received == 0) return "NOT_RECEIVED";
  return item.received < item.accepted ? "PARTIALLY_RECEIVED" : "RECEIVED";
}

std::string quantity_changes(const PurchaseOrder& order, const PurchaseItem& item) {
  std::string out = "[{\"updatedDate\":" + time(order.ordered_us) +
                    ",\"orderedQuantity\":" + quantity(item.first_ordered, item) + "}";
  if (item.ordered != item.first_ordered)
    out += ",{\"updatedDate\":" + time(order.amended_us) +
           ",\"cancelledQuantity\":" + quantity(item.first_ordered - item.ordered, item) + "}";
  return out + "]";
}

std::string acknowledgements(const PurchaseOrder& order, const PurchaseItem& item) {
  if (order.acknowledged_us == 0) return {};
  return "[{\"acknowledgementDate\":" + time(order.acknowledged_us) +
         ",\"acceptedQuantity\":" + quantity(item.accepted, item) +
         ",\"rejectedQuantity\":" + quantity(item.rejected, item) + "}]";
}

std::string import_details(const PurchaseOrder& order) {
  if (!order.import) return {};
  return R"({"methodOfPayment":"PaidByBuyer","internationalCommercialTerms":"FreeOnBoard","portOfDelivery":"Porthaven",)"
         R"("importContainers":"1-40'"})";
}

void append_purchase_order(std::string& out, const PurchaseOrder& order, bool with_details) {
  out += "{\"purchaseOrderNumber\":" + json_text(order.number) +
         ",\"purchaseOrderState\":" + json_text(order.state);
  if (with_details) out += ",\"orderDetails\":" + details(order);
  out += '}';
}

void append_order_status(std::string& out, const PurchaseOrder& order, bool) {
  std::string one = "{";
  member(one, "purchaseOrderNumber", json_text(order.number));
  member(one, "purchaseOrderStatus", order.closed_us != 0 ? "\"CLOSED\"" : "\"OPEN\"");
  member(one, "purchaseOrderDate", time(order.ordered_us));
  member(one, "lastUpdatedDate", time(order.updated_us()));
  member(one, "sellingParty", party(order.vendor_code));
  member(one, "shipToParty", warehouse(order));
  std::string items = "[";
  for (const PurchaseItem& item : order.items)
    items += (items.size() > 1 ? "," : "") + item_status(order, item);
  member(one, "itemStatus", items + "]");
  out += one + "}";
}

}  // namespace mooring::amazon_simulator::seller
