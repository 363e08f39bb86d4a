#include "seller/operations.hpp"

#include <algorithm>
#include <array>

#include "seller/reports.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

// Rates and bursts as Amazon publishes them.
constexpr std::array kOperations = {
    Operation{"getMarketplaceParticipations",
              "GET",
              "/sellers/v1/marketplaceParticipations",
              {0.016, 15},
              list_participations},
    Operation{"getAccount", "GET", "/sellers/v1/account", {0.016, 15}, get_account},
    Operation{"searchOrders", "GET", "/orders/2026-01-01/orders", {0.0056, 20}, search_orders},
    Operation{"getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", {0.5, 30}, get_order},
    Operation{"getOrderMetrics", "GET", "/sales/v1/orderMetrics", {0.5, 15}, get_order_metrics},
    Operation{
        "getInventorySummaries", "GET", "/fba/inventory/v1/summaries", {2, 2}, list_inventory_summaries},
    Operation{"searchListingsItems", "GET", "/listings/2021-08-01/items/{sellerId}", {5, 5}, search_listings},
    Operation{"searchCatalogItems", "GET", "/catalog/2022-04-01/items", {2, 2}, search_catalog},
    Operation{"listTransactions", "GET", "/finances/2024-06-19/transactions", {0.5, 10}, list_transactions},
    Operation{
        "listFinancialEventGroups", "GET", "/finances/v0/financialEventGroups", {0.5, 30}, list_event_groups},
    Operation{"getPurchaseOrders",
              "GET",
              "/vendor/orders/v1/purchaseOrders",
              {10, 10},
              list_purchase_orders,
              Audience::vendors},
    Operation{"getPurchaseOrder",
              "GET",
              "/vendor/orders/v1/purchaseOrders/{purchaseOrderNumber}",
              {10, 10},
              get_purchase_order,
              Audience::vendors},
    Operation{"getPurchaseOrdersStatus",
              "GET",
              "/vendor/orders/v1/purchaseOrdersStatus",
              {10, 10},
              list_purchase_order_statuses,
              Audience::vendors},
    Operation{"getReports", "GET", "/reports/2021-06-30/reports", {0.0222, 10}, list_reports, Audience::all},
    Operation{
        "createReport", "POST", "/reports/2021-06-30/reports", {0.0167, 15}, create_report, Audience::all},
    Operation{
        "getReport", "GET", "/reports/2021-06-30/reports/{reportId}", {2, 15}, get_report, Audience::all},
    Operation{"cancelReport",
              "DELETE",
              "/reports/2021-06-30/reports/{reportId}",
              {0.0222, 10},
              cancel_report,
              Audience::all},
    Operation{"getReportDocument",
              "GET",
              "/reports/2021-06-30/documents/{id}",
              {0.0167, 15},
              get_report_document,
              Audience::all},
};

// True: the path is of the pattern; `parameter` is what stands for its last part.
bool fits(std::string_view pattern, std::string_view path, std::string& parameter) {
  const size_t brace = pattern.find('{');
  if (brace == std::string_view::npos) return path == pattern;
  if (!path.starts_with(pattern.substr(0, brace)) || path.size() == brace) return false;
  const std::string_view rest = path.substr(brace);
  if (rest.find('/') != std::string_view::npos) return false;
  parameter = rest;
  return true;
}

}  // namespace

std::span<const Operation> operations() {
  return kOperations;
}

FoundOperation find_operation(std::string_view method, std::string_view path) {
  FoundOperation found;
  for (const Operation& operation : kOperations) {
    if (operation.method != method || !fits(operation.pattern, path, found.parameter)) continue;
    found.operation = &operation;
    break;
  }
  return found;
}

const Operation* operation_named(std::string_view name) {
  const auto found = std::find_if(kOperations.begin(), kOperations.end(),
                                  [&](const Operation& operation) { return operation.name == name; });
  return found == kOperations.end() ? nullptr : &*found;
}

Reply Call::error(int status, std::string_view code, std::string_view message,
                  std::string_view details) const {
  return json_reply(status, error_body(code, message, details));
}

}  // namespace mooring::amazon_simulator::seller
