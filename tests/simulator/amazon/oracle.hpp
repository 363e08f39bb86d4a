// What a host must hold: orders and items with the column values of plugins/amazon_seller/plugin.toml. Any
// thread.
#pragma once
#include "http.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

// Query: seller (required); marketplaces (ids with commas; default all); since, until (creation time,
// inclusive; default everything up to now); as_of (the moment whose state is told; default now); by=updated
// makes since and until mean the time of the last change; stream=orders|order_items (default both); settled=1
// leaves out what changed after as_of.
Reply answer_oracle(const World& world, const Fields& query);

}  // namespace mooring::amazon_simulator
