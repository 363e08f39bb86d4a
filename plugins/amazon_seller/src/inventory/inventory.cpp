#include "inventory/inventory.hpp"

#include <array>

#include "pages.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/fba/inventory/v1/summaries";
constexpr char kBudget[] = "fba.inventory";
constexpr char kRole[] = "Product Listing";
constexpr PageShape kShape{"payload", "inventorySummaries", "pagination", "nextToken", "summary"};
constexpr size_t kFields = 28;

// The quantities in the order of the fields. `group` is the member of inventoryDetails that holds it; empty: itself.
struct Quantity {
  const char *group, *member;
};
constexpr std::array kQuantities = {
    Quantity{"", "fulfillableQuantity"},
    Quantity{"", "inboundWorkingQuantity"},
    Quantity{"", "inboundShippedQuantity"},
    Quantity{"", "inboundReceivingQuantity"},
    Quantity{"reservedQuantity", "totalReservedQuantity"},
    Quantity{"reservedQuantity", "pendingCustomerOrderQuantity"},
    Quantity{"reservedQuantity", "pendingTransshipmentQuantity"},
    Quantity{"reservedQuantity", "fcProcessingQuantity"},
    Quantity{"unfulfillableQuantity", "totalUnfulfillableQuantity"},
    Quantity{"unfulfillableQuantity", "customerDamagedQuantity"},
    Quantity{"unfulfillableQuantity", "warehouseDamagedQuantity"},
    Quantity{"unfulfillableQuantity", "distributorDamagedQuantity"},
    Quantity{"unfulfillableQuantity", "carrierDamagedQuantity"},
    Quantity{"unfulfillableQuantity", "defectiveQuantity"},
    Quantity{"unfulfillableQuantity", "expiredQuantity"},
    Quantity{"researchingQuantity", "totalResearchingQuantity"},
};
// The entries of researchingQuantity.researchingQuantityBreakdown, after those.
constexpr std::array<std::string_view, 3> kResearching = {
    "researchingQuantityInShortTerm", "researchingQuantityInMidTerm", "researchingQuantityInLongTerm"};

struct Summary {
  Text sku, fn_sku, asin, condition, name, stores;
  std::optional<Time> updated;
  std::optional<int64_t> total;
  std::array<std::optional<int64_t>, kQuantities.size()> quantities;
  std::array<std::optional<int64_t>, kResearching.size()> researching;
  std::string_view raw;

  void read_member(std::string_view key, Value value, PageReader& reader) {
    ValueReader& values = reader.values();
    if (key == "sellerSku") {
      sku = values.text("sellerSku", value);
      reader.name_record(sku);
    }
    if (key == "fnSku") fn_sku = values.text("fnSku", value);
    if (key == "asin") asin = values.some_text("asin", value);
    if (key == "condition") condition = values.text("condition", value);
    if (key == "productName") name = values.some_text("productName", value);
    if (key == "stores") stores = values.json("stores", value);
    if (key == "totalQuantity") total = values.integer("totalQuantity", value);
    // Empty for an item that never had stock.
    if (key == "lastUpdatedTime") updated = values.time("lastUpdatedTime", value);
    if (key == "inventoryDetails") read_details(value, values);
  }

 private:
  void read_details(Value value, ValueReader& values) {
    amazon::for_each_member(value, [&](std::string_view key, Value member) {
      const bool is_group =
          key == "reservedQuantity" || key == "unfulfillableQuantity" || key == "researchingQuantity";
      if (!is_group) return read_quantity("", key, member, values);
      amazon::for_each_member(member, [&](std::string_view part, Value content) {
        if (part == "researchingQuantityBreakdown")
          amazon::for_each_element(content, [&](Value entry) { read_researching(entry, values); });
        else
          read_quantity(key, part, content, values);
      });
    });
  }

  void read_quantity(std::string_view group, std::string_view member, Value value, ValueReader& values) {
    for (size_t i = 0; i < kQuantities.size(); ++i) {
      if (kQuantities[i].group == group && kQuantities[i].member == member)
        quantities[i] = values.integer(kQuantities[i].member, value);
    }
  }

  void read_researching(Value entry, ValueReader& values) {
    Text term;
    std::optional<int64_t> count;
    amazon::for_each_member(entry, [&](std::string_view key, Value content) {
      if (key == "name") term = values.text("researchingQuantityBreakdown.name", content);
      if (key == "quantity") count = values.integer("researchingQuantityBreakdown.quantity", content);
    });
    for (size_t i = 0; i < kResearching.size(); ++i)
      if (term == kResearching[i]) researching[i] = count;
  }
};

class InventoryListing : public Listed {
 public:
  InventoryListing(const Call& call, std::string cursor)
      : Listed("inventory", kFields, std::move(cursor)), call_(call), marketplace_(call.marketplace().id) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath);
    url.add("details", "true").add("granularityType", "Marketplace").add("granularityId", marketplace_);
    url.add("marketplaceIds", marketplace_);
    if (!token.empty()) url.add("nextToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    Summary summary;
    summary.raw = amazon::read_record(
        record, [&](std::string_view key, Value value) { summary.read_member(key, value, reader); });
    if (!summary.sku && !summary.fn_sku) throw Unreadable("it has neither 'sellerSku' nor 'fnSku'");
    // What a key is made of is never null.
    rows_.begin_row(marketplace_, summary.raw).add_text(marketplace_).add_text(summary.sku.value_or(""));
    rows_.add_text(summary.fn_sku.value_or("")).add_text(summary.condition.value_or(""));
    rows_.add_text(summary.asin).add_text(summary.name).add_timestamp(summary.updated);
    rows_.add_integer(summary.total);
    for (const auto& quantity : summary.quantities)
      rows_.add_integer(quantity);
    for (const auto& quantity : summary.researching)
      rows_.add_integer(quantity);
    rows_.add_json(summary.stores);
  }

 private:
  const Call& call_;
  const std::string marketplace_;
};

}  // namespace

Task<> sync_inventory(Context& ctx, const Call& call) {
  TimesCursor cursor(call.cursor);
  const std::string marketplace = call.marketplace().id;
  PageReader reader(kShape);
  InventoryListing listing(call, cursor.text());
  co_await ctx.progress(0, 0, "stock at Amazon");
  co_await read_listing(ctx, reader, kRole, listing);
  cursor.set("read_at", call.now);
  co_await ctx.checkpoint(Checkpoint(cursor.text()).complete(Listing("inventory", marketplace)));
}

}  // namespace amazon_seller
