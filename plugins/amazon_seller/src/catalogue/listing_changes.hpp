// sync/1 of `listing_changes`: the listings of one marketplace that changed, as they are now. Amazon pages through a thousand
// at most, so a span of time with more is halved until it fits.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_listing_changes(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
