// Amazon Seller: the entry of the plugin.
#include <mooring/plugin.hpp>

#include "catalogue/catalog_items.hpp"
#include "catalogue/listing_changes.hpp"
#include "finances/payouts.hpp"
#include "finances/transactions.hpp"
#include "identify.hpp"
#include "inventory/inventory.hpp"
#include "orders/sync.hpp"
#include "reports/streams.hpp"
#include "sales/order_metrics.hpp"
#include "vendor/orders.hpp"

MOORING_PLUGIN(.identify = amazon_seller::identify,
               .streams = {
                   {"orders", amazon_seller::sync_orders},
                   {"transactions", amazon_seller::sync_transactions},
                   {"payouts", amazon_seller::sync_payouts},
                   {"inventory", amazon_seller::sync_inventory},
                   {"catalog_items", amazon_seller::sync_catalog_items},
                   {"listing_changes", amazon_seller::sync_listing_changes},
                   {"order_metrics", amazon_seller::sync_order_metrics},
                   {"vendor_orders", amazon_seller::vendor::sync_orders},
                   {"vendor_order_statuses", amazon_seller::vendor::sync_order_statuses},
                   {"listings", amazon_seller::sync_listings},
                   {"sales_traffic", amazon_seller::sync_sales_traffic},
                   {"vendor_sales", amazon_seller::sync_vendor_sales},
                   {"vendor_inventory", amazon_seller::sync_vendor_inventory},
                   {"vendor_traffic", amazon_seller::sync_vendor_traffic},
                   {"settlements", amazon_seller::sync_settlements},
                   {"fba_returns", amazon_seller::sync_fba_returns},
                   {"merchant_returns", amazon_seller::sync_merchant_returns},
                   {"fba_reimbursements", amazon_seller::sync_fba_reimbursements},
                   {"fba_inventory_ledger", amazon_seller::sync_fba_inventory_ledger},
               });
