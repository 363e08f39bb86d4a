// sync/1 of `transactions`, which also fills `transaction_breakdowns`: all money of the account, of all its marketplaces.
// A run reads what was posted since the last, with three days before it, since Amazon lists some late; once a day it reads
// the last 30 days again, and of the 150 days before those what was deferred and has been released. A backfill reads
// its range.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_transactions(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
