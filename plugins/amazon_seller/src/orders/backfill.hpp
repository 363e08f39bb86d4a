// Orders of a range of the past, by the time of their creation: what a backfill asks for. Each order comes in its present
// state with its items; what changes later arrives with the ordinary runs, which read by the time of change.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

// call.range() is set. The cursor is one of its own: how far the range is read, and the page that is next.
mooring::Task<> backfill_orders(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
