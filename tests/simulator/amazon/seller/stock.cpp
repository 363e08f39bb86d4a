#include "seller/stock.hpp"

#include <algorithm>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHour = 3'600'000'000;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kDelivery = 14 * kDay;
constexpr int kVariants = 12;  // of each product: sizes and colours with a SKU each

StockItem item_of(uint64_t key, const Marketplace& marketplace, const Product& product, int variant,
                  int64_t as_of_us) {
  Draw fixed(key);
  StockItem item;
  item.product = &product;
  item.sku = sku_of(marketplace, product);
  if (variant > 0) item.sku += "-V" + std::to_string(variant);
  item.fn_sku = "X00" + std::to_string(1'000'000 + mix(key) % 9'000'000);
  item.condition = fixed.chance(92) ? "NewItem" : "UsedVeryGood";
  // Sold by the hour from what each delivery brought.
  const int64_t shift = fixed.below(kDelivery);
  const int64_t period = (as_of_us + shift) / kDelivery, began_us = period * kDelivery - shift;
  const int64_t hours = (as_of_us - began_us) / kHour;
  Draw delivery(key ^ mix(static_cast<uint64_t>(period)));
  const int64_t received = delivery.between(20, 600), per_day = delivery.between(1, 40);
  const int64_t sold = std::min(received, per_day * hours / 24);
  item.fulfillable = received - sold;
  item.customer_orders = std::min(sold, per_day / 4);
  item.transshipment = delivery.below(4);
  item.processing = hours < 24 ? delivery.below(9) : 0;
  item.damaged = delivery.below(3);
  item.defective = delivery.below(5);
  item.researching = hours < 48 ? delivery.below(6) : 0;
  // The next delivery is on its way in the last week.
  const bool coming = hours > 7 * 24, here = hours > 13 * 24;
  const int64_t next = Draw(key ^ mix(static_cast<uint64_t>(period + 1))).between(20, 600);
  if (hours > 5 * 24 && !coming) item.inbound_working = next;
  if (coming && !here) item.inbound_shipped = next;
  if (here) item.inbound_receiving = next;
  item.updated_us = began_us + hours * kHour;
  item.updated_us -= item.updated_us % 1'000'000;
  return item;
}

}  // namespace

std::vector<StockItem> stock_of(const Seller& seller, const Marketplace& marketplace, int64_t as_of_us) {
  std::vector<StockItem> items;
  const uint64_t key = mix_text(seller.id, mix_text(marketplace.id));
  for (size_t i = 0; i < products().size(); ++i) {
    for (int variant = 0; variant < kVariants; ++variant) {
      const uint64_t own = mix(key ^ (i * kVariants + static_cast<uint64_t>(variant)));
      // One in ten is gone for five days now and then, as if it had never been there.
      if (own % 10 == 0 && (as_of_us / kDay + static_cast<int64_t>(own % 97)) / 5 % 4 == 0) continue;
      items.push_back(item_of(own, marketplace, products()[i], variant, as_of_us));
    }
  }
  return items;
}

}  // namespace mooring::amazon_simulator::seller
