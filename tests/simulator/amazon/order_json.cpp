#include "order_json.hpp"

#include <array>
#include <cstdio>

#include "order_json_parts.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr int64_t kHour_us = 3'600'000'000;
constexpr int64_t kDay_us = 24 * kHour_us;

struct Person {
  std::string_view name, street, city, post_code;
};
constexpr std::array<Person, 6> kPeople = {{
    {"Alex Moreau", "12 Quay Street", "Portsmouth", "03801"},
    {"Mika Tanaka", "1-2-3 Umeda", "Osaka", "530-0001"},
    {"Jördis Weiß", "Lindenallee 4", "Kiel", "24103"},
    {"Sam O'Neill", "88 Mill Road", "Cork", "T12 AB34"},
    {"Inés Durán", "Calle Mayor 7", "Bilbao", "48001"},
    {"Priya Nair", "5 Lake View", "Kochi", "682001"},
}};

void window(std::string& out, std::string_view name, int64_t from_us, int64_t to_us) {
  out += ",\"";
  out += name;
  out += "\":{";
  time_member(out, "earliestDateTime", from_us, true);
  time_member(out, "latestDateTime", to_us);
  out += '}';
}

const Person& person_of(const Order& order) {
  return kPeople[order.flavour % kPeople.size()];
}

void append_buyer(std::string& out, const Order& order) {
  out += ",\"buyer\":{\"buyerName\":";
  append_json_text(out, person_of(order).name);
  member(out, "buyerEmail", "b" + std::to_string(order.flavour % 1'000'000) + "@marketplace.example");
  if (order.business) member(out, "buyerPurchaseOrderNumber", "PO-" + std::to_string(order.flavour % 10'000));
  out += '}';
}

void append_recipient(std::string& out, const Order& order) {
  const Person& person = person_of(order);
  out += ",\"recipient\":{\"deliveryAddress\":{\"name\":";
  append_json_text(out, person.name);
  member(out, "addressLine1", person.street);
  member(out, "city", person.city);
  member(out, "districtOrCounty", "Harbour");
  member(out, "postalCode", person.post_code);
  member(out, "countryCode", order.marketplace().country_code);
  member(out, "addressType", order.business ? "COMMERCIAL" : "RESIDENTIAL");
  out += "}}";
}

void append_order_fulfillment(std::string& out, const Order& order, bool unknown_status) {
  out += ",\"fulfillment\":{";
  member(out, "fulfillmentStatus", unknown_status ? "AWAITING_CARRIER_SLOT" : status_text(order.now.stage),
         true);
  member(out, "fulfilledBy", order.timeline.by_amazon ? "AMAZON" : "MERCHANT");
  if (!order.service_level.empty()) member(out, "fulfillmentServiceLevel", order.service_level);
  if (order.has_fulfillment_windows) {
    window(out, "shipByWindow", order.timeline.created_us, order.ship_by_us);
    window(out, "deliverByWindow", order.ship_by_us + kDay_us, order.deliver_by_us);
  }
  if (order.has_label_window()) {
    out += ",\"labelPrintingWindow\":{";
    time_member(out, "earliestDateTime", order.label_from_us(), true);
    out += '}';
  }
  out += '}';
}

void append_packages(std::string& out, const Order& order) {
  if (!order.has_packages()) return;
  out += ",\"packages\":[{\"packageReferenceId\":\"1\"";
  time_member(out, "createdTime", order.timeline.created_us + kHour_us);
  out += ",\"packageStatus\":{";
  member(out, "status", order.package_status(), true);
  if (!order.package_detail().empty()) member(out, "detailedStatus", order.package_detail());
  out += '}';
  member(out, "carrier", "Tide Parcel");
  time_member(out, "shipTime", order.shipped_us());
  member(out, "shippingService", "Tide Standard");
  member(out, "trackingNumber", "TP" + std::to_string(order.flavour % 10'000'000'000));
  out += ",\"packageItems\":[";
  for (size_t i = 0; i < order.items.size(); ++i) {
    out += i ? ",{" : "{";
    member(out, "orderItemId", order.items[i].item_id, true);
    out += ",\"quantity\":" + std::to_string(order.items[i].quantity) + '}';
  }
  out += "]}]";
}

void append_texts(std::string& out, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    out += &text == texts.data() ? '[' : ',';
    append_json_text(out, text);
  }
  out += ']';
}

void append_product(std::string& out, const Order& order, const Item& item) {
  const Product& product = products()[static_cast<size_t>(item.product)];
  out += ",\"product\":{";
  member(out, "asin", product.asin, true);
  if (item.titled) member(out, "title", product.title);
  member(out, "sellerSku", item.sku);
  out += ",\"condition\":{";
  member(out, "conditionType", item.condition, true);
  member(out, "conditionSubtype", item.condition_subtype);
  if (!item.condition_note.empty()) member(out, "conditionNote", item.condition_note);
  out += '}';
  if (!item.serial_numbers.empty()) {
    out += ",\"serialNumbers\":";
    append_texts(out, item.serial_numbers);
  }
  if (order.priced) {
    out += ",\"price\":{";
    money(out, "unitPrice", item.unit_price, order.marketplace());
    if (order.business) member(out, "priceDesignation", "BUSINESS_PRICE");
    out += '}';
  }
  out += '}';
}

void append_item_fulfillment(std::string& out, const Order& order, const Item& item) {
  const int open = order.now.stage == Stage::cancelled ? 0 : item.quantity - item.fulfilled;
  out += ",\"fulfillment\":{\"quantityFulfilled\":" + std::to_string(item.fulfilled) +
         ",\"quantityUnfulfilled\":" + std::to_string(open);
  if (!item.gift_wrap_level.empty()) {
    out += ",\"packing\":{\"giftOption\":{";
    member(out, "giftMessage", "With love, your neighbour", true);
    member(out, "giftWrapLevel", item.gift_wrap_level);
    out += "}}";
  }
  if (item.scheduled) {
    out += ",\"shipping\":{\"scheduledDeliveryWindow\":{";
    time_member(out, "earliestDateTime", order.scheduled_from_us(), true);
    time_member(out, "latestDateTime", order.deliver_by_us);
    out += "}}";
  }
  out += '}';
}

void append_measurement(std::string& out, const Item& item) {
  out += ",\"measurement\":{";
  member(out, "unit", item.measurement_unit, true);
  out += ",\"value\":";
  out += item.measurement_value;
  out += '}';
}

void append_services(std::string& out, const Item& item) {
  out += ",\"associatedOrderItems\":[{";
  member(out, "orderId", item.service_order, true);
  member(out, "orderItemId", item.service_item);
  member(out, "associationType", "VALUE_ADD_SERVICE");
  out += "}]";
}

void append_cancellation(std::string& out, const Cancelled& cancelled) {
  out += ",\"cancellation\":{";
  if (!cancelled.requested_by.empty()) {
    out += "\"cancellationRequest\":{";
    member(out, "requester", cancelled.requested_by, true);
    member(out, "cancelReason", cancelled.request_reason);
    out += "},";
  }
  out += "\"cancellationExecution\":{";
  member(out, "cancelledBy", cancelled.by, true);
  if (!cancelled.reason.empty()) member(out, "cancelReason", cancelled.reason);
  out += "}}";
}

void append_promotions(std::string& out, const Item& item) {
  out += ",\"promotion\":{\"breakdowns\":[";
  for (size_t i = 0; i < item.promotions.size(); ++i) {
    out += i ? ",{" : "{";
    member(out, "promotionId", item.promotions[i], true);
    out += '}';
  }
  out += "]}";
}

void append_item_details(std::string& out, const Order& order, const Item& item, unsigned datasets) {
  if ((datasets & kProceeds) && order.priced) append_item_proceeds(out, order, item);
  if ((datasets & kExpense) && order.priced && item.points > 0) append_points(out, order, item);
  if ((datasets & kPromotion) && !item.promotions.empty()) append_promotions(out, item);
  if ((datasets & kCancellation) && !order.cancelled.by.empty()) append_cancellation(out, order.cancelled);
  if (datasets & kFulfillment) append_item_fulfillment(out, order, item);
  if (datasets & kTax) append_item_tax(out, order);
}

void append_item(std::string& out, const Order& order, const Item& item, unsigned datasets) {
  out += '{';
  member(out, "orderItemId", item.item_id, true);
  out += ",\"quantityOrdered\":" + std::to_string(item.quantity);
  if (!item.measurement_unit.empty()) append_measurement(out, item);
  if (!item.service_order.empty()) append_services(out, item);
  if (item.subscribed) out += ",\"programs\":[\"SUBSCRIBE_AND_SAVE\"]";
  append_product(out, order, item);
  append_item_details(out, order, item, datasets);
  out += '}';
}

void append_basics(std::string& out, const Order& order) {
  member(out, "orderId", order.id, true);
  if (!order.seller_order_id.empty()) {
    out += ",\"orderAliases\":[{";
    member(out, "aliasId", order.seller_order_id, true);
    out += ",\"aliasType\":\"SELLER_ORDER_ID\"}]";
  }
  time_member(out, "createdTime", order.timeline.created_us);
  time_member(out, "lastUpdatedTime", order.now.at_us);
  if (order.prime || order.business) {
    out += ",\"programs\":[";
    if (order.prime) out += "\"PRIME\"";
    if (order.business) out += order.prime ? ",\"AMAZON_BUSINESS\"" : "\"AMAZON_BUSINESS\"";
    out += ']';
  }
  if (!order.replaces.empty()) {
    out += ",\"associatedOrders\":[{";
    member(out, "orderId", order.replaces, true);
    out += ",\"associationType\":\"REPLACEMENT_ORIGINAL_ID\"}]";
  }
  out += ",\"salesChannel\":{\"channelName\":";
  out += order.is_amazon() ? "\"AMAZON\"" : "\"NON_AMAZON\"";
  member(out, "marketplaceId", order.marketplace().id);
  member(out, "marketplaceName", order.marketplace().name);
  out += '}';
}

}  // namespace

std::optional<Dataset> parse_dataset(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Dataset>, 11> kNames = {
      {{"BUYER", kBuyer},
       {"RECIPIENT", kRecipient},
       {"PROCEEDS", kProceeds},
       {"EXPENSE", kExpense},
       {"PROMOTION", kPromotion},
       {"CANCELLATION", kCancellation},
       {"FULFILLMENT", kFulfillment},
       {"PACKAGES", kPackages},
       {"TAX", kTax},
       {"PAYMENT", kPayment},
       {"FULFILLMENT_ORDERS", kFulfillmentOrders}}};
  for (const auto& [text, dataset] : kNames) {
    if (text == name) return dataset;
  }
  return std::nullopt;
}

void append_time(std::string& out, int64_t unix_us) {
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(host::from_unix_us(unix_us));
  const std::chrono::year_month_day date(day);
  const int64_t of_day_ms =
      (unix_us - std::chrono::duration_cast<host::Duration>(day.time_since_epoch()).count()) / 1000;
  const int ms = static_cast<int>(of_day_ms % 1000);
  const int64_t s = of_day_ms / 1000;
  std::array<char, 40> text;
  int size = std::snprintf(text.data(), text.size(), "\"%04d-%02u-%02uT%02d:%02d:%02d",
                           static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()), static_cast<int>(s / 3600),
                           static_cast<int>(s / 60 % 60), static_cast<int>(s % 60));
  out.append(text.data(), static_cast<size_t>(size));
  if (ms != 0) {
    size = std::snprintf(text.data(), text.size(), ".%03d", ms);
    out.append(text.data(), static_cast<size_t>(size));
  }
  out += "Z\"";
}

void append_order(std::string& out, const Order& order, const OrderJsonOptions& options) {
  out += '{';
  append_basics(out, order);
  if (options.datasets & kBuyer) append_buyer(out, order);
  if (options.datasets & kRecipient) append_recipient(out, order);
  if ((options.datasets & kProceeds) && order.priced) append_order_proceeds(out, order);
  if ((options.datasets & kPayment) && !order.payment_method.empty()) append_payment(out, order);
  if (options.datasets & kTax) append_order_tax(out, order);
  if (options.datasets & kFulfillment) append_order_fulfillment(out, order, options.unknown_status);
  if (options.datasets & kPackages) append_packages(out, order);
  out += ",\"orderItems\":[";
  for (size_t i = 0; i < order.items.size(); ++i) {
    if (i) out += ',';
    append_item(out, order, order.items[i], options.datasets);
  }
  out += "]}";
}

}  // namespace mooring::amazon_simulator
