// Listings Items 2021-08-01 (search). Of what a search finds at most a thousand can be paged through.
#include <algorithm>

#include "arguments.hpp"
#include "base/text.hpp"
#include "seller/catalogue.hpp"
#include "seller/catalogue_question.hpp"
#include "seller/oracle.hpp"
#include "seller/page_tokens.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr size_t kPagedMax = 1000;
constexpr std::string_view kListingData[] = {
    "summaries",   "attributes",    "issues",      "offers", "fulfillmentAvailability",
    "procurement", "relationships", "productTypes"};

std::string time_json(int64_t us) {
  return json_text(host::format_time(host::from_unix_us(us)));
}

std::string listing_summary(const ListingFact& fact, const Marketplace& marketplace) {
  std::string status = fact.buyable ? "\"BUYABLE\"" : "";
  if (fact.discoverable) status += std::string(status.empty() ? "" : ",") + "\"DISCOVERABLE\"";
  return "{\"marketplaceId\":" + json_text(marketplace.id) + ",\"asin\":" + json_text(fact.product->asin) +
         ",\"productType\":\"PRODUCT\",\"conditionType\":" + json_text(fact.condition) + ",\"status\":[" +
         status + "]" + (fact.fn_sku.empty() ? "" : ",\"fnSku\":" + json_text(fact.fn_sku)) +
         ",\"itemName\":" + json_text(fact.product->title) +
         ",\"createdDate\":" + time_json(fact.created_us) +
         ",\"lastUpdatedDate\":" + time_json(fact.updated_us) +
         ",\"mainImage\":{\"link\":" + json_text(image_of(*fact.product)) +
         ",\"height\":1000,\"width\":1000}}";
}

std::string offer_json(std::string_view type, int64_t price, int64_t points, const Marketplace& marketplace) {
  return "{\"marketplaceId\":" + json_text(marketplace.id) + ",\"offerType\":" + json_text(type) +
         ",\"price\":{\"amount\":\"" + money_text(price, marketplace.currency_digits) +
         "\",\"currencyCode\":" + json_text(marketplace.currency) + "}" +
         (points == 0 ? "" : ",\"points\":{\"pointsNumber\":" + std::to_string(points) + "}") + "}";
}

std::string listing_json(const ListingFact& fact, const CatalogueQuestion& question) {
  const Marketplace& marketplace = *question.marketplace;
  std::string body = "{\"sku\":" + json_text(fact.sku);
  if (question.wants("summaries")) body += ",\"summaries\":[" + listing_summary(fact, marketplace) + "]";
  if (question.wants("offers")) {
    body += ",\"offers\":[" + offer_json("B2C", fact.price, fact.points, marketplace) +
            (fact.business_price == 0 ? "" : "," + offer_json("B2B", fact.business_price, 0, marketplace)) +
            "]";
  }
  if (question.wants("fulfillmentAvailability")) {
    body += fact.by_amazon
                ? ",\"fulfillmentAvailability\":[{\"fulfillmentChannelCode\":\"AMAZON_NA\"}]"
                : ",\"fulfillmentAvailability\":[{\"fulfillmentChannelCode\":\"DEFAULT\",\"quantity\":" +
                      std::to_string(fact.quantity) + "}]";
  }
  if (question.wants("issues")) {
    body += ",\"issues\":[";
    if (!fact.issue.empty())
      body += "{\"code\":" + json_text(fact.issue_code) + ",\"message\":" + json_text(fact.issue) +
              ",\"severity\":" + json_text(fact.issue_severity) + ",\"categories\":[\"INVALID_IMAGE\"]}";
    body += ']';
  }
  return body + "}";
}

bool has_states(const ListingFact& fact, const std::vector<std::string>& states, bool wanted) {
  return std::all_of(states.begin(), states.end(), [&](const std::string& state) {
    return (state == "BUYABLE" ? fact.buyable : fact.discoverable) == wanted;
  });
}

}  // namespace

Reply search_listings(const Call& call) {
  const CatalogueQuestion question = read_catalogue_question(call, kListingData);
  if (!question.wrong.empty()) return invalid_input(call, question.wrong);
  if (call.parameter != call.seller.id)
    return call.error(403, "Unauthorized", "Access to requested resource is denied.");
  const auto after = time_of(call, "lastUpdatedAfter"), before = time_of(call, "lastUpdatedBefore");
  if (!after) return invalid_input(call, after.error().message);
  if (!before) return invalid_input(call, before.error().message);
  const auto created_after = time_of(call, "createdAfter"), created_before = time_of(call, "createdBefore");
  if (!created_after) return invalid_input(call, created_after.error().message);
  if (!created_before) return invalid_input(call, created_before.error().message);
  const auto with = list_of(call.request.query, "withStatus"),
             without = list_of(call.request.query, "withoutStatus");
  for (const auto* list : {&with, &without})
    for (const std::string& state : *list)
      if (state != "BUYABLE" && state != "DISCOVERABLE")
        return invalid_input(call, "withStatus, withoutStatus: unknown value " + host::clean_line(state, 40));
  const std::string sort = call.query("sortBy"), order = call.query("sortOrder");
  if (!sort.empty() && sort != "sku" && sort != "createdDate" && sort != "lastUpdatedDate")
    return invalid_input(call, "sortBy: unknown value");
  const auto spot = spot_of(call, "pageToken", kCatalogueTokenLife_us);
  if (!spot) return invalid_input(call, "pageToken is invalid or has expired.");
  std::vector<ListingFact> found;
  for (ListingFact& fact : listings_of(call.seller, *question.marketplace, spot->snapshot_us)) {
    if (*after && fact.updated_us < **after) continue;
    if (*before && fact.updated_us > **before) continue;
    if (*created_after && fact.created_us < **created_after) continue;
    if (*created_before && fact.created_us > **created_before) continue;
    if (!has_states(fact, with, true) || !has_states(fact, without, false)) continue;
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
      fact.points == 0 ? row.null("points") : row.number("points", fact.points);
      row.text("fulfillment_channel", fact.by_amazon ? "AMAZON_NA" : "DEFAULT");
      fact.by_amazon ? row.null("quantity") : row.number("quantity", fact.quantity);
      row.number("issue_count", fact.issue.empty() ? 0 : 1);
      row.number("error_count", fact.issue_severity == "ERROR" ? 1 : 0);
      row.text_or_null("first_issue", fact.issue);
      row.text_or_null("first_issue_code", fact.issue_code);
      row.text_or_null("first_issue_severity", fact.issue_severity);
      row.text("main_image_url", image_of(*fact.product));
    }
  }
}

}  // namespace mooring::amazon_simulator::seller
