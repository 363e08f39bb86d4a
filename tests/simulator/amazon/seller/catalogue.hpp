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
  std::string_view issue{}, issue_code{}, issue_severity{};  // of the only one; empty: none
  int64_t points = 0;                                        // granted to the buyer; 0: none
};
std::vector<ListingFact> listings_of(const Seller& seller, const Marketplace& marketplace, int64_t as_of_us);

struct CatalogFact {
  const Product* product = nullptr;
  std::string_view brand, group, product_type;
  std::string_view style, browse_node;
  std::string browse_node_id, release_date, ean;
  int64_t rank = 0, category_rank = 0, wider_rank = 0;  // of the group, and of classifications
  int64_t length = 0, width = 0, height = 0;            // in tenths of an inch
  int64_t weight = 0;                                   // in hundredths of a pound
};
// Nothing for an ASIN that Amazon does not know.
std::optional<CatalogFact> catalog_item(std::string_view asin, const Marketplace& marketplace,
                                        int64_t as_of_us);

std::string image_of(const Product& product);

}  // namespace mooring::amazon_simulator::seller
