#include "entity_lists.hpp"

#include <algorithm>
#include <array>

#include "api.hpp"

namespace amazon_ads {

namespace {

constexpr const char* kActive = "ENABLED,PAUSED";
constexpr const char* kAll = "ENABLED,PAUSED,ARCHIVED";
constexpr const char* kActiveLower = "enabled,paused";
constexpr const char* kAllLower = "enabled,paused,archived";
// Brands keywords and targets wait for a review before they are enabled.
constexpr const char* kActiveReviewed = "enabled,paused,pending";
constexpr const char* kAllReviewed = "enabled,paused,pending,archived";
// Brands negative keywords take one state per request.
constexpr const char* kActiveSingle = "enabled";
constexpr const char* kAllSingle = "enabled;archived";

constexpr int kBrandsPage = 100;  // the maximum of the Brands operations
constexpr int kQueryPage = 100;  // no maximum is published; a page that is shorter than asked for is the last

constexpr Product kSp = Product::sponsored_products;
constexpr Product kSb = Product::sponsored_brands;
constexpr Product kSd = Product::sponsored_display;
constexpr ListStyle kModern = ListStyle::modern;
constexpr ListStyle kBrandsBody = ListStyle::brands_body;
constexpr ListStyle kQuery = ListStyle::query;

using enum EntityStream;

// Sorted by stream, then product.
constexpr EntityList kLists[] = {
    {portfolios, Product::none, kModern, "/portfolios/list", "application/vnd.spPortfolio.v3+json",
     "portfolios", "portfolioId", 0, "", ""},
    {campaigns, kSp, kModern, "/sp/campaigns/list", "application/vnd.spCampaign.v3+json", "campaigns",
     "campaignId", 0, kActive, kAll},
    {campaigns, kSb, kModern, "/sb/v4/campaigns/list", "application/vnd.sbcampaignresource.v4+json",
     "campaigns", "campaignId", kBrandsPage, kActive, kAll},
    {campaigns, kSd, kQuery, "/sd/campaigns/extended", "", "", "campaignId", kQueryPage, kActiveLower,
     kAllLower},
    {ad_groups, kSp, kModern, "/sp/adGroups/list", "application/vnd.spAdGroup.v3+json", "adGroups",
     "adGroupId", 0, kActive, kAll},
    {ad_groups, kSb, kModern, "/sb/v4/adGroups/list", "application/vnd.sbadgroupresource.v4+json", "adGroups",
     "adGroupId", kBrandsPage, kActive, kAll},
    {ad_groups, kSd, kQuery, "/sd/adGroups/extended", "", "", "adGroupId", kQueryPage, kActiveLower,
     kAllLower},
    {ads, kSp, kModern, "/sp/productAds/list", "application/vnd.spProductAd.v3+json", "productAds", "adId", 0,
     kActive, kAll},
    {ads, kSb, kModern, "/sb/v4/ads/list", "application/vnd.sbadresource.v4+json", "ads", "adId", kBrandsPage,
     kActive, kAll},
    {ads, kSd, kQuery, "/sd/productAds/extended", "", "", "adId", kQueryPage, kActiveLower, kAllLower},
    {keywords, kSp, kModern, "/sp/keywords/list", "application/vnd.spKeyword.v3+json", "keywords",
     "keywordId", 0, kActive, kAll},
    {keywords, kSb, kQuery, "/sb/keywords", "application/vnd.sbkeyword.v3.2+json", "", "keywordId",
     kQueryPage, kActiveReviewed, kAllReviewed},
    {targets, kSp, kModern, "/sp/targets/list", "application/vnd.spTargetingClause.v3+json",
     "targetingClauses", "targetId", 0, kActive, kAll},
    {targets, kSb, kBrandsBody, "/sb/targets/list", "application/vnd.sblisttargetsresponse.v3.2+json",
     "targets", "targetId", kBrandsPage, kActiveReviewed, kAllReviewed},
    {targets, kSd, kQuery, "/sd/targets/extended", "", "", "targetId", kQueryPage, kActiveLower, kAllLower},
    {negative_keywords, kSp, kModern, "/sp/negativeKeywords/list",
     "application/vnd.spNegativeKeyword.v3+json", "negativeKeywords", "keywordId", 0, kActive, kAll},
    {negative_keywords, kSp, kModern, "/sp/campaignNegativeKeywords/list",
     "application/vnd.spCampaignNegativeKeyword.v3+json", "campaignNegativeKeywords", "keywordId", 0, kActive,
     kAll, true},
    {negative_keywords, kSb, kQuery, "/sb/negativeKeywords", "application/vnd.sbnegativekeyword.v3.2+json",
     "", "keywordId", kQueryPage, kActiveSingle, kAllSingle},
    {negative_targets, kSp, kModern, "/sp/negativeTargets/list",
     "application/vnd.spNegativeTargetingClause.v3+json", "negativeTargetingClauses", "targetId", 0, kActive,
     kAll},
    {negative_targets, kSp, kModern, "/sp/campaignNegativeTargets/list",
     "application/vnd.spCampaignNegativeTargetingClause.v3+json", "campaignNegativeTargetingClauses",
     "targetId", 0, kActive, kAll, true},
    {negative_targets, kSb, kBrandsBody, "/sb/negativeTargets/list",
     "application/vnd.sblistnegativetargetsresponse.v3.2+json", "negativeTargets", "targetId", kBrandsPage,
     kActiveReviewed, kAllReviewed},
    {negative_targets, kSd, kQuery, "/sd/negativeTargets/extended", "", "", "targetId", kQueryPage,
     kActiveLower, kAllLower},
};

std::string quoted_list(std::string_view words) {
  std::string out;
  while (!words.empty()) {
    const size_t comma = words.find(',');
    out += (out.empty() ? "" : ",") + json_text(words.substr(0, comma));
    words.remove_prefix(comma == std::string_view::npos ? words.size() : comma + 1);
  }
  return '[' + out + ']';
}

std::string body_of(const EntityList& list, std::string_view states, const PagePosition& position) {
  std::string body;
  const auto add = [&](const std::string& member) { body += (body.empty() ? "{" : ",") + member; };
  if (list.style == ListStyle::modern) add("\"includeExtendedDataFields\":true");
  if (!states.empty()) {
    add(list.style == ListStyle::modern
            ? "\"stateFilter\":{\"include\":" + quoted_list(states) + "}"
            : "\"filters\":[{\"filterType\":\"TARGETING_STATE\",\"values\":" + quoted_list(states) + "}]");
  }
  if (list.page_size != 0) add("\"maxResults\":" + std::to_string(list.page_size));
  if (!position.token.empty()) add("\"nextToken\":" + json_text(position.token));
  return body + "}";
}

}  // namespace

std::span<const EntityList> lists_of(EntityStream stream) {
  const auto range = std::ranges::equal_range(kLists, stream, {}, &EntityList::stream);
  return {range.begin(), range.end()};
}

std::vector<std::string_view> state_requests(std::string_view states) {
  std::vector<std::string_view> result;
  while (true) {
    const size_t end = states.find(';');
    result.push_back(states.substr(0, end));
    if (end == std::string_view::npos) return result;
    states.remove_prefix(end + 1);
  }
}

mooring::HttpRequest page_request(const EntityList& list, const std::string& api_base,
                                  const std::string& profile_id, std::string_view states,
                                  const PagePosition& position) {
  using mooring::HttpRequest;
  const std::string accept = *list.media_type == '\0' ? "application/json" : list.media_type;
  if (list.style == ListStyle::query) {
    mooring::Url url(api_base, list.path);
    url.add("startIndex", position.start_index).add("count", list.page_size).add("stateFilter", states);
    return for_profile(HttpRequest::get(url).with_header("accept", accept), profile_id, kListsBudget);
  }
  const std::string content_type = list.style == ListStyle::modern ? accept : "application/json";
  return for_profile(HttpRequest::post(api_base + list.path, body_of(list, states, position), content_type)
                         .with_header("accept", accept),
                     profile_id, kListsBudget);
}

std::string_view id_of(EntityStream stream) {
  static constexpr std::array<std::string_view, 8> kIds = {
      "portfolios", "campaigns", "ad_groups",         "ads",
      "keywords",   "targets",   "negative_keywords", "negative_targets"};
  return kIds[static_cast<size_t>(stream)];
}

}  // namespace amazon_ads
