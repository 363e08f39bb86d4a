// sync/1 of the stream `orders`, which also fills `order_items`: one search, one budget, one cursor.
#pragma once
#include <mooring/plugin.hpp>
#include <string>

#include "orders/cursor.hpp"

namespace amazon_seller {

mooring::Task<> sync_orders(mooring::Context& ctx, const mooring::Call& call);

// Whether the connection's owner wants buyers and recipients.
bool wants_people(const mooring::Call& call);
// Of every search for orders: its marketplaces, the data that the fields need, and the page.
void add_search_options(mooring::Url& url, const Slice& slice, const mooring::Call& call);
// "2 Jan - 1 Feb 2026", "20 Dec 2025 - 19 Jan 2026", "1 Feb 2026"
std::string span_for_people(mooring::Time from, mooring::Time until);

}  // namespace amazon_seller
