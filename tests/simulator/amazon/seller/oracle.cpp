#include "seller/oracle.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "seller/table_reports.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr std::array kStreams = {
    OracleStream{"orders", tell_orders},
    OracleStream{"order_items", tell_order_items},
    OracleStream{"listings", tell_listings},
    OracleStream{"settlements", tell_settlements},
    OracleStream{"settlement_lines", tell_settlement_lines},
    OracleStream{"fba_returns", tell_fba_returns},
    OracleStream{"merchant_returns", tell_merchant_returns},
    OracleStream{"fba_reimbursements", tell_fba_reimbursements},
    OracleStream{"fba_inventory_ledger", tell_inventory_ledger},
    OracleStream{"sales_traffic", tell_sales_traffic},
    OracleStream{"sales_traffic_by_asin", tell_sales_traffic_by_asin},
    OracleStream{"vendor_sales", tell_vendor_sales},
    OracleStream{"vendor_sales_by_asin", tell_vendor_sales_by_asin},
    OracleStream{"vendor_inventory", tell_vendor_inventory},
    OracleStream{"vendor_inventory_by_asin", tell_vendor_inventory_by_asin},
    OracleStream{"vendor_traffic", tell_vendor_traffic},
    OracleStream{"vendor_traffic_by_asin", tell_vendor_traffic_by_asin},
    OracleStream{"vendor_orders", tell_vendor_orders},
    OracleStream{"vendor_order_items", tell_vendor_order_items},
    OracleStream{"vendor_order_statuses", tell_vendor_order_statuses},
    OracleStream{"vendor_order_item_statuses", tell_vendor_order_item_statuses},
    OracleStream{"transactions", tell_transactions},
    OracleStream{"transaction_breakdowns", tell_transaction_breakdowns},
    OracleStream{"payouts", tell_payouts},
    OracleStream{"inventory", tell_inventory},
    OracleStream{"listing_changes", tell_listing_changes},
    OracleStream{"catalog_items", tell_catalog_items},
    OracleStream{"order_metrics", tell_order_metrics},
};

host::Result<int64_t> time_or(const Fields& query, std::string_view name, int64_t fallback) {
  const std::string* text = find(query, name);
  if (!text || text->empty()) return fallback;
  const auto time = host::parse_time(*text);
  if (!time)
    return host::fail("bad_time", std::string(name) + " is not an RFC 3339 time",
                      "Use 2026-01-02T03:04:05Z.");
  return host::to_unix_us(*time);
}

host::Result<OracleQuery> parse(const World& world, const Fields& fields) {
  const std::string id = value_or(fields, "seller");
  const OrderBook* book = world.book(id);
  if (!book) {
    return host::fail("unknown_seller", "seller is missing or unknown",
                      "GET /control/api/state lists the sellers.");
  }
  const int64_t now = world.now_us();
  const auto as_of = time_or(fields, "as_of", now);
  const auto since = time_or(fields, "since", book->opening_us());
  if (!as_of) return host::fail(as_of.error());
  if (!since) return host::fail(since.error());
  const auto until = time_or(fields, "until", *as_of);
  if (!until) return host::fail(until.error());
  OracleQuery query{world, *world.seller(id), *book};
  query.as_of_us = std::min(*as_of, now);
  query.since_us = *since;
  query.until_us = std::min(*until, query.as_of_us);
  query.marketplaces = value_or(fields, "marketplaces");
  query.by_update = value_or(fields, "by") == "updated";
  query.settled = value_or(fields, "settled") == "1";
  return query;
}

host::Status tell(const OracleQuery& query, const std::string& stream, std::string& out) {
  bool known = false;
  for (const OracleStream& one : kStreams) {
    if (stream.empty() ? one.name != "orders" && one.name != "order_items" : one.name != stream) continue;
    one.tell(query, out);
    known = true;
  }
  if (known) return {};
  std::vector<std::string> names;
  for (const OracleStream& one : kStreams)
    names.emplace_back(one.name);
  const auto near = host::nearest(stream, names);
  return host::fail("unknown_stream", "There is no stream '" + stream + "'",
                    near ? "Did you mean '" + *near + "'?" : "");
}

}  // namespace

bool OracleQuery::wants(std::string_view marketplace_id) const {
  return marketplaces.empty() ||
         ("," + marketplaces + ",").find("," + std::string(marketplace_id) + ",") != std::string::npos;
}

std::span<const OracleStream> oracle_streams() {
  return kStreams;
}

Reply answer_oracle(const World& world, const Fields& fields) {
  const auto refused = [](const host::Error& error) {
    return json_reply(
        400, "{\"code\":" + json_text(error.code) + ",\"detail\":" + json_text(host::describe(error)) + "}");
  };
  const auto query = parse(world, fields);
  if (!query) return refused(query.error());
  std::string out;
  if (const auto told = tell(*query, value_or(fields, "stream"), out); !told) return refused(told.error());
  Reply reply = json_reply(200, std::move(out));
  reply.content_type = "application/x-ndjson";
  return reply;
}

}  // namespace mooring::amazon_simulator::seller
