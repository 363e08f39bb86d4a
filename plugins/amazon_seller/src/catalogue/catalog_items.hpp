// sync/1 of `catalog_items`: what Amazon's catalog of one marketplace says of the products that were sold there. A run reads
// those that were sold for the first time, and once a day all of them.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_catalog_items(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
