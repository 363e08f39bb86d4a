// Purchase orders as the vendor operations write them. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "seller/vendor_book.hpp"

namespace mooring::amazon_simulator::seller {

// An element of getPurchaseOrders' list; without details only its number and state.
void append_purchase_order(std::string& out, const PurchaseOrder& order, bool details);
// An element of getPurchaseOrdersStatus' list, which always has its details.
void append_order_status(std::string& out, const PurchaseOrder& order, bool details);

std::string_view confirmation_of(const PurchaseOrder& order, const PurchaseItem& item);
std::string_view receipt_of(const PurchaseOrder& order, const PurchaseItem& item);
// JSON arrays of what happened to the item; empty text: nothing yet.
std::string quantity_changes(const PurchaseOrder& order, const PurchaseItem& item);
std::string acknowledgements(const PurchaseOrder& order, const PurchaseItem& item);
std::string import_details(const PurchaseOrder& order);  // empty: none

}  // namespace mooring::amazon_simulator::seller
