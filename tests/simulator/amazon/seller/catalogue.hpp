// What a seller offers and what Amazon knows of the products: listings that change price, stock and state every other week,
// and catalog items whose ranks move daily. Pure functions of seed and time, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct ListingFact {
  std::string sku, fn_sku;
  const Product* product = nullptr;
  std::string_view condition;  // "new_new"
  int64_t created_us = 0, updated_us = 0;
  bool buyable = true, discoverable = true, by_amazon = true;
  int64_t price = 0, business_price = 0;  // smallest unit; 0: no such offer
  int64_t quantity = 0;
  std::string_view issue{};  // message of a warning; empty: none
};
std::vector<ListingFact> listings_of(const Seller& seller, const Marketplace& marketplace, int64_t as_of_us);

struct CatalogFact {
  const Product* product = nullptr;
  std::string_view brand, group, product_type;
  std::string ean;
  int64_t rank = 0;
};
// Nothing for an ASIN that Amazon does not know.
std::optional<CatalogFact> catalog_item(std::string_view asin, const Marketplace& marketplace,
                                        int64_t as_of_us);

}  // namespace mooring::amazon_simulator::seller
