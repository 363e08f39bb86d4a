#include "ads/report_types.hpp"

#include <algorithm>
#include <array>

namespace mooring::amazon_simulator::ads {
namespace {

const std::vector<ReportType>& types() {
  static const std::vector<ReportType> kTypes = {
      {"spCampaigns", "SPONSORED_PRODUCTS", Product::sp, 95, {"campaign", "adGroup", "campaignPlacement"}},
      {"spTargeting", "SPONSORED_PRODUCTS", Product::sp, 95, {"targeting"}},
      {"spSearchTerm", "SPONSORED_PRODUCTS", Product::sp, 95, {"searchTerm"}},
      {"spAdvertisedProduct", "SPONSORED_PRODUCTS", Product::sp, 95, {"advertiser"}},
      {"sbCampaigns", "SPONSORED_BRANDS", Product::sb, 60, {"campaign"}},
      {"sbAdGroup", "SPONSORED_BRANDS", Product::sb, 60, {"adGroup"}},
      {"sbTargeting", "SPONSORED_BRANDS", Product::sb, 60, {"targeting"}},
      {"sbSearchTerm", "SPONSORED_BRANDS", Product::sb, 60, {"searchTerm"}},
      {"sbCampaignPlacement", "SPONSORED_BRANDS", Product::sb, 60, {"campaignPlacement"}},
      {"sdCampaigns", "SPONSORED_DISPLAY", Product::sd, 65, {"campaign"}},
      {"sdAdGroup", "SPONSORED_DISPLAY", Product::sd, 65, {"adGroup"}},
      {"sdTargeting", "SPONSORED_DISPLAY", Product::sd, 65, {"targeting"}},
      {"sdAdvertisedProduct", "SPONSORED_DISPLAY", Product::sd, 65, {"advertiser"}},
  };
  return kTypes;
}

constexpr std::string_view kTimes = "date startDate endDate";
constexpr std::string_view kSpMetrics =
    "impressions clicks cost costPerClick clickThroughRate addToList qualifiedBorrows "
    "royaltyQualifiedBorrows "
    "kindleEditionNormalizedPagesRead14d kindleEditionNormalizedPagesRoyalties14d";
// Each with 1d, 7d, 14d and 30d.
constexpr std::array<std::string_view, 6> kSpWindowed = {
    "purchases", "purchasesSameSku",       "unitsSoldClicks",
    "sales",     "attributedSalesSameSku", "unitsSoldSameSku"};
constexpr std::string_view kSpRatios =
    "salesOtherSku7d unitsSoldOtherSku7d acosClicks7d acosClicks14d roasClicks7d roasClicks14d";
constexpr std::string_view kSpCampaign =
    "campaignName campaignId campaignStatus campaignBudgetAmount campaignBudgetType "
    "campaignBudgetCurrencyCode";
constexpr std::string_view kSpRules =
    "campaignRuleBasedBudgetAmount campaignApplicableBudgetRuleId campaignApplicableBudgetRuleName "
    "topOfSearchImpressionShare";
constexpr std::string_view kSpTarget =
    "keywordId keyword portfolioId keywordBid adGroupName adGroupId keywordType matchType targeting "
    "adKeywordStatus";

constexpr std::string_view kBorrows =
    "addToList addToListFromClicks qualifiedBorrows qualifiedBorrowsFromClicks royaltyQualifiedBorrows "
    "royaltyQualifiedBorrowsFromClicks";
constexpr std::string_view kSbCore =
    "impressions clicks cost costType campaignBudgetAmount campaignBudgetCurrencyCode campaignBudgetType "
    "campaignId campaignName campaignStatus purchases purchasesClicks sales salesClicks unitsSold";
constexpr std::string_view kSbMore =
    "addToCart addToCartClicks addToCartRate brandedSearches brandedSearchesClicks detailPageViews "
    "detailPageViewsClicks eCPAddToCart newToBrandDetailPageViewRate newToBrandDetailPageViews "
    "newToBrandDetailPageViewsClicks newToBrandECPDetailPageView newToBrandPurchases "
    "newToBrandPurchasesClicks "
    "newToBrandPurchasesPercentage newToBrandPurchasesRate newToBrandSales newToBrandSalesClicks "
    "newToBrandSalesPercentage newToBrandUnitsSold newToBrandUnitsSoldClicks newToBrandUnitsSoldPercentage "
    "purchasesPromoted salesPromoted";
constexpr std::string_view kKindle =
    "kindleEditionNormalizedPagesRead14d kindleEditionNormalizedPagesRoyalties14d";
constexpr std::string_view kSbVideo =
    "video5SecondViewRate video5SecondViews videoCompleteViews videoFirstQuartileViews videoMidpointViews "
    "videoThirdQuartileViews videoUnmutes viewabilityRate";
constexpr std::string_view kSbViewable = "viewableImpressions viewClickThroughRate";

constexpr std::string_view kSdCore =
    "addToCart addToCartClicks addToCartRate addToCartViews addToListFromViews qualifiedBorrowsFromViews "
    "royaltyQualifiedBorrowsFromViews brandedSearches brandedSearchesClicks brandedSearchesViews "
    "brandedSearchRate campaignBudgetCurrencyCode campaignId campaignName clicks cost detailPageViews "
    "detailPageViewsClicks "
    "eCPAddToCart "
    "eCPBrandSearch impressions impressionsViews newToBrandPurchases newToBrandPurchasesClicks "
    "newToBrandSalesClicks "
    "newToBrandUnitsSold newToBrandUnitsSoldClicks purchases purchasesClicks purchasesPromotedClicks sales "
    "salesClicks salesPromotedClicks unitsSold unitsSoldClicks videoCompleteViews videoFirstQuartileViews "
    "videoMidpointViews videoUnmutes viewabilityRate newToBrandSales newToBrandDetailPageViewClicks "
    "newToBrandDetailPageViewRate "
    "newToBrandDetailPageViews newToBrandDetailPageViewViews newToBrandECPDetailPageView";

using Names = std::vector<std::string>;

void add(Names& names, std::string_view words) {
  while (!words.empty()) {
    const size_t space = words.find(' ');
    names.emplace_back(words.substr(0, space));
    if (space == words.npos) return;
    words.remove_prefix(space + 1);
  }
}

bool has(const std::vector<std::string>& values, std::string_view wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}

void add_products(Names& names, const ReportType& type, const std::vector<std::string>& group_by) {
  add(names, kSpMetrics);
  for (const std::string_view base : kSpWindowed) {
    for (const std::string_view window : {"1d", "7d", "14d", "30d"})
      names.push_back(std::string(base) + std::string(window));
  }
  if (type.id == "spCampaigns") {
    add(names, "spend campaignBiddingStrategy");
    const bool placement = has(group_by, "campaignPlacement");
    if (placement || has(group_by, "campaign")) {
      add(names, kSpCampaign);
      add(names, kSpRules);
    }
    if (placement) add(names, "placementClassification");
    if (has(group_by, "adGroup")) add(names, "adGroupName adGroupId adStatus");
    return;
  }
  add(names, kSpRatios);
  add(names, kSpCampaign);
  if (type.id == "spAdvertisedProduct") {
    add(names, "spend adGroupName adGroupId adId portfolioId advertisedAsin advertisedSku");
    return;
  }
  add(names, kSpTarget);
  add(names, type.id == "spSearchTerm" ? "searchTerm" : "topOfSearchImpressionShare");
}

void add_brands(Names& names, const ReportType& type) {
  add(names, kSbCore);
  add(names, kBorrows);
  const bool search_term = type.id == "sbSearchTerm", targeting = type.id == "sbTargeting";
  if (!search_term) add(names, kSbMore);
  if (!targeting) add(names, kKindle);
  if (!targeting) add(names, kSbVideo);
  if (!targeting && !search_term) add(names, "unitsSoldClicks");
  if (search_term || type.id == "sbCampaigns" || type.id == "sbCampaignPlacement") add(names, kSbViewable);
  if (type.id == "sbCampaigns") add(names, "topOfSearchImpressionShare longTermSales longTermROAS");
  if (type.id == "sbCampaignPlacement") add(names, "placementClassification");
  if (type.id == "sbAdGroup") add(names, "adGroupId adGroupName adStatus");
  if (search_term) {
    add(names, "adGroupId adGroupName keywordBid keywordId keywordText matchType searchTerm adKeywordStatus");
  }
  if (targeting) {
    add(names,
        "adGroupId adGroupName keywordBid keywordId adKeywordStatus keywordText keywordType matchType");
    add(names, "targetingExpression targetingId targetingText targetingType topOfSearchImpressionShare");
  }
}

void add_display(Names& names, const ReportType& type) {
  add(names, kSdCore);
  add(names, kBorrows);
  if (type.id != "sdTargeting") add(names, "videoThirdQuartileViews viewClickThroughRate cumulativeReach");
  if (type.id != "sdTargeting") add(names, "impressionsFrequencyAverage");
  if (type.id == "sdCampaigns")
    add(names, "campaignBudgetAmount campaignStatus costType longTermSales longTermROAS");
  if (type.id != "sdCampaigns") add(names, "adGroupId adGroupName");
  if (type.id == "sdAdGroup" || type.id == "sdAdvertisedProduct") add(names, "bidOptimization");
  if (type.id == "sdTargeting") add(names, "targetingExpression targetingId targetingText adKeywordStatus");
  if (type.id == "sdAdvertisedProduct") add(names, "adId promotedAsin promotedSku");
}

}  // namespace

const ReportType* find_report_type(std::string_view id) {
  for (const ReportType& type : types()) {
    if (type.id == id) return &type;
  }
  return nullptr;
}

std::optional<Grain> grain_of(const ReportType& type, const std::vector<std::string>& group_by) {
  if (group_by.empty() || group_by.size() > 2) return std::nullopt;
  for (const std::string& group : group_by) {
    if (std::find(type.groups.begin(), type.groups.end(), group) == type.groups.end()) return std::nullopt;
  }
  if (has(group_by, "adGroup") && has(group_by, "campaignPlacement")) return std::nullopt;
  if (has(group_by, "campaignPlacement")) return Grain::placement;
  if (has(group_by, "adGroup")) return Grain::ad_group;
  if (has(group_by, "targeting")) return Grain::target;
  if (has(group_by, "searchTerm")) return Grain::search_term;
  return has(group_by, "advertiser") ? Grain::ad : Grain::campaign;
}

std::vector<std::string> allowed_columns(const ReportType& type, const std::vector<std::string>& group_by) {
  Names names;
  add(names, kTimes);
  if (type.product == Product::sp) add_products(names, type, group_by);
  if (type.product == Product::sb) add_brands(names, type);
  if (type.product == Product::sd) add_display(names, type);
  return names;
}

bool is_allowed_filter(const ReportType& type, const std::vector<std::string>& group_by,
                       std::string_view field) {
  if (type.product == Product::sd || group_by.size() != 1) return false;
  const std::string& group = group_by.front();
  if (field == "campaignStatus") return group == "campaign";
  if (field == "adStatus") return group == "adGroup";
  if (field == "adKeywordStatus") return group == "targeting";
  return field == "keywordType" && (group == "targeting" || group == "searchTerm");
}

}  // namespace mooring::amazon_simulator::ads
