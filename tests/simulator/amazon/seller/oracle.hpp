// What a host must hold of a seller: rows with the columns of plugins/amazon_seller/streams/. Each stream's rows stand
// in a file of their own; the table is in oracle.cpp. Any thread.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "simulator/amazon/http.hpp"
#include "simulator/amazon/oracle_row.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct OracleQuery {
  const World& world;
  const Seller& seller;
  const OrderBook& book;
  int64_t since_us = 0, until_us = 0;  // inclusive: of creation, or what the stream calls its time
  int64_t as_of_us = 0;                // the moment whose state is told
  std::string marketplaces{};          // ids with commas; empty: all
  bool by_update = false;              // since and until mean the time of the last change
  bool settled = false;                // leaves out what changed after as_of

  bool wants(std::string_view marketplace_id) const;
};

struct OracleStream {
  std::string_view name;
  void (*tell)(const OracleQuery& query,
               std::string& out);  // appends a line for each row, in no promised order
};
std::span<const OracleStream> oracle_streams();

// GET /control/api/oracle?seller=&stream=&marketplaces=&since=&until=&as_of=&by=updated&settled=1 as NDJSON. Without
// `stream`: orders and order_items.
Reply answer_oracle(const World& world, const Fields& query);

// oracle_finances.cpp
void tell_transactions(const OracleQuery& query, std::string& out);
void tell_transaction_breakdowns(const OracleQuery& query, std::string& out);
void tell_payouts(const OracleQuery& query, std::string& out);

// oracle_analytics.cpp
void tell_sales_traffic(const OracleQuery& query, std::string& out);
void tell_sales_traffic_by_asin(const OracleQuery& query, std::string& out);
void tell_vendor_sales(const OracleQuery& query, std::string& out);
void tell_vendor_sales_by_asin(const OracleQuery& query, std::string& out);
void tell_vendor_inventory(const OracleQuery& query, std::string& out);
void tell_vendor_inventory_by_asin(const OracleQuery& query, std::string& out);
void tell_vendor_traffic(const OracleQuery& query, std::string& out);
void tell_vendor_traffic_by_asin(const OracleQuery& query, std::string& out);

// oracle_vendor.cpp
void tell_vendor_orders(const OracleQuery& query, std::string& out);
void tell_vendor_order_items(const OracleQuery& query, std::string& out);
void tell_vendor_order_statuses(const OracleQuery& query, std::string& out);
void tell_vendor_order_item_statuses(const OracleQuery& query, std::string& out);

// listings_api.cpp
void tell_listing_changes(const OracleQuery& query, std::string& out);

// catalog_items_api.cpp
void tell_catalog_items(const OracleQuery& query, std::string& out);

// inventory_api.cpp
void tell_inventory(const OracleQuery& query, std::string& out);

// oracle_order_metrics.cpp
void tell_order_metrics(const OracleQuery& query, std::string& out);

// oracle_orders.cpp
void tell_orders(const OracleQuery& query, std::string& out);
void tell_order_items(const OracleQuery& query, std::string& out);

}  // namespace mooring::amazon_simulator::seller
