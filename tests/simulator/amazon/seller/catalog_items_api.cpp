// Catalog Items 2022-04-01 (search by identifiers).
#include <algorithm>

#include "arguments.hpp"
#include "seller/catalogue.hpp"
#include "seller/catalogue_question.hpp"
#include "seller/oracle.hpp"
#include "seller/page_tokens.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr std::string_view kCatalogData[] = {"attributes", "classifications", "dimensions",    "identifiers",
                                             "images",     "productTypes",    "relationships", "salesRanks",
                                             "summaries",  "vendorDetails"};

std::string tenths(int64_t value) {
  return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

// A box weighs a tenth of a pound.
std::string package_weight(const CatalogFact& fact) {
  return money_text(fact.weight + 10, 2);
}

std::string dimension(std::string_view unit, const std::string& value) {
  return "{\"unit\":" + json_text(unit) + ",\"value\":" + value + "}";
}

std::string item_dimensions(const CatalogFact& fact) {
  return "{\"height\":" + dimension("inches", tenths(fact.height)) +
         ",\"length\":" + dimension("inches", tenths(fact.length)) +
         ",\"weight\":" + dimension("pounds", money_text(fact.weight, 2)) +
         ",\"width\":" + dimension("inches", tenths(fact.width)) + "}";
}

std::string browse_node(const CatalogFact& fact) {
  return "{\"displayName\":" + json_text(fact.browse_node) +
         ",\"classificationId\":" + json_text(fact.browse_node_id) + "}";
}

std::string classifications(const CatalogFact& fact) {
  return "[{\"displayName\":" + json_text(fact.browse_node) +
         ",\"classificationId\":" + json_text(fact.browse_node_id) +
         ",\"parent\":{\"displayName\":" + json_text(fact.group) + ",\"classificationId\":\"172282\"}}]";
}

// The best stands last.
std::string classification_ranks(const CatalogFact& fact) {
  return "[{\"classificationId\":\"172282\",\"title\":" + json_text(fact.group) +
         ",\"rank\":" + std::to_string(fact.wider_rank) +
         "},{\"classificationId\":" + json_text(fact.browse_node_id) +
         ",\"title\":" + json_text(fact.browse_node) + ",\"rank\":" + std::to_string(fact.category_rank) +
         "}]";
}

std::string catalog_json(const CatalogFact& fact, const CatalogueQuestion& question) {
  const std::string marketplace = "{\"marketplaceId\":" + json_text(question.marketplace->id);
  std::string body = "{\"asin\":" + json_text(fact.product->asin);
  if (question.wants("identifiers"))
    body += ",\"identifiers\":[" + marketplace +
            ",\"identifiers\":[{\"identifierType\":\"EAN\",\"identifier\":" + json_text(fact.ean) + "}]}]";
  if (question.wants("images"))
    body += ",\"images\":[" + marketplace +
            ",\"images\":[{\"variant\":\"MAIN\",\"link\":" + json_text(image_of(*fact.product)) +
            ",\"height\":1000,\"width\":1000}]}]";
  if (question.wants("productTypes"))
    body += ",\"productTypes\":[" + marketplace + ",\"productType\":" + json_text(fact.product_type) + "}]";
  if (question.wants("salesRanks"))
    body += ",\"salesRanks\":[" + marketplace + ",\"classificationRanks\":" + classification_ranks(fact) +
            ",\"displayGroupRanks\":[{\"websiteDisplayGroup\":\"a_display_on_website\",\"title\":" +
            json_text(fact.group) + ",\"rank\":" + std::to_string(fact.rank) + "}]}]";
  if (question.wants("summaries"))
    body += ",\"summaries\":[" + marketplace + ",\"brand\":" + json_text(fact.brand) +
            ",\"itemName\":" + json_text(fact.product->title) +
            ",\"itemClassification\":\"BASE_PRODUCT\",\"manufacturer\":" + json_text(fact.brand) +
            ",\"packageQuantity\":1,\"releaseDate\":" + json_text(fact.release_date) +
            (fact.style.empty() ? "" : ",\"style\":" + json_text(fact.style)) +
            ",\"browseClassification\":" + browse_node(fact) +
            ",\"websiteDisplayGroupName\":" + json_text(fact.group) + "}]";
  if (question.wants("classifications"))
    body += ",\"classifications\":[" + marketplace + ",\"classifications\":" + classifications(fact) + "}]";
  if (question.wants("dimensions"))
    body += ",\"dimensions\":[" + marketplace + ",\"item\":" + item_dimensions(fact) +
            ",\"package\":{\"weight\":" + dimension("pounds", package_weight(fact)) + "}}]";
  return body + "}";
}

void tell_dimensions(OracleRow& row, const CatalogFact& fact) {
  const auto tell = [&](const std::string& name, const std::string& value, std::string_view unit) {
    row.text_or_null(name, value);
    row.text_or_null(name + "_unit", unit);
  };
  tell("item_length", tenths(fact.length), "inches");
  tell("item_width", tenths(fact.width), "inches");
  tell("item_height", tenths(fact.height), "inches");
  tell("item_weight", money_text(fact.weight, 2), "pounds");
  for (const char* name : {"package_length", "package_width", "package_height"})
    tell(name, "", "");
  tell("package_weight", package_weight(fact), "pounds");
}

}  // namespace

Reply search_catalog(const Call& call) {
  const CatalogueQuestion question = read_catalogue_question(call, kCatalogData);
  if (!question.wrong.empty()) return invalid_input(call, question.wrong);
  const auto identifiers = list_of(call.request.query, "identifiers");
  if (identifiers.empty()) return invalid_input(call, "Either keywords or identifiers must be given.");
  if (identifiers.size() > kCataloguePageMax)
    return invalid_input(call, "identifiers takes at most 20 values.");
  if (call.query("identifiersType") != "ASIN")
    return invalid_input(call, "identifiersType: only ASIN is simulated.");
  const auto spot = spot_of(call, "pageToken", kCatalogueTokenLife_us);
  if (!spot) return invalid_input(call, "pageToken is invalid or has expired.");
  std::vector<CatalogFact> found;
  for (const std::string& asin : identifiers)
    if (auto fact = catalog_item(asin, *question.marketplace, spot->snapshot_us))
      found.push_back(std::move(*fact));
  const size_t first = std::min(spot->offset, found.size()),
               end = std::min(first + question.page_size, found.size());
  std::string body = "{\"numberOfResults\":" + std::to_string(found.size()) + ",\"items\":[";
  for (size_t i = first; i < end; ++i)
    body += (i > first ? "," : "") + catalog_json(found[i], question);
  body += ']';
  if (end < found.size())
    body += ",\"pagination\":{\"nextToken\":" +
            json_text(page_token(call, "pageToken", {end, spot->snapshot_us, false})) + "}";
  return json_reply(200, body + "}");
}

// Every ASIN that was ordered until as_of, as the catalog has it then.
void tell_catalog_items(const OracleQuery& query, std::string& out) {
  std::vector<std::pair<const Marketplace*, int>> sold;
  const auto [first, last] = query.book.index_range(query.book.opening_us(), query.as_of_us);
  for (int64_t index = first; index <= last; ++index) {
    const auto order = query.book.order(index, query.as_of_us);
    if (!order || !order->is_amazon() || !query.wants(order->marketplace().id)) continue;
    for (const Item& item : order->items) {
      const std::pair entry(&order->marketplace(), item.product);
      if (std::find(sold.begin(), sold.end(), entry) == sold.end()) sold.push_back(entry);
    }
  }
  for (const auto& [marketplace, number] : sold) {
    const auto fact =
        catalog_item(products()[static_cast<size_t>(number)].asin, *marketplace, query.as_of_us);
    OracleRow row(out, "catalog_items");
    row.text("marketplace_id", marketplace->id);
    row.text("asin", fact->product->asin);
    row.text("title", fact->product->title);
    row.text("brand", fact->brand);
    row.text("manufacturer", fact->brand);
    row.text("classification", "BASE_PRODUCT");
    row.text("product_type", fact->product_type);
    row.text("display_group", fact->group);
    row.null("model_number");
    row.null("part_number");
    row.null("color");
    row.null("size");
    row.text_or_null("style", fact->style);
    row.text("release_date", fact->release_date);
    row.number("package_quantity", 1);
    row.text("ean", fact->ean);
    row.null("upc");
    row.text("image_url", image_of(*fact->product));
    row.number("sales_rank", fact->rank);
    row.text("sales_rank_group", fact->group);
    row.null("parent_asin");
    row.text("browse_node_id", fact->browse_node_id);
    row.text("browse_node", fact->browse_node);
    row.raw("classifications", classifications(*fact));
    row.number("classification_rank", fact->category_rank);
    row.text("classification_rank_title", fact->browse_node);
    row.raw("classification_ranks", classification_ranks(*fact));
    tell_dimensions(row, *fact);
  }
}

}  // namespace mooring::amazon_simulator::seller
