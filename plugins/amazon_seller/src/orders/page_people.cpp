// Buyer and recipient of an order: members that Amazon sends only when they were asked for (includedData). The tax registrations
// come with the tax: they are kept only where personal data is wanted.
#include "orders/page.hpp"

#include "api.hpp"

namespace amazon_seller {

void OrdersPageReader::read_buyer(Order& order, Value value) {
  member_ = "buyer";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "buyerName") order.buyer.name = text("buyer.buyerName", content);
    if (key == "buyerEmail") order.buyer.email = text("buyer.buyerEmail", content);
    if (key == "buyerCompanyName") order.buyer.company = text("buyer.buyerCompanyName", content);
    if (key == "buyerPurchaseOrderNumber")
      order.buyer.purchase_order = text("buyer.buyerPurchaseOrderNumber", content);
  });
}

void OrdersPageReader::read_recipient(Order& order, Value value) {
  member_ = "recipient";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "deliveryAddress") read_address(order.recipient, content);
    if (key == "deliveryPreference") {
      member_ = "recipient.deliveryPreference";
      if (!content.is_null()) {
        simdjson::ondemand::object preference = content.get_object();
        order.recipient.preference = amazon::trim_end(preference.raw_json());
      }
    }
  });
}

void OrdersPageReader::read_address(Recipient& to, Value value) {
  member_ = "recipient.deliveryAddress";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "name") to.name = text("recipient.deliveryAddress.name", content);
    if (key == "companyName") to.company = text("recipient.deliveryAddress.companyName", content);
    if (key == "addressLine1") to.line_1 = text("recipient.deliveryAddress.addressLine1", content);
    if (key == "addressLine2") to.line_2 = text("recipient.deliveryAddress.addressLine2", content);
    if (key == "addressLine3") to.line_3 = text("recipient.deliveryAddress.addressLine3", content);
    if (key == "city") to.city = text("recipient.deliveryAddress.city", content);
    if (key == "districtOrCounty") to.district = text("recipient.deliveryAddress.districtOrCounty", content);
    if (key == "municipality") to.municipality = text("recipient.deliveryAddress.municipality", content);
    if (key == "addressType") to.address_type = text("recipient.deliveryAddress.addressType", content);
    if (key == "extendedFields") to.more_lines = json("recipient.deliveryAddress.extendedFields", content);
    if (key == "stateOrRegion") to.region = text("recipient.deliveryAddress.stateOrRegion", content);
    if (key == "postalCode") to.postal_code = text("recipient.deliveryAddress.postalCode", content);
    if (key == "countryCode") to.country = text("recipient.deliveryAddress.countryCode", content);
    if (key == "phone") to.phone = text("recipient.deliveryAddress.phone", content);
  });
}

void OrdersPageReader::add_people(const Order& order, mooring::Rows& orders) const {
  const Buyer& buyer = order.buyer;
  orders.add_text(buyer.name).add_text(buyer.email).add_text(buyer.company).add_text(buyer.purchase_order);
  const Recipient& to = order.recipient;
  orders.add_text(to.name).add_text(to.company).add_text(to.line_1).add_text(to.line_2).add_text(to.line_3);
  orders.add_text(to.city).add_text(to.region).add_text(to.postal_code).add_text(to.country);
  orders.add_text(to.phone).add_text(to.district).add_text(to.municipality).add_text(to.address_type);
  orders.add_json(to.more_lines).add_json(to.preference);
  orders.add_json(wants_people_ ? order.tax_registrations : std::nullopt);
}

}  // namespace amazon_seller
