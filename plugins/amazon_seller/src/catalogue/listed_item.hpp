// A listing as Amazon's searchListingsItems tells it, as a row of `listing_changes`.
#pragma once
#include <mooring/plugin.hpp>
#include <string_view>

#include "pages.hpp"

namespace amazon_seller {

// The number of fields that the manifest declares.
inline constexpr size_t kListedItemFields = 24;

// What is asked for (includedData).
inline constexpr std::string_view kListedItemData[] = {"summaries", "offers", "fulfillmentAvailability",
                                                       "issues"};

// Adds the row; returns the SKU. Throws Unreadable.
std::string_view add_listed_item(mooring::Rows& rows, const std::string& marketplace,
                                 simdjson::ondemand::object record, PageReader& reader);

}  // namespace amazon_seller
