#include "catalogue/listing_search.hpp"

#include "catalogue/listed_item.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/listings/2021-08-01/items/";
constexpr char kBudget[] = "listings.search";
constexpr char kRole[] = "Product Listing";
constexpr char kStream[] = "listing_changes";
constexpr int64_t kPageSize = 20;

}  // namespace

ListingSearch::ListingSearch(const Call& call, const ListingFilter& filter, std::string cursor,
                             ListingHashes* seen)
    : Listed(kStream, kListedItemFields, std::move(cursor)),
      call_(call),
      marketplace_(call.marketplace().id),
      filter_(filter),
      seen_(seen) {}

HttpRequest ListingSearch::request(const std::string& token) const {
  Url url(call_.api_base, kPath + url_encode(call_.account_id));
  url.add("marketplaceIds", marketplace_).add_list("includedData", kListedItemData);
  url.add("lastUpdatedAfter", format_time(filter_.from));
  url.add("lastUpdatedBefore", format_time(filter_.until));
  if (filter_.created_from) url.add("createdAfter", format_time(*filter_.created_from));
  if (filter_.created_until) url.add("createdBefore", format_time(*filter_.created_until));
  if (filter_.is_buyable) url.add(*filter_.is_buyable ? "withStatus" : "withoutStatus", "BUYABLE");
  // What was changed at one moment has no order by that moment.
  url.add("sortBy", filter_.is_cut ? "sku" : "lastUpdatedDate");
  url.add("sortOrder", filter_.from_last ? "DESC" : "ASC").add("pageSize", kPageSize);
  if (!token.empty()) url.add("pageToken", token);
  return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
}

void ListingSearch::take(simdjson::ondemand::object record, PageReader& reader) {
  const std::string_view sku = add_listed_item(rows_, marketplace_, record, reader);
  if (seen_) seen_->insert(std::hash<std::string_view>()(sku));
}

bool ListingSearch::goes_on(const Page& page, size_t records) {
  total_ = page.total.value_or(0);
  if (filter_.is_cut) return static_cast<int64_t>(records) < kListingsPagedMax;
  return total_ <= kListingsPagedMax;
}

Task<ListingEnd> read_listings(Context& ctx, PageReader& reader, ListingSearch& search) {
  co_return co_await read_listing(ctx, reader, kRole, search);
}

}  // namespace amazon_seller
