// Amazon Seller: the entry of the plugin.
#include <mooring/plugin.hpp>

#include "identify.hpp"
#include "orders/sync.hpp"

MOORING_PLUGIN(.identify = amazon_seller::identify, .streams = {{"orders", amazon_seller::sync_orders}});
