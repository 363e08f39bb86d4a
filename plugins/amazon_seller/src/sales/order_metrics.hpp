// sync/1 of `order_metrics`: what Amazon itself counts of one marketplace's orders, by days of its time zone. Each run reads
// 30 days again: orders are cancelled, and pending ones have no price.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_order_metrics(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
