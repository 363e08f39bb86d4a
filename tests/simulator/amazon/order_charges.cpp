// What comes on top of the price of an item, and the circumstances of an order: drawn apart from the rest, so that they change nothing of it.
#include "orders.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr uint64_t kCharges = 0xc4a26e5ull;
constexpr uint64_t kCircumstances = 0xc12c57ull;
constexpr uint64_t kDetails = 0xde7a115ull;
constexpr int kTea = 9;  // the product that is sold by weight

// In percent of the price, on top of it. Elsewhere prices are with tax, and none is told.
int64_t tax_percent(const Marketplace& marketplace) {
  if (marketplace.country_code == "US") return 8;
  return marketplace.country_code == "CA" ? 5 : 0;
}

int64_t local_price(int64_t cents, const Marketplace& marketplace) {
  const int64_t price = cents * marketplace.price_factor / 100;
  return marketplace.currency_digits == 0 ? price / 100 : price;
}

Cancelled draw_cancelled(Draw& draw) {
  if (draw.chance(50))
    return {"MERCHANT", "Buyer requested cancellation", "BUYER", "Changed mind about purchase"};
  if (draw.chance(50)) return {"BUYER", "", "", ""};
  return draw.chance(70) ? Cancelled{"MERCHANT", "Item not available", "", ""}
                         : Cancelled{"AMAZON", "Payment not authorized", "", ""};
}

}  // namespace

void OrderBook::add_charges(Item& item, const Timeline& timeline, int position) const {
  Draw draw(key_ ^ kCharges ^ mix(static_cast<uint64_t>(timeline.index * 8 + position)));
  const Marketplace& marketplace = *timeline.participation->marketplace;
  const bool pays_shipping = !timeline.by_amazon && draw.chance(60);
  if (pays_shipping) item.shipping = local_price(499, marketplace);
  if (pays_shipping && draw.chance(15)) {
    item.shipping_discount = item.shipping;
    item.promotions.push_back("FREE-SHIPPING-2026");
  }
  if (draw.chance(5)) {
    item.gift_wrap_level = draw.chance(50) ? "STANDARD" : "PREMIUM";
    item.gift_wrap = local_price(399, marketplace);
  }
  if (item.discount > 0) item.promotions.push_back("GOODWILL-10");
  item.subscribed = draw.chance(4);
  const int64_t percent = tax_percent(marketplace);
  item.item_tax = (item.gross() - item.discount) * percent / 100;
  item.shipping_tax = (item.shipping - item.shipping_discount) * percent / 100;
  item.gift_wrap_tax = item.gift_wrap * percent / 100;
  if (marketplace.country_code == "JP") item.points = item.gross() / 100;
}

void OrderBook::add_details(Item& item, const Timeline& timeline, int position) const {
  Draw draw(key_ ^ kDetails ^ mix(static_cast<uint64_t>(timeline.index * 8 + position)));
  if (item.condition == "USED") item.condition_note = "Light scratches, \"as new\" otherwise";
  if (timeline.by_amazon && draw.chance(8)) {
    for (int i = 0; i < item.fulfilled; ++i)
      item.serial_numbers.push_back("SN-" + item.item_id + "-" + std::to_string(i + 1));
  }
  if (item.product == kTea) {
    item.measurement_unit = "GRAMS";
    item.measurement_value = "500.5";
  }
  item.scheduled = !timeline.by_amazon && draw.chance(5);
  if (draw.chance(2) && timeline.index > 0) {
    item.service_order = order_id(timeline.index - 1);
    item.service_item = item.item_id + "9";
  }
}

void OrderBook::add_circumstances(Order& order) const {
  Draw draw(key_ ^ kCircumstances ^ mix(static_cast<uint64_t>(order.timeline.index)));
  constexpr std::array<std::string_view, 5> kMethods = {"CreditCard", "CreditCard", "CreditCard", "Invoice",
                                                        "GiftCard"};
  if (order.priced) order.payment_method = kMethods[static_cast<size_t>(draw.below(kMethods.size()))];
  if (draw.chance(2) && order.timeline.index > 0) order.replaces = order_id(order.timeline.index - 1);
  if (order.marketplace().country_code == "BR" && order.priced) order.invoice_status = "ACCEPTED";
  if (order.now.stage == Stage::cancelled) order.cancelled = draw_cancelled(draw);
}

}  // namespace mooring::amazon_simulator
