// identify/1 of a vendor. Amazon has no operation that tells a vendor's name or marketplaces: one cheap call shows that the
// account can be read, and the marketplaces are all of the region that have a Vendor Central, for a person to choose from.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller::vendor {

inline constexpr char kAccountKind[] = "vendor";

mooring::Task<> identify(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller::vendor
