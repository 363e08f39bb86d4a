// The streams of reports that are tables. Each stands in a file of its own: what it asks for, and how its rows are read.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_listings(mooring::Context& ctx, const mooring::Call& call);  // listings.cpp

}  // namespace amazon_seller
