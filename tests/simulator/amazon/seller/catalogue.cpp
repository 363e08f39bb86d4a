#include "seller/catalogue.hpp"

#include <algorithm>
#include <array>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr int kVariants = 80;  // more than Amazon pages through in one search, over all products

constexpr std::array<std::string_view, 4> kBrands = {"Harbour & Pine", "Kawa", "Nordlicht", "Hoshi"};
constexpr std::array<std::string_view, 4> kGroups = {"Kitchen", "Sports & Outdoors", "Office Products",
                                                     "Toys & Games"};
constexpr std::array<std::string_view, 4> kTypes = {"KITCHEN", "OUTDOOR_LIVING", "STATIONERY",
                                                    "TOYS_AND_GAMES"};

constexpr std::array<std::string_view, 4> kNodes = {"Kettles & Mugs", "Camping Lanterns", "Notebooks",
                                                    "Puzzles"};
constexpr std::array<std::string_view, 4> kStyles = {"Classic", "", "Modern", "Retro"};

size_t kind_of(const Product& product) {
  return static_cast<size_t>(&product - products().data()) % kBrands.size();
}

ListingFact listing_of(uint64_t key, const Marketplace& marketplace, const Product& product, int variant,
                       int64_t as_of_us) {
  Draw fixed(key);
  ListingFact fact;
  fact.product = &product;
  fact.sku = sku_of(marketplace, product);
  if (variant > 0) fact.sku += "-V" + std::to_string(variant);
  fact.condition = fixed.chance(92) ? "new_new" : "used_very_good";
  fact.by_amazon = fixed.chance(60);
  if (fact.by_amazon) fact.fn_sku = "X00" + std::to_string(1'000'000 + mix(key) % 9'000'000);
  fact.created_us = (17'500 + fixed.below(1'500)) * kDay + fixed.below(86'400) * kSecond;  // 2017 to 2021
  // Changes come evenly, each listing at its own pace and second.
  const int64_t pace = fixed.between(9, 40) * kDay, shift = fixed.below(pace / kSecond) * kSecond;
  const int64_t period = (as_of_us - shift) / pace;
  fact.updated_us = period * pace + shift;
  Draw now(key ^ mix(static_cast<uint64_t>(period)));
  const int64_t full = static_cast<int64_t>(product.cents) * marketplace.price_factor / 100 /
                       (marketplace.currency_digits == 0 ? 100 : 1);
  fact.price = full * now.between(85, 110) / 100;
  if (now.chance(30)) fact.business_price = fact.price * 95 / 100;
  fact.quantity = fact.by_amazon ? 0 : now.below(200);
  fact.buyable = now.chance(93);
  fact.discoverable = fact.buyable || now.chance(50);
  if (now.chance(7)) {
    fact.issue = "The main image has no \"white\" background.";
    fact.issue_code = "18027";
    fact.issue_severity = fact.buyable ? "WARNING" : "ERROR";
  }
  if (marketplace.country_code == "JP") fact.points = fact.price / 100;
  return fact;
}

}  // namespace

std::string image_of(const Product& product) {
  return "https://m.media-amazon.com/images/I/" + std::string(product.asin) + ".jpg";
}

std::vector<ListingFact> listings_of(const Seller& seller, const Marketplace& marketplace, int64_t as_of_us) {
  std::vector<ListingFact> facts;
  const uint64_t key = mix_text(seller.id, mix_text(marketplace.id)) + 1;
  for (size_t i = 0; i < products().size(); ++i) {
    for (int variant = 0; variant < kVariants; ++variant) {
      const uint64_t own = mix(key ^ (i * kVariants + static_cast<uint64_t>(variant)));
      facts.push_back(listing_of(own, marketplace, products()[i], variant, as_of_us));
    }
  }
  return facts;
}

std::optional<CatalogFact> catalog_item(std::string_view asin, const Marketplace& marketplace,
                                        int64_t as_of_us) {
  const auto known = std::find_if(products().begin(), products().end(),
                                  [&](const Product& product) { return product.asin == asin; });
  if (known == products().end()) return std::nullopt;
  const size_t kind = kind_of(*known);
  CatalogFact fact;
  fact.product = &*known;
  fact.brand = kBrands[kind];
  fact.group = kGroups[kind];
  fact.product_type = kTypes[kind];
  fact.style = kStyles[kind];
  fact.browse_node = kNodes[kind];
  fact.browse_node_id = std::to_string(21'489'000'000 + kind);
  const uint64_t key = mix_text(asin);
  Draw fixed(key);
  fact.release_date = "20" + std::to_string(fixed.between(15, 24)) + "-0" +
                      std::to_string(fixed.between(1, 9)) + "-" + std::to_string(fixed.between(10, 28));
  fact.length = fixed.between(30, 400);
  fact.width = fixed.between(20, 300);
  fact.height = fixed.between(5, 200);
  fact.weight = fixed.between(20, 2'000);
  fact.ean = "40" + std::to_string(10'000'000'000 + key % 80'000'000'000);
  Draw day(mix_text(marketplace.id, key) ^ static_cast<uint64_t>(as_of_us / kDay));
  fact.rank = day.between(100, 90'000);
  fact.category_rank = day.between(1, 900);
  fact.wider_rank = fact.category_rank + day.between(1, 5'000);
  return fact;
}

}  // namespace mooring::amazon_simulator::seller
