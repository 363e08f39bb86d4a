#include "catalogue/listed_item.hpp"

namespace amazon_seller {

using mooring::Time;

namespace {

struct Price {
  Text amount, currency;
};

struct ListedItem {
  Text sku, asin, fn_sku, title, product_type, condition, image, channel;
  Text first_issue, first_issue_code, first_issue_severity;
  std::optional<Time> created, updated;
  bool buyable = false, discoverable = false, has_summary = false;
  Price price, business_price;
  std::optional<int64_t> quantity, points;
  int64_t issues = 0, errors = 0;
  std::string_view raw;
};

void read_state(ListedItem& item, Value states, ValueReader& values) {
  amazon::for_each_element(states, [&](Value state) {
    const Text name = values.text("summaries.status", state);
    if (name == "BUYABLE") item.buyable = true;
    if (name == "DISCOVERABLE") item.discoverable = true;
  });
}

void read_summary(ListedItem& item, Value summary, ValueReader& values) {
  item.has_summary = true;
  amazon::for_each_member(summary, [&](std::string_view key, Value value) {
    if (key == "asin") item.asin = values.some_text("summaries.asin", value);
    if (key == "fnSku") item.fn_sku = values.some_text("summaries.fnSku", value);
    if (key == "itemName") item.title = values.some_text("summaries.itemName", value);
    if (key == "productType") item.product_type = values.some_text("summaries.productType", value);
    if (key == "conditionType") item.condition = values.some_text("summaries.conditionType", value);
    if (key == "createdDate") item.created = values.time("summaries.createdDate", value);
    if (key == "lastUpdatedDate") item.updated = values.time("summaries.lastUpdatedDate", value);
    if (key == "status") read_state(item, value, values);
    if (key != "mainImage") return;
    amazon::for_each_member(value, [&](std::string_view part, Value content) {
      if (part == "link") item.image = values.some_text("summaries.mainImage.link", content);
    });
  });
}

void read_offer(ListedItem& item, Value offer, ValueReader& values) {
  Text type;
  Price price;
  std::optional<int64_t> points;
  amazon::for_each_member(offer, [&](std::string_view key, Value value) {
    if (key == "offerType") type = values.text("offers.offerType", value);
    if (key == "points") {
      amazon::for_each_member(value, [&](std::string_view part, Value content) {
        if (part == "pointsNumber") points = values.integer("offers.points.pointsNumber", content);
      });
    }
    if (key != "price") return;
    amazon::for_each_member(value, [&](std::string_view part, Value content) {
      if (part == "amount") price.amount = values.decimal("offers.price.amount", content);
      if (part == "currencyCode" || part == "currency")
        price.currency = values.some_text("offers.price.currencyCode", content);
    });
    amazon::require_currency("offers.price", price.amount, price.currency);
  });
  const bool is_business = type == "B2B";
  Price& kept = is_business ? item.business_price : item.price;
  if (kept.amount) return;
  kept = price;
  if (!is_business) item.points = points;
}

void read_availability(ListedItem& item, Value entry, ValueReader& values) {
  Text channel;
  std::optional<int64_t> quantity;
  amazon::for_each_member(entry, [&](std::string_view key, Value value) {
    if (key == "fulfillmentChannelCode")
      channel = values.some_text("fulfillmentAvailability.fulfillmentChannelCode", value);
    if (key == "quantity") quantity = values.integer("fulfillmentAvailability.quantity", value);
  });
  if (item.channel) return;
  item.channel = channel;
  item.quantity = quantity;
}

void read_issue(ListedItem& item, Value issue, ValueReader& values) {
  Text message, code, severity;
  amazon::for_each_member(issue, [&](std::string_view part, Value content) {
    if (part == "message") message = values.some_text("issues.message", content);
    if (part == "code") code = values.some_text("issues.code", content);
    if (part == "severity") severity = values.some_text("issues.severity", content);
  });
  if (severity == "ERROR") ++item.errors;
  if (++item.issues > 1) return;
  item.first_issue = message;
  item.first_issue_code = code;
  item.first_issue_severity = severity;
}

ListedItem read_item(simdjson::ondemand::object record, PageReader& reader) {
  ValueReader& values = reader.values();
  ListedItem item;
  item.raw = amazon::read_record(record, [&](std::string_view key, Value value) {
    if (key == "sku") {
      item.sku = values.some_text("sku", value);
      reader.name_record(item.sku);
    }
    const auto each = [&](auto read) {
      amazon::for_each_element(value, [&](Value one) { read(item, one, values); });
    };
    if (key == "summaries") each(read_summary);
    if (key == "offers") each(read_offer);
    if (key == "fulfillmentAvailability") each(read_availability);
    if (key == "issues") each(read_issue);
  });
  if (!item.sku) throw Unreadable("the member 'sku' is missing");
  return item;
}

}  // namespace

std::string_view add_listed_item(mooring::Rows& rows, const std::string& marketplace,
                                 simdjson::ondemand::object record, PageReader& reader) {
  const ListedItem item = read_item(record, reader);
  rows.begin_row(marketplace, item.raw).add_text(marketplace).add_text(item.sku);
  rows.add_timestamp(item.updated).add_timestamp(item.created).add_text(item.asin).add_text(item.fn_sku);
  rows.add_text(item.title).add_text(item.product_type).add_text(item.condition);
  // Without a summary in this marketplace nothing is known of its state.
  rows.add_boolean(item.has_summary ? std::optional(item.buyable) : std::nullopt);
  rows.add_boolean(item.has_summary ? std::optional(item.discoverable) : std::nullopt);
  for (const Price* price : {&item.price, &item.business_price})
    rows.add_decimal(price->amount).add_text(price->currency);
  rows.add_integer(item.points).add_text(item.channel).add_integer(item.quantity);
  rows.add_integer(item.issues).add_integer(item.errors).add_text(item.first_issue);
  rows.add_text(item.first_issue_code).add_text(item.first_issue_severity).add_text(item.image);
  return *item.sku;
}

}  // namespace amazon_seller
