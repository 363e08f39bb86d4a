// identify/1: whose account it is, its marketplaces, and whether orders can really be read. Two calls.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> identify(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
