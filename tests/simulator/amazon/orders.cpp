// What an order is at a moment: its id, items and prices.
#include "orders.hpp"

#include <charconv>

namespace mooring::amazon_simulator {
namespace {

// Order numbers look random but can be turned back into the index: multiplication modulo ten million has an
// inverse.
constexpr int64_t kPart = 10'000'000;
constexpr int64_t kFactor = 7'654'321;
constexpr int64_t kOffset = 1'234'567;

constexpr int64_t inverse_of(int64_t factor) {
  int64_t a = factor, b = kPart, x = 1, y = 0;
  while (b != 0) {
    const int64_t q = a / b;
    const int64_t rest = a - q * b;
    a = b;
    b = rest;
    const int64_t next = x - q * y;
    x = y;
    y = next;
  }
  return (x % kPart + kPart) % kPart;
}
constexpr int64_t kInverse = inverse_of(kFactor);
static_assert(kFactor * kInverse % kPart == 1);

int64_t scramble(int64_t value) {
  return (value * kFactor + kOffset) % kPart;
}
int64_t unscramble(int64_t value) {
  return (value - kOffset + kPart) % kPart * kInverse % kPart;
}

std::string digits(int64_t value, size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::optional<int64_t> parse_digits(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

constexpr std::array<std::string_view, 8> kServiceLevels = {
    "STANDARD", "STANDARD", "STANDARD", "EXPEDITED", "SECOND_DAY", "NEXT_DAY", "FREE_ECONOMY", "PRIORITY"};

int fulfilled_of(const Change& now, int position, int quantity) {
  if (now.stage == Stage::shipped) return quantity;
  if (now.stage == Stage::partially_shipped) return position == 0 ? quantity : 0;
  return 0;
}

}  // namespace

std::string_view status_text(Stage stage) {
  switch (stage) {
    case Stage::pending_availability:
      return "PENDING_AVAILABILITY";
    case Stage::pending:
      return "PENDING";
    case Stage::unshipped:
      return "UNSHIPPED";
    case Stage::partially_shipped:
      return "PARTIALLY_SHIPPED";
    case Stage::shipped:
      return "SHIPPED";
    case Stage::cancelled:
      return "CANCELLED";
    case Stage::unfulfillable:
      return "UNFULFILLABLE";
  }
  return "PENDING";
}

int64_t Order::total() const {
  int64_t sum = 0;
  for (const Item& item : items)
    sum += item.proceeds();
  return sum;
}

int64_t Order::shipped_us() const {
  for (size_t i = 0; i < timeline.change_count && timeline.changes[i].at_us <= now.at_us; ++i)
    if (timeline.changes[i].stage == Stage::shipped) return timeline.changes[i].at_us;
  return 0;
}

std::string_view Order::package_detail() const {
  if (now.adjustments > 0) return "DELIVERED";
  return flavour % 2 == 0 ? "PICKED_UP" : "";
}

std::string OrderBook::order_id(int64_t index) const {
  return std::to_string(100 + seller_.ordinal) + "-" + digits(scramble(index / kPart), 7) + "-" +
         digits(scramble(index % kPart), 7);
}

std::optional<int64_t> OrderBook::index_of(std::string_view order_id) const {
  if (order_id.size() != 19 || order_id[3] != '-' || order_id[11] != '-') return std::nullopt;
  const auto owner = parse_digits(order_id.substr(0, 3));
  const auto high = parse_digits(order_id.substr(4, 7));
  const auto low = parse_digits(order_id.substr(12, 7));
  if (!owner || !high || !low || *owner != 100 + seller_.ordinal) return std::nullopt;
  return unscramble(*high) * kPart + unscramble(*low);
}

std::string sku_of(const Marketplace& marketplace, const Product& product) {
  return std::string(marketplace.country_code) + "-" + std::string(product.asin.substr(4));
}

Item OrderBook::make_item(const Timeline& timeline, const Change& now, int position) const {
  Draw draw(key_ ^ mix(static_cast<uint64_t>(timeline.index * 8 + position)));
  const Marketplace& marketplace = *timeline.participation->marketplace;
  Item item;
  item.product = static_cast<int>(draw.below(static_cast<int64_t>(products().size())));
  const Product& product = products()[static_cast<size_t>(item.product)];
  item.item_id = digits(100 + seller_.ordinal, 3) + digits(timeline.index * 4 + position, 11);
  item.sku = sku_of(marketplace, product);
  item.quantity = draw.chance(80) ? 1 : static_cast<int>(draw.between(2, 5));
  item.fulfilled = fulfilled_of(now, position, item.quantity);
  item.unit_price = static_cast<int64_t>(product.cents) * marketplace.price_factor / 100;
  if (marketplace.currency_digits == 0) item.unit_price = item.unit_price / 100;
  if (position == 0) item.discount = item.unit_price / 10 * now.adjustments;
  item.titled = !draw.chance(1);
  if (draw.chance(93)) {
    item.condition = item.condition_subtype = "NEW";
  } else if (draw.chance(60)) {
    item.condition = "USED";
    item.condition_subtype = "VERY_GOOD";
  } else if (draw.chance(80)) {
    item.condition = "REFURBISHED";
    item.condition_subtype = "REFURBISHED";
  } else {
    item.condition = "RENEWED_PREMIUM";  // a value that no documentation knows
    item.condition_subtype = "OTHER";
  }
  add_charges(item, timeline, position);
  add_details(item, timeline, position);
  return item;
}

std::optional<Order> OrderBook::order(int64_t index, int64_t now_us) const {
  Timeline timeline = this->timeline(index);
  const Change* now = timeline.at(now_us);
  if (!now || timeline.created_us < opening_us_) return std::nullopt;
  Draw draw(key_ ^ mix(~static_cast<uint64_t>(index)));
  Order order;
  order.id = order_id(index);
  order.timeline = timeline;
  order.now = *now;
  order.flavour = draw.next();
  if (!timeline.by_amazon && draw.chance(50)) order.seller_order_id = "SO-" + std::to_string(index);
  order.prime = timeline.by_amazon && draw.chance(55);
  order.business = draw.chance(8);
  if (!draw.chance(2)) order.service_level = kServiceLevels[static_cast<size_t>(draw.below(8))];
  order.priced = now->stage != Stage::pending && now->stage != Stage::pending_availability &&
                 !(now->stage == Stage::cancelled && timeline.change_count <= 2);
  order.has_fulfillment_windows = !draw.chance(4);
  constexpr int64_t kDay = 86'400'000'000;
  order.ship_by_us = (timeline.created_us / kDay + 3) * kDay - 1'000'000;
  order.deliver_by_us = order.ship_by_us + (2 + now->adjustments) * kDay;
  for (int i = 0; i < timeline.item_count; ++i)
    order.items.push_back(make_item(timeline, *now, i));
  add_circumstances(order);
  return order;
}

std::string money_text(int64_t amount, int digits_after_point) {
  if (digits_after_point == 0) return std::to_string(amount);
  const int64_t whole = amount / 100;
  return std::to_string(whole) + "." + digits(amount % 100, 2);
}

const std::vector<Product>& products() {
  static const std::vector<Product> kProducts = {
      {"B0C1HARB01", "Cast Iron Kettle, 1.2 L, Blue", 4590},
      {"B0C1HARB02", "Bamboo Cutting Board Set (3 pieces)", 2499},
      {"B0C1HARB03", "Linen Tea Towel, 50 × 70 cm, Indigo", 1290},
      {"B0C1HARB04", "Schraubendreher-Set für Feinmechanik, 24-teilig", 3199},
      {"B0C1HARB05", "和紙ノート A5 方眼 3冊セット", 1850},
      {"B0C1HARB06", "Camping Lantern \"Kawa\", USB-C, 400 lm", 3890},
      {"B0C1HARB07", "Wooden Train, 32 parts", 2950},
      {"B0C1HARB08", "Carafe en verre soufflé, 0,75 l", 2280},
      {"B0C1HARB09", "Azulejo Coaster, set of 6", 1795},
      {"B0C1HARB10", "Earl Grey Loose Leaf Tea, 500 g", 1650},
      {"B0C1HARB11", "Desk Lamp with Dimmer, Brass", 7499},
      {"B0C1HARB12", "Bluetooth Speaker Hoshi Mini", 5990},
      {"B0C1HARB13", "Wool Blanket 140 x 200, Grey\\White", 8900},
      {"B0C1HARB14", "Ceramic Mug, Hand Glazed, 350 ml", 1490},
      {"B0C1HARB15", "Stainless Lunch Box, 2 Tiers", 2790},
      {"B0C1HARB16", "Jigsaw Puzzle \"Harbour\", 1000 pieces", 1999},
  };
  return kProducts;
}

}  // namespace mooring::amazon_simulator
