// sync/1 of `payouts`: the settlement groups of the account. Each run reads those that were opened in the last 90 days again:
// a group is open for two weeks, and its transfer takes some days more.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_payouts(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
