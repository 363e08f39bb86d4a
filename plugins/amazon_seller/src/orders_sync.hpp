// sync/1 of the stream `orders`, which also fills `order_items`: one search, one budget, one cursor.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_orders(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
