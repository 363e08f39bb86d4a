// The streams of reports. Each stands in a file of its own: what it asks for, and how its rows are read.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

mooring::Task<> sync_listings(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_settlements(mooring::Context& ctx, const mooring::Call& call);  // and settlement_lines
mooring::Task<> sync_fba_returns(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_merchant_returns(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_fba_reimbursements(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_fba_inventory_ledger(mooring::Context& ctx, const mooring::Call& call);

// Each with its stream by ASIN.
mooring::Task<> sync_sales_traffic(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_vendor_sales(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_vendor_inventory(mooring::Context& ctx, const mooring::Call& call);
mooring::Task<> sync_vendor_traffic(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_seller
