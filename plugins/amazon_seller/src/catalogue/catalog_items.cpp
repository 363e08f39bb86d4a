#include "catalogue/catalog_items.hpp"

#include "catalogue/catalog_item.hpp"
#include "catalogue/known_asins.hpp"
#include "pages.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/catalog/2022-04-01/items";
constexpr char kBudget[] = "catalog.search";
constexpr char kRole[] = "Product Listing";
constexpr char kSold[] = "order_items.asin";
constexpr PageShape kShape{"", "items", "pagination", "nextToken", "item"};
constexpr size_t kPerCall = 20;
constexpr Duration kAllEvery = std::chrono::hours(24);
// The items of one batch of ASINs. Amazon leaves out what it does not know.
class BatchListing : public Listed {
 public:
  BatchListing(const Call& call, const AsinBatch& batch)
      : Listed("catalog_items", kCatalogItemFields, std::nullopt),
        call_(call),
        marketplace_(call.marketplace().id),
        batch_(batch) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath);
    url.add("marketplaceIds", marketplace_)
        .add_list("identifiers", batch_.asins)
        .add("identifiersType", "ASIN");
    url.add_list("includedData", kCatalogItemData).add("pageSize", static_cast<int64_t>(kPerCall));
    if (!token.empty()) url.add("pageToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    add_catalog_item(rows_, marketplace_, record, reader);
  }

 private:
  const Call& call_;
  const std::string marketplace_;
  const AsinBatch& batch_;
};

}  // namespace

Task<> sync_catalog_items(Context& ctx, const Call& call) {
  TimesCursor cursor(call.cursor);
  const std::string lines(call.setting(kSold));
  const std::vector<KnownAsin> sold = parse_known(lines);
  const auto all_at = cursor.at("all_at");
  const bool all = !all_at || call.now - *all_at >= kAllEvery;
  if (all) {
    cursor.set("all_at", call.now);
    cursor.forget("read_to");
  }
  const std::vector<AsinBatch> batches = batches_after(sold, cursor.at("read_to"), kPerCall);
  PageReader reader(kShape);
  for (size_t i = 0; i < batches.size(); ++i) {
    co_await ctx.progress(static_cast<int64_t>(i), static_cast<int64_t>(batches.size()),
                          "products that were sold");
    BatchListing listing(call, batches[i]);
    co_await read_listing(ctx, reader, kRole, listing);
    if (batches[i].reached) cursor.set("read_to", *batches[i].reached);
    co_await ctx.checkpoint(cursor.text());
  }
  // What all these calls did not give, Amazon no longer knows.
  Checkpoint point(cursor.text());
  if (all && !sold.empty()) point.complete(Listing("catalog_items", call.marketplace().id));
  co_await ctx.checkpoint(std::move(point));
}

}  // namespace amazon_seller
