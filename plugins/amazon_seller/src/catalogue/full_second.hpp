// More listings were changed within a second than Amazon pages through: a file with all prices of a seller does that. They are read by when
// they were made, those that were made at one moment by whether they can be bought, and of these a thousand from either end of the SKUs.
#pragma once
#include <mooring/plugin.hpp>
#include <string>

#include "catalogue/listing_search.hpp"

namespace amazon_seller {

// `second` finds `total` listings. Returns how many of them could not be read.
mooring::Task<int64_t> read_full_second(mooring::Context& ctx, const mooring::Call& call, PageReader& reader,
                                        ListingFilter second, int64_t total, std::string cursor);

}  // namespace amazon_seller
