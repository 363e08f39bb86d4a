#include "catalogue/catalog_items.hpp"

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
constexpr size_t kFields = 19;
constexpr size_t kPerCall = 20;
constexpr Duration kAllEvery = std::chrono::hours(24);
constexpr std::string_view kData[] = {"summaries",  "identifiers",   "images",
                                      "salesRanks", "relationships", "productTypes"};

struct CatalogItem {
  Text asin, title, brand, manufacturer, classification, product_type, group, model, part, color, size;
  Text ean, upc, image, rank_group, parent;
  std::optional<int64_t> package_quantity, rank;
  std::string_view raw;
};

// Members that stand once for each marketplace; only one is asked for.
template <class Use>
void for_the_marketplace(Value value, Use&& use) {
  amazon::for_each_element(value, [&](Value entry) { amazon::for_each_member(entry, use); });
}

void read_summary_member(CatalogItem& item, std::string_view key, Value value, ValueReader& values) {
  if (key == "itemName") item.title = values.some_text("summaries.itemName", value);
  if (key == "brand") item.brand = values.some_text("summaries.brand", value);
  if (key == "manufacturer") item.manufacturer = values.some_text("summaries.manufacturer", value);
  if (key == "itemClassification")
    item.classification = values.some_text("summaries.itemClassification", value);
  if (key == "websiteDisplayGroupName")
    item.group = values.some_text("summaries.websiteDisplayGroupName", value);
  if (key == "modelNumber") item.model = values.some_text("summaries.modelNumber", value);
  if (key == "partNumber") item.part = values.some_text("summaries.partNumber", value);
  if (key == "color") item.color = values.some_text("summaries.color", value);
  if (key == "size") item.size = values.some_text("summaries.size", value);
  if (key == "packageQuantity") item.package_quantity = values.integer("summaries.packageQuantity", value);
}

void read_identifiers(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    Text type, identifier;
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key == "identifierType") type = values.text("identifiers.identifierType", value);
      if (key == "identifier") identifier = values.some_text("identifiers.identifier", value);
    });
    if (type == "EAN" && !item.ean) item.ean = identifier;
    if (type == "UPC" && !item.upc) item.upc = identifier;
  });
}

// The first of the main images is the largest.
void read_images(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    Text variant, link;
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key == "variant") variant = values.text("images.variant", value);
      if (key == "link") link = values.some_text("images.link", value);
    });
    if (variant == "MAIN" && !item.image) item.image = link;
  });
}

// Of the display group: there is one for each product, while the ranks of classifications are many.
void read_ranks(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    Text title;
    std::optional<int64_t> rank;
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key == "title") title = values.some_text("salesRanks.title", value);
      if (key == "rank") rank = values.integer("salesRanks.rank", value);
    });
    if (item.rank) return;
    item.rank = rank;
    item.rank_group = title;
  });
}

void read_relationships(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key != "parentAsins") return;
      amazon::for_each_element(value, [&](Value parent) {
        if (!item.parent) item.parent = values.some_text("relationships.parentAsins", parent);
      });
    });
  });
}

CatalogItem read_item(simdjson::ondemand::object record, PageReader& reader) {
  ValueReader& values = reader.values();
  CatalogItem item;
  item.raw = amazon::read_record(record, [&](std::string_view key, Value value) {
    if (key == "asin") {
      item.asin = values.some_text("asin", value);
      reader.name_record(item.asin);
    } else if (key == "summaries" || key == "identifiers" || key == "images" || key == "salesRanks" ||
               key == "relationships" || key == "productTypes") {
      for_the_marketplace(value, [&](std::string_view part, Value content) {
        if (key == "summaries") read_summary_member(item, part, content, values);
        if (part == "identifiers") read_identifiers(item, content, values);
        if (part == "images") read_images(item, content, values);
        if (part == "displayGroupRanks") read_ranks(item, content, values);
        if (part == "relationships") read_relationships(item, content, values);
        if (part == "productType") item.product_type = values.some_text("productTypes.productType", content);
      });
    }
  });
  if (!item.asin) throw Unreadable("the member 'asin' is missing");
  return item;
}

// The items of one batch of ASINs. Amazon leaves out what it does not know.
class BatchListing : public Listed {
 public:
  BatchListing(const Call& call, const AsinBatch& batch)
      : Listed("catalog_items", kFields, std::nullopt),
        call_(call),
        marketplace_(call.marketplace().id),
        batch_(batch) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath);
    url.add("marketplaceIds", marketplace_)
        .add_list("identifiers", batch_.asins)
        .add("identifiersType", "ASIN");
    url.add_list("includedData", kData).add("pageSize", static_cast<int64_t>(kPerCall));
    if (!token.empty()) url.add("pageToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    const CatalogItem item = read_item(record, reader);
    rows_.begin_row(marketplace_, item.raw).add_text(marketplace_).add_text(item.asin).add_text(item.title);
    rows_.add_text(item.brand).add_text(item.manufacturer).add_text(item.classification);
    rows_.add_text(item.product_type).add_text(item.group).add_text(item.model).add_text(item.part);
    rows_.add_text(item.color).add_text(item.size).add_integer(item.package_quantity);
    rows_.add_text(item.ean).add_text(item.upc).add_text(item.image);
    rows_.add_integer(item.rank).add_text(item.rank_group).add_text(item.parent);
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
