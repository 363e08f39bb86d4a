#include "seller/vendor_book.hpp"

#include <algorithm>
#include <array>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHour = 3'600'000'000, kDay = 24 * kHour;
constexpr int64_t kInterval_us = 8 * kHour;
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";  // no I, no O
constexpr size_t kNumberLength = 8;

constexpr std::array<std::string_view, 4> kTypes = {"RegularOrder", "RegularOrder", "NewProductIntroduction",
                                                    "RushOrder"};
constexpr std::array<std::string_view, 5> kWarehouses = {"PHX7", "LEJ9", "NRT5", "BHX4", "YYZ3"};

int64_t past(int64_t at_us, int64_t as_of_us) {
  return at_us <= as_of_us ? at_us : 0;
}

}  // namespace

int64_t PurchaseOrder::state_changed_us() const {
  return closed_us != 0 ? closed_us : acknowledged_us != 0 ? acknowledged_us : ordered_us;
}

int64_t PurchaseOrder::changed_us() const {
  return std::max(amended_us, state_changed_us());
}

int64_t PurchaseOrder::updated_us() const {
  return std::max({changed_us(), first_receipt_us, last_receipt_us});
}

VendorBook::VendorBook(const World& world, const Seller& vendor)
    : vendor_(vendor),
      key_(mix_text(vendor.id, world.options.seed)),
      opening_us_(host::to_unix_us(world.opened) - world.options.history_days * kDay) {}

int64_t VendorBook::ordered_us(int64_t index) const {
  Draw draw(key_ ^ mix(static_cast<uint64_t>(index)));
  return (opening_us_ + index * kInterval_us + draw.below(kInterval_us)) / 1000 * 1000;
}

std::pair<int64_t, int64_t> VendorBook::index_range(int64_t from_us, int64_t to_us) const {
  const auto index_at = [&](int64_t us) { return (us - opening_us_) / kInterval_us; };
  return {std::max<int64_t>(0, index_at(from_us) - 1), index_at(to_us)};
}

// Seven digits of base 34 behind a letter of the vendor: numbers do not show their order.
std::string VendorBook::number(int64_t index) const {
  constexpr int64_t kCount = 34ll * 34 * 34 * 34 * 34 * 34 * 34, kStep = 22'145'783'171;  // no common factor
  const int64_t scattered = index * kStep % kCount;
  std::string text(kNumberLength, kDigits[10 + static_cast<size_t>(vendor_.ordinal) % 24]);
  int64_t rest = scattered;
  for (size_t i = kNumberLength; i-- > 1; rest /= 34)
    text[i] = kDigits[static_cast<size_t>(rest % 34)];
  return text;
}

std::optional<int64_t> VendorBook::index_of(std::string_view wanted) const {
  // Rarely asked for, and only of what may still be listed: the latest 3,000 of them.
  for (int64_t index = 0; index < 3'000; ++index)
    if (number(index) == wanted) return index;
  return std::nullopt;
}

std::optional<PurchaseOrder> VendorBook::order(int64_t index, int64_t as_of_us) const {
  PurchaseOrder order;
  order.ordered_us = ordered_us(index);
  if (order.ordered_us > as_of_us || index < 0) return std::nullopt;
  const uint64_t key = key_ ^ mix(static_cast<uint64_t>(index) + 1);
  Draw draw(key);
  order.number = number(index);
  order.marketplace = vendor_.participations.front().marketplace;
  order.vendor_code = "V" + vendor_.id.substr(1, 4);
  order.warehouse = kWarehouses[static_cast<size_t>(draw.below(kWarehouses.size()))];
  order.type = kTypes[static_cast<size_t>(draw.below(kTypes.size()))];
  order.payment = draw.chance(90) ? "Invoice" : "Prepaid";
  order.import = draw.chance(10);
  order.delivered = draw.chance(50);
  if (draw.chance(20)) order.deal_code = "DEAL" + std::to_string(draw.between(100, 999));
  order.ship_from_us = (order.ordered_us / kDay + draw.between(2, 4)) * kDay;
  order.ship_to_us = order.ship_from_us + draw.between(3, 10) * kDay;
  const int64_t acknowledged = order.ordered_us + draw.between(6, 96) * kHour;
  const bool amends = draw.chance(30);
  if (amends)
    order.amended_us =
        past(order.ordered_us + (acknowledged - order.ordered_us) * draw.between(10, 80) / 100, as_of_us);
  const int64_t first_receipt = acknowledged + draw.between(48, 8 * 24) * kHour;
  const int64_t last_receipt =
      draw.chance(40) ? first_receipt + draw.between(24, 12 * 24) * kHour : first_receipt;
  order.acknowledged_us = past(acknowledged, as_of_us);
  order.first_receipt_us = past(first_receipt, as_of_us);
  order.last_receipt_us = past(last_receipt, as_of_us);
  order.closed_us = past(last_receipt + draw.between(1, 10) * kDay, as_of_us);
  order.state = order.closed_us != 0 ? "Closed" : order.acknowledged_us != 0 ? "Acknowledged" : "New";
  add_items(order, key, amends);
  receive(order, key);
  return order;
}

void VendorBook::add_items(PurchaseOrder& order, uint64_t key, bool amends) const {
  Draw draw(mix(key));
  const int64_t count = draw.between(1, 5);
  const int64_t amended = draw.below(count);
  for (int64_t i = 0; i < count; ++i) {
    PurchaseItem item;
    item.sequence = std::to_string(i + 1);
    item.product = &products()[static_cast<size_t>(draw.below(static_cast<int64_t>(products().size())))];
    if (draw.chance(90)) item.vendor_product = std::to_string(4'001'700'000'000 + draw.below(999'999));
    item.cases = draw.chance(25);
    item.unit_size = item.cases ? 6 * draw.between(1, 4) : 1;
    item.first_ordered = item.ordered = draw.between(2, 120);
    const int64_t cancelled = draw.chance(20) ? item.ordered : draw.between(1, item.ordered);
    if (amends && order.amended_us != 0 && i == amended) item.ordered -= cancelled;
    item.list_price = item.product->cents * order.marketplace->price_factor / 100;
    if (order.marketplace->currency_digits == 0) item.list_price /= 100;
    item.net_cost = item.list_price * draw.between(45, 70) / 100;
    item.back_order = draw.chance(15);
    const bool confirms = !draw.chance(8);
    const int64_t share = draw.chance(80) ? 100 : draw.between(10, 90);
    if (order.acknowledged_us != 0) {
      item.accepted = confirms ? item.ordered * share / 100 : 0;
      item.rejected = item.ordered - item.accepted;
    }
    order.items.push_back(std::move(item));
  }
}

void VendorBook::receive(PurchaseOrder& order, uint64_t key) const {
  Draw draw(mix(key ^ 0x5ec));
  for (PurchaseItem& item : order.items) {
    const int64_t part = item.accepted * draw.between(30, 90) / 100;
    if (order.last_receipt_us != 0)
      item.received = item.accepted;
    else if (order.first_receipt_us != 0)
      item.received = part;
  }
}

}  // namespace mooring::amazon_simulator::seller
