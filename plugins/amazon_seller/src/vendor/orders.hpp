// sync/1 of a vendor's purchase orders: `vendor_orders` with `vendor_order_items`, and `vendor_order_statuses` with
// `vendor_order_item_statuses`. Both list the same way: seven days a call, pages by token, by creation or by change.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller::vendor {

inline constexpr char kOrdersPath[] = "/vendor/orders/v1/purchaseOrders";
inline constexpr char kOrdersBudget[] = "vendor.orders";
// Inventory and Order Tracking would do as well, but Amazon does not grant it for vendors.
inline constexpr char kOrdersRole[] = "Amazon Fulfillment";

mooring::Task<> sync_orders(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_order_statuses(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller::vendor
