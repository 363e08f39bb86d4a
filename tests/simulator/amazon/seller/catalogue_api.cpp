// Listings Items 2021-08-01 (search) and Catalog Items 2022-04-01 (search by identifiers). Of a search for listings at most a
// thousand can be paged through.
#include <algorithm>
#include <charconv>

#include "arguments.hpp"
#include "base/text.hpp"
#include "seller/catalogue.hpp"
#include "seller/oracle.hpp"
#include "seller/page_tokens.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kTokenLife_us = 3'600'000'000;
constexpr size_t kPagedMax = 1000;
constexpr size_t kPageSizeMax = 20;
constexpr std::string_view kListingData[] = {
    "summaries",   "attributes",    "issues",      "offers", "fulfillmentAvailability",
    "procurement", "relationships", "productTypes"};
constexpr std::string_view kCatalogData[] = {"attributes", "classifications", "dimensions",    "identifiers",
                                             "images",     "productTypes",    "relationships", "salesRanks",
                                             "summaries",  "vendorDetails"};

std::string time_json(int64_t us) {
  return json_text(host::format_time(host::from_unix_us(us)));
}

bool holds(const std::vector<std::string>& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

struct Question {
  const Marketplace* marketplace = nullptr;
  std::vector<std::string> data{};
  size_t page_size = 10;
  std::string wrong{};
};

template <size_t kCount>
Question read_question(const Call& call, const std::string_view (&known)[kCount]) {
  Question question;
  const auto refuse = [](std::string why) { return Question{nullptr, {}, 0, std::move(why)}; };
  const auto ids = list_of(call.request.query, "marketplaceIds");
  if (ids.size() != 1) return refuse("Exactly one marketplaceId must be given.");
  question.marketplace = find_marketplace(ids.front());
  if (!question.marketplace || question.marketplace->region != call.seller.region)
    return refuse("marketplaceIds: not a marketplace of this region.");
  question.data = list_of(call.request.query, "includedData");
  for (const std::string& name : question.data)
    if (std::find(std::begin(known), std::end(known), name) == std::end(known))
      return refuse("includedData: unknown value " + host::clean_line(name, 40));
  if (question.data.empty()) question.data = {"summaries"};
  if (const std::string text = call.query("pageSize"); !text.empty()) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), question.page_size);
    if (read.ec != std::errc() || question.page_size < 1 || question.page_size > kPageSizeMax)
      return refuse("pageSize takes 1 to 20.");
  }
  return question;
}

std::string listing_summary(const ListingFact& fact, const Marketplace& marketplace) {
  std::string status = fact.buyable ? "\"BUYABLE\"" : "";
  if (fact.discoverable) status += std::string(status.empty() ? "" : ",") + "\"DISCOVERABLE\"";
  return "{\"marketplaceId\":" + json_text(marketplace.id) + ",\"asin\":" + json_text(fact.product->asin) +
         ",\"productType\":\"PRODUCT\",\"conditionType\":" + json_text(fact.condition) + ",\"status\":[" +
         status + "]" + (fact.fn_sku.empty() ? "" : ",\"fnSku\":" + json_text(fact.fn_sku)) +
         ",\"itemName\":" + json_text(fact.product->title) +
         ",\"createdDate\":" + time_json(fact.created_us) +
         ",\"lastUpdatedDate\":" + time_json(fact.updated_us) + "}";
}

std::string offer_json(std::string_view type, int64_t price, const Marketplace& marketplace) {
  return "{\"marketplaceId\":" + json_text(marketplace.id) + ",\"offerType\":" + json_text(type) +
         ",\"price\":{\"amount\":\"" + money_text(price, marketplace.currency_digits) +
         "\",\"currencyCode\":" + json_text(marketplace.currency) + "}}";
}

std::string listing_json(const ListingFact& fact, const Question& question) {
  const Marketplace& marketplace = *question.marketplace;
  std::string body = "{\"sku\":" + json_text(fact.sku);
  if (holds(question.data, "summaries"))
    body += ",\"summaries\":[" + listing_summary(fact, marketplace) + "]";
  if (holds(question.data, "offers")) {
    body += ",\"offers\":[" + offer_json("B2C", fact.price, marketplace) +
            (fact.business_price == 0 ? "" : "," + offer_json("B2B", fact.business_price, marketplace)) + "]";
  }
  if (holds(question.data, "fulfillmentAvailability")) {
    body += fact.by_amazon
                ? ",\"fulfillmentAvailability\":[{\"fulfillmentChannelCode\":\"AMAZON_NA\"}]"
                : ",\"fulfillmentAvailability\":[{\"fulfillmentChannelCode\":\"DEFAULT\",\"quantity\":" +
                      std::to_string(fact.quantity) + "}]";
  }
  if (holds(question.data, "issues")) {
    body += ",\"issues\":[";
    if (!fact.issue.empty())
      body += "{\"code\":\"18027\",\"message\":" + json_text(fact.issue) +
              ",\"severity\":\"WARNING\",\"categories\":[\"INVALID_IMAGE\"]}";
    body += ']';
  }
  return body + "}";
}

std::string catalog_json(const CatalogFact& fact, const Question& question) {
  const std::string marketplace = "{\"marketplaceId\":" + json_text(question.marketplace->id);
  std::string body = "{\"asin\":" + json_text(fact.product->asin);
  if (holds(question.data, "identifiers"))
    body += ",\"identifiers\":[" + marketplace +
            ",\"identifiers\":[{\"identifierType\":\"EAN\",\"identifier\":" + json_text(fact.ean) + "}]}]";
  if (holds(question.data, "images"))
    body += ",\"images\":[" + marketplace +
            ",\"images\":[{\"variant\":\"MAIN\",\"link\":\"https://m.media-amazon.com/images/I/" +
            std::string(fact.product->asin) + ".jpg\",\"height\":1000,\"width\":1000}]}]";
  if (holds(question.data, "productTypes"))
    body += ",\"productTypes\":[" + marketplace + ",\"productType\":" + json_text(fact.product_type) + "}]";
  if (holds(question.data, "salesRanks"))
    body += ",\"salesRanks\":[" + marketplace +
            ",\"displayGroupRanks\":[{\"websiteDisplayGroup\":\"a_display_on_website\",\"title\":" +
            json_text(fact.group) + ",\"rank\":" + std::to_string(fact.rank) + "}]}]";
  if (holds(question.data, "summaries"))
    body += ",\"summaries\":[" + marketplace + ",\"brand\":" + json_text(fact.brand) +
            ",\"itemName\":" + json_text(fact.product->title) +
            ",\"itemClassification\":\"BASE_PRODUCT\",\"manufacturer\":" + json_text(fact.brand) +
            ",\"packageQuantity\":1,\"websiteDisplayGroupName\":" + json_text(fact.group) + "}]";
  return body + "}";
}

}  // namespace

Reply search_listings(const Call& call) {
  const Question question = read_question(call, kListingData);
  if (!question.wrong.empty()) return invalid_input(call, question.wrong);
  if (call.parameter != call.seller.id)
    return call.error(403, "Unauthorized", "Access to requested resource is denied.");
  const auto after = time_of(call, "lastUpdatedAfter"), before = time_of(call, "lastUpdatedBefore");
  if (!after) return invalid_input(call, after.error().message);
  if (!before) return invalid_input(call, before.error().message);
  const std::string sort = call.query("sortBy"), order = call.query("sortOrder");
  if (!sort.empty() && sort != "sku" && sort != "createdDate" && sort != "lastUpdatedDate")
    return invalid_input(call, "sortBy: unknown value");
  const auto spot = spot_of(call, "pageToken", kTokenLife_us);
  if (!spot) return invalid_input(call, "pageToken is invalid or has expired.");
  std::vector<ListingFact> found;
  for (ListingFact& fact : listings_of(call.seller, *question.marketplace, spot->snapshot_us)) {
    if (*after && fact.updated_us < **after) continue;
    if (*before && fact.updated_us > **before) continue;
    found.push_back(std::move(fact));
  }
  std::sort(found.begin(), found.end(), [&](const ListingFact& a, const ListingFact& b) {
    const auto key = [&](const ListingFact& fact) {
      return std::pair(sort == "lastUpdatedDate" ? fact.updated_us
                       : sort == "createdDate"   ? fact.created_us
                                                 : 0,
                       std::string_view(fact.sku));
    };
    return order == "DESC" || (order.empty() && sort != "sku") ? key(b) < key(a) : key(a) < key(b);
  });
  const size_t last = std::min(found.size(), kPagedMax);
  const size_t first = std::min(spot->offset, last), end = std::min(first + question.page_size, last);
  std::string body = "{\"numberOfResults\":" + std::to_string(found.size()) + ",\"items\":[";
  for (size_t i = first; i < end; ++i)
    body += (i > first ? "," : "") + listing_json(found[i], question);
  body += ']';
  if (end < last)
    body += ",\"pagination\":{\"nextToken\":" +
            json_text(page_token(call, "pageToken", {end, spot->snapshot_us, false})) + "}";
  return json_reply(200, body + "}");
}

Reply search_catalog(const Call& call) {
  const Question question = read_question(call, kCatalogData);
  if (!question.wrong.empty()) return invalid_input(call, question.wrong);
  const auto identifiers = list_of(call.request.query, "identifiers");
  if (identifiers.empty()) return invalid_input(call, "Either keywords or identifiers must be given.");
  if (identifiers.size() > kPageSizeMax) return invalid_input(call, "identifiers takes at most 20 values.");
  if (call.query("identifiersType") != "ASIN")
    return invalid_input(call, "identifiersType: only ASIN is simulated.");
  const auto spot = spot_of(call, "pageToken", kTokenLife_us);
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

// Listings whose last change lies in [since, until].
void tell_listing_changes(const OracleQuery& query, std::string& out) {
  for (const Participation& participation : query.seller.participations) {
    const Marketplace& marketplace = *participation.marketplace;
    if (&marketplace == &pseudo_marketplace() || !query.wants(marketplace.id)) continue;
    for (const ListingFact& fact : listings_of(query.seller, marketplace, query.as_of_us)) {
      if (fact.updated_us < query.since_us || fact.updated_us > query.until_us) continue;
      OracleRow row(out, "listing_changes");
      row.text("marketplace_id", marketplace.id);
      row.text("sku", fact.sku);
      row.time("updated_at", fact.updated_us);
      row.time("created_at", fact.created_us);
      row.text("asin", fact.product->asin);
      row.text_or_null("fn_sku", fact.fn_sku);
      row.text("title", fact.product->title);
      row.text("product_type", "PRODUCT");
      row.text("condition", fact.condition);
      row.raw("is_buyable", fact.buyable ? "true" : "false");
      row.raw("is_discoverable", fact.discoverable ? "true" : "false");
      row.text("price", money_text(fact.price, marketplace.currency_digits));
      row.text("price_currency", marketplace.currency);
      for (const std::string_view name : {"business_price", "business_price_currency"}) {
        if (fact.business_price == 0)
          row.null(name);
        else
          row.text(name, name == "business_price"
                             ? money_text(fact.business_price, marketplace.currency_digits)
                             : std::string(marketplace.currency));
      }
      row.text("fulfillment_channel", fact.by_amazon ? "AMAZON_NA" : "DEFAULT");
      fact.by_amazon ? row.null("quantity") : row.number("quantity", fact.quantity);
      row.number("issue_count", fact.issue.empty() ? 0 : 1);
      row.text_or_null("first_issue", fact.issue);
    }
  }
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
    row.number("package_quantity", 1);
    row.text("ean", fact->ean);
    row.null("upc");
    row.text("image_url", "https://m.media-amazon.com/images/I/" + std::string(fact->product->asin) + ".jpg");
    row.number("sales_rank", fact->rank);
    row.text("sales_rank_group", fact->group);
    row.null("parent_asin");
  }
}

}  // namespace mooring::amazon_simulator::seller
