// FBA Inventory: summaries of one marketplace, with page tokens that live for half a minute.
#include <algorithm>

#include "arguments.hpp"
#include "base/text.hpp"
#include "seller/oracle.hpp"
#include "seller/page_tokens.hpp"
#include "seller/stock.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kTokenLife_us = 30'000'000;
constexpr int64_t kReach_us = 548ll * 86'400'000'000;  // 18 months
constexpr size_t kPageSize = 50;
constexpr size_t kSkusMax = 50;

std::string number(std::string_view name, int64_t value, bool first = false) {
  return (first ? "\"" : ",\"") + std::string(name) + "\":" + std::to_string(value);
}

std::string details_json(const StockItem& item) {
  return "{" + number("fulfillableQuantity", item.fulfillable, true) +
         number("inboundWorkingQuantity", item.inbound_working) +
         number("inboundShippedQuantity", item.inbound_shipped) +
         number("inboundReceivingQuantity", item.inbound_receiving) + ",\"reservedQuantity\":{" +
         number("totalReservedQuantity", item.reserved(), true) +
         number("pendingCustomerOrderQuantity", item.customer_orders) +
         number("pendingTransshipmentQuantity", item.transshipment) +
         number("fcProcessingQuantity", item.processing) + "},\"researchingQuantity\":{" +
         number("totalResearchingQuantity", item.researching, true) +
         ",\"researchingQuantityBreakdown\":[{\"name\":\"researchingQuantityInShortTerm\"" +
         number("quantity", item.researching) + "},{\"name\":\"researchingQuantityInMidTerm\"" +
         number("quantity", 0) + "},{\"name\":\"researchingQuantityInLongTerm\"" + number("quantity", 0) +
         "}]},\"unfulfillableQuantity\":{" +
         number("totalUnfulfillableQuantity", item.unfulfillable(), true) +
         number("customerDamagedQuantity", 0) + number("warehouseDamagedQuantity", item.damaged) +
         number("distributorDamagedQuantity", 0) + number("carrierDamagedQuantity", 0) +
         number("defectiveQuantity", item.defective) + number("expiredQuantity", 0) + "}}";
}

std::string item_json(const StockItem& item, bool details) {
  return "{\"asin\":" + json_text(item.product->asin) + ",\"fnSku\":" + json_text(item.fn_sku) +
         ",\"sellerSku\":" + json_text(item.sku) + ",\"condition\":" + json_text(item.condition) +
         (details ? ",\"inventoryDetails\":" + details_json(item) : "") +
         ",\"lastUpdatedTime\":" + json_text(host::format_time(host::from_unix_us(item.updated_us))) +
         ",\"productName\":" + json_text(item.product->title) + number("totalQuantity", item.total()) +
         ",\"stores\":[]}";
}

struct Question {
  const Marketplace* marketplace = nullptr;
  std::optional<int64_t> since_us{};
  std::vector<std::string> skus{};
  std::string wrong{};
};

Question read_question(const Call& call) {
  Question question;
  const auto ids = list_of(call.request.query, "marketplaceIds");
  if (ids.size() != 1) return {nullptr, {}, {}, "Exactly one marketplaceId must be given."};
  question.marketplace = find_marketplace(ids.front());
  if (!question.marketplace || question.marketplace->region != call.seller.region)
    return {nullptr, {}, {}, "marketplaceIds: not a marketplace of this region."};
  if (call.query("granularityType") != "Marketplace" || call.query("granularityId") != ids.front())
    return {nullptr, {}, {}, "granularityType must be Marketplace, granularityId the marketplace."};
  const auto since = time_of(call, "startDateTime");
  if (!since) return {nullptr, {}, {}, since.error().message};
  question.since_us = *since;
  if (question.since_us && *question.since_us < call.world.now_us() - kReach_us)
    return {nullptr, {}, {}, "startDateTime is more than 18 months ago."};
  question.skus = list_of(call.request.query, "sellerSkus");
  if (question.skus.size() > kSkusMax) return {nullptr, {}, {}, "sellerSkus takes at most 50 values."};
  return question;
}

bool is_wanted(const Question& question, const StockItem& item) {
  if (question.since_us) return item.updated_us > *question.since_us;
  return question.skus.empty() ||
         std::find(question.skus.begin(), question.skus.end(), item.sku) != question.skus.end();
}

}  // namespace

Reply list_inventory_summaries(const Call& call) {
  const Question question = read_question(call);
  if (!question.wrong.empty()) return invalid_input(call, question.wrong);
  const auto spot = spot_of(call, "nextToken", kTokenLife_us);
  if (!spot) return invalid_input(call, "nextToken is invalid or has expired.");
  const bool details = call.query("details") == "true";
  std::vector<StockItem> items;
  for (StockItem& item : stock_of(call.seller, *question.marketplace, spot->snapshot_us))
    if (is_wanted(question, item)) items.push_back(std::move(item));
  const size_t first = std::min(spot->offset, items.size()), end = std::min(first + kPageSize, items.size());
  std::string body = "{\"payload\":{\"granularity\":{\"granularityType\":\"Marketplace\",\"granularityId\":" +
                     json_text(question.marketplace->id) + "},\"inventorySummaries\":[";
  for (size_t i = first; i < end; ++i)
    body += (i > first ? "," : "") + item_json(items[i], details);
  body += "]}";
  if (end < items.size())
    body += ",\"pagination\":{\"nextToken\":" +
            json_text(page_token(call, "nextToken", {end, spot->snapshot_us, false})) + "}";
  return json_reply(200, body + "}");
}

// What is there at as_of; since and until say nothing about a listing.
void tell_inventory(const OracleQuery& query, std::string& out) {
  for (const Participation& participation : query.seller.participations) {
    const Marketplace& marketplace = *participation.marketplace;
    if (&marketplace == &pseudo_marketplace() || !query.wants(marketplace.id)) continue;
    for (const StockItem& item : stock_of(query.seller, marketplace, query.as_of_us)) {
      OracleRow row(out, "inventory");
      row.text("marketplace_id", marketplace.id);
      row.text("seller_sku", item.sku);
      row.text("fn_sku", item.fn_sku);
      row.text("condition", item.condition);
      row.text("asin", item.product->asin);
      row.text("product_name", item.product->title);
      row.time("updated_at", item.updated_us);
      row.number("total_quantity", item.total());
      row.number("fulfillable_quantity", item.fulfillable);
      row.number("inbound_working_quantity", item.inbound_working);
      row.number("inbound_shipped_quantity", item.inbound_shipped);
      row.number("inbound_receiving_quantity", item.inbound_receiving);
      row.number("reserved_quantity", item.reserved());
      row.number("reserved_customer_order_quantity", item.customer_orders);
      row.number("reserved_transshipment_quantity", item.transshipment);
      row.number("reserved_fc_processing_quantity", item.processing);
      row.number("unfulfillable_quantity", item.unfulfillable());
      row.number("customer_damaged_quantity", 0);
      row.number("warehouse_damaged_quantity", item.damaged);
      row.number("distributor_damaged_quantity", 0);
      row.number("carrier_damaged_quantity", 0);
      row.number("defective_quantity", item.defective);
      row.number("expired_quantity", 0);
      row.number("researching_quantity", item.researching);
      row.number("researching_short_term_quantity", item.researching);
      row.number("researching_mid_term_quantity", 0);
      row.number("researching_long_term_quantity", 0);
      row.raw("stores", "[]");
    }
  }
}

}  // namespace mooring::amazon_simulator::seller
