// sync/1 of `inventory`: the stock that Amazon holds for one marketplace, as a complete listing. Amazon's page tokens live
// for 30 seconds: nothing is done between two pages, and a listing whose token ran out begins again.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_inventory(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
