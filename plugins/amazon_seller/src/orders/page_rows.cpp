// The rows of a page that could be read: the cells in the order of streams/orders.toml, and the records as Amazon sent them, but for
// what is nobody else's business.
#include "page_rows.hpp"
#include "json_text.hpp"
#include "orders/page.hpp"

namespace amazon_seller {

using mooring::Rows;

// What a buyer wrote to somebody, and the link to what a buyer wants to have printed on a product.
constexpr std::string_view kPrivateTexts[] = {"\"giftMessage\"", "\"customizedUrl\""};

void OrdersPageReader::find_private_texts(std::string_view body) {
  private_names_.clear();
  for (const std::string_view name : kPrivateTexts)
    if (amazon::holds_text(body, name)) private_names_.push_back(name);
}

void OrdersPageReader::empty_text(std::string_view name, std::string_view raw) {
  emptied_.clear();
  size_t copied = 0;
  for (size_t at = raw.find(name); at != std::string_view::npos; at = raw.find(name, copied)) {
    const size_t value = raw.find_first_not_of(" \t\r\n:", at + name.size());
    emptied_.append(raw, copied, value - copied);
    copied = value;
    if (raw[value] != '"') continue;  // null
    size_t end = value + 1;
    while (raw[end] != '"')
      end += raw[end] == '\\' ? 2 : 1;
    emptied_ += "\"\"";
    copied = end + 1;
  }
  emptied_.append(raw, copied);
}

// `left_out` is a part of `raw`: who the buyer is, where that is not wanted.
std::string_view OrdersPageReader::raw_of(std::string_view raw, const Text& left_out) {
  if (left_out && !wants_people_) {
    const auto from = static_cast<size_t>(left_out->data() - raw.data());
    cleaned_.assign(raw, 0, from);
    cleaned_ += "[]";
    cleaned_.append(raw, from + left_out->size());
    raw = cleaned_;
  }
  for (const std::string_view name : private_names_) {
    empty_text(name, raw);
    cleaned_.swap(emptied_);
    raw = cleaned_;
  }
  return raw;
}

bool OrdersPageReader::next_rows() {
  const size_t first = next_order_;
  for (size_t rows = 0; next_order_ < orders_.size(); ++next_order_) {
    const Order& order = orders_[next_order_];
    rows += order.item_count + 1;
    if (next_order_ > first && rows > kRowsPerGroup) break;
    add_rows(order);
  }
  return next_order_ > first;
}

void OrdersPageReader::add_rows(const Order& order) {
  Rows &orders = order_rows_, &items = item_rows_;
  const std::string_view marketplace = order.marketplace_id.value_or("");
  for (size_t i = order.first_item; i < order.first_item + order.item_count; ++i) {
    items.begin_row(marketplace, raw_of(items_[i].raw, std::nullopt));
    items.add_text(order.id);
    add_item(items_[i], items);
  }
  orders.begin_row(marketplace, raw_of(order.raw, order.tax_registrations));
  add_order(order, orders);
  add_people(order, orders);
}

void OrdersPageReader::add_item(const Item& item, Rows& items) {
  items.add_text(item.id).add_text(item.asin).add_text(item.sku).add_text(item.title);
  items.add_text(item.condition)
      .add_integer(item.ordered)
      .add_integer(item.fulfilled)
      .add_integer(item.unfulfilled);
  items.add_decimal(item.unit_price.amount).add_text(item.unit_price.currency);
  const Proceeds& of = item.proceeds;
  items.add_decimal(of.total.amount).add_text(of.total.currency);
  items.add_decimal(of.item).add_decimal(of.shipping).add_decimal(of.gift_wrap);
  items.add_decimal(of.cod_fee).add_decimal(of.other).add_decimal(of.tax).add_decimal(of.discount);
  items.add_decimal(of.item_tax).add_decimal(of.shipping_tax).add_decimal(of.gift_wrap_tax);
  items.add_decimal(of.cod_fee_tax).add_decimal(of.discount_tax);
  items.add_decimal(of.item_discount).add_decimal(of.shipping_discount);
  items.add_json(item.promotions);
  items.add_integer(item.points.granted)
      .add_decimal(item.points.value.amount)
      .add_text(item.points.value.currency);
  items.add_text(item.cancellation.by).add_text(item.cancellation.reason);
  items.add_text(item.cancellation.requested_by).add_text(item.cancellation.request_reason);
  items.add_boolean(item.is_gift).add_text(item.gift_wrap_level).add_json(item.programs);
  items.add_text(item.price_designation).add_text(item.condition_subtype);
  items.add_text(item.tax_model).add_text(item.tax_party).add_text(item.tax_scheme);
  items.add_text(item.ioss_number).add_text(item.condition_note).add_json(item.serial_numbers);
  items.add_decimal(item.measurement_value).add_text(item.measurement_unit);
  items.add_timestamp(item.scheduled_delivery.earliest).add_timestamp(item.scheduled_delivery.latest);
  items.add_json(item.associated_items);
}

void OrdersPageReader::add_order(const Order& order, Rows& orders) {
  const Proceeds& of = order.proceeds;
  orders.add_text(order.id)
      .add_text(order.seller_order_id)
      .add_timestamp(order.created)
      .add_timestamp(order.updated);
  orders.add_text(order.status).add_text(order.fulfilled_by).add_text(order.service_level);
  orders.add_text(order.marketplace_id).add_text(order.marketplace_name).add_text(order.channel_name);
  orders.add_json(order.programs).add_decimal(of.total.amount).add_text(of.total.currency);
  orders.add_integer(static_cast<int64_t>(order.item_count)).add_integer(order.quantity);
  orders.add_timestamp(order.ship_by.earliest).add_timestamp(order.ship_by.latest);
  orders.add_timestamp(order.deliver_by.earliest).add_timestamp(order.deliver_by.latest);
  orders.add_timestamp(order.label_printing.earliest).add_timestamp(order.label_printing.latest);
  orders.add_decimal(of.item).add_decimal(of.shipping).add_decimal(of.gift_wrap);
  orders.add_decimal(of.cod_fee).add_decimal(of.other).add_decimal(of.tax).add_decimal(of.discount);
  orders.add_decimal(of.delivery_tip).add_text(of.delivery_tip_status);
  orders.add_text(order.payment_method).add_json(order.payments);
  orders.add_boolean(order.is_prime).add_boolean(order.is_business);
  orders.add_text(order.replaces).add_text(order.exchanges);
  orders.add_text(order.invoice_status).add_text(order.invoice_preference);
  const Packages& packages = order.packages;
  orders.add_integer(packages.count).add_timestamp(packages.shipped).add_json(packages.carriers);
  orders.add_json(packages.tracking_numbers).add_json(packages.statuses);
  orders.add_json(packages.detailed_statuses).add_json(packages.services);
  orders.add_json(order.fulfillment_orders);
}

}  // namespace amazon_seller
