// Which reports there are. A type's text is made in the file of its stream.
#include <vector>

#include "seller/analytics_reports.hpp"
#include "seller/reports.hpp"
#include "seller/table_reports.hpp"

namespace mooring::amazon_simulator::seller {

// Name, needs a range, longest span, oldest day, minutes before the same may be asked for again.
std::span<const ReportType> report_types() {
  static const std::vector<ReportType> kTypes = {
      {.name = "GET_SALES_AND_TRAFFIC_REPORT",
       .needs_range = true,
       .make = make_sales_traffic,
       .refuse = refuse_sales_traffic},
      {.name = "GET_VENDOR_SALES_REPORT",
       .needs_range = true,
       .span_days_max = 15,
       .history_days = 1460,
       .of_vendor = true,
       .make = make_vendor_sales,
       .refuse = refuse_vendor_report},
      {.name = "GET_VENDOR_INVENTORY_REPORT",
       .needs_range = true,
       .span_days_max = 15,
       .history_days = 1460,
       .of_vendor = true,
       .make = make_vendor_inventory,
       .refuse = refuse_vendor_report},
      {.name = "GET_VENDOR_TRAFFIC_REPORT",
       .needs_range = true,
       .span_days_max = 15,
       .history_days = 1460,
       .of_vendor = true,
       .make = make_vendor_traffic,
       .refuse = refuse_vendor_traffic},
      {.name = "GET_MERCHANT_LISTINGS_ALL_DATA", .again_after_minutes = 30, .make = make_listings},
      {.name = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
       .make = make_settlement,
       .made = made_settlements},
      {.name = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
       .needs_range = true,
       .span_days_max = 60,
       .history_days = 548,
       .again_after_minutes = 240,
       .make = make_fba_returns},
      {.name = "GET_FBA_REIMBURSEMENTS_DATA",
       .needs_range = true,
       .span_days_max = 60,
       .history_days = 548,
       .again_after_minutes = 240,
       .make = make_fba_reimbursements},
      {.name = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
       .needs_range = true,
       .span_days_max = 60,
       .history_days = 548,
       .again_after_minutes = 240,
       .make = make_merchant_returns},
      {.name = "GET_LEDGER_SUMMARY_VIEW_DATA",
       .needs_range = true,
       .history_days = 548,
       .again_after_minutes = 240,
       .make = make_inventory_ledger,
       .refuse = refuse_inventory_ledger},
  };
  return kTypes;
}

}  // namespace mooring::amazon_simulator::seller
