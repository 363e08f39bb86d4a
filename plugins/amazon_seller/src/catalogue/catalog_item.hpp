// A product as Amazon's searchCatalogItems tells it, as a row of `catalog_items`.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <string_view>

#include "pages.hpp"

namespace amazon_seller {

// The number of fields that the manifest declares.
inline constexpr size_t kCatalogItemFields = 43;

// What is asked for (includedData). Not the attributes: many kilobytes for each product, in other words for each type of product.
inline constexpr std::string_view kCatalogItemData[] = {"summaries",  "identifiers",    "images",
                                                        "salesRanks", "relationships",  "productTypes",
                                                        "dimensions", "classifications"};

// Throws Unreadable.
void add_catalog_item(mooring::Rows& rows, const std::string& marketplace, simdjson::ondemand::object record,
                      PageReader& reader);

}  // namespace amazon_seller
