#include "report_types.hpp"

#include <algorithm>
#include <array>

#include "api.hpp"

namespace amazon_ads {

namespace {

constexpr Product kSp = Product::sponsored_products;
constexpr Product kSb = Product::sponsored_brands;
constexpr Product kSd = Product::sponsored_display;

using enum PerformanceStream;

// Sorted by stream, then product.
constexpr ReportType kReports[] = {
    {campaign, kSp, "spCampaigns", "campaign", "campaignId,campaignName,campaignBudgetCurrencyCode"},
    {campaign, kSb, "sbCampaigns", "campaign", "campaignId,campaignName,campaignBudgetCurrencyCode"},
    {campaign, kSd, "sdCampaigns", "campaign", "campaignId,campaignName,campaignBudgetCurrencyCode"},
    {ad_group, kSp, "spCampaigns", "campaign,adGroup",
     "campaignId,adGroupId,adGroupName,campaignBudgetCurrencyCode"},
    {ad_group, kSb, "sbAdGroup", "adGroup", "campaignId,adGroupId,adGroupName,campaignBudgetCurrencyCode"},
    {ad_group, kSd, "sdAdGroup", "adGroup", "campaignId,adGroupId,adGroupName,campaignBudgetCurrencyCode"},
    {target, kSp, "spTargeting", "targeting",
     "campaignId,adGroupId,keywordId,targeting,matchType,campaignBudgetCurrencyCode"},
    {target, kSb, "sbTargeting", "targeting",
     "campaignId,adGroupId,keywordId,keywordText,targetingId,targetingText,matchType,"
     "campaignBudgetCurrencyCode"},
    {target, kSd, "sdTargeting", "targeting",
     "campaignId,adGroupId,targetingId,targetingText,campaignBudgetCurrencyCode"},
    {product, kSp, "spAdvertisedProduct", "advertiser",
     "campaignId,adGroupId,adId,advertisedAsin,advertisedSku,campaignBudgetCurrencyCode"},
    {product, kSd, "sdAdvertisedProduct", "advertiser",
     "campaignId,adGroupId,adId,promotedAsin,promotedSku,campaignBudgetCurrencyCode"},
    {search_term, kSp, "spSearchTerm", "searchTerm",
     "campaignId,adGroupId,keywordId,searchTerm,targeting,matchType,campaignBudgetCurrencyCode"},
    {search_term, kSb, "sbSearchTerm", "searchTerm",
     "campaignId,adGroupId,keywordId,searchTerm,keywordText,matchType,campaignBudgetCurrencyCode"},
    {placement, kSp, "spCampaigns", "campaign,campaignPlacement",
     "campaignId,placementClassification,campaignBudgetCurrencyCode"},
    {placement, kSb, "sbCampaignPlacement", "campaignPlacement",
     "campaignId,placementClassification,campaignBudgetCurrencyCode"},
};

constexpr const char* kTraffic = "date,impressions,clicks,cost";
constexpr const char* kProductsFigures =
    "purchases14d,unitsSoldClicks14d,sales14d,purchases7d,unitsSoldClicks7d,sales7d,purchases30d,"
    "unitsSoldClicks30d,sales30d";
constexpr const char* kOtherFigures = "purchases,unitsSold,sales";

void add_words(std::vector<std::string>& words, std::string_view text) {
  while (!text.empty()) {
    const size_t comma = text.find(',');
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
}

std::string json_list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "" : ",") + json_text(word);
  return '[' + out + ']';
}

}  // namespace

std::span<const ReportType> reports_of(PerformanceStream stream) {
  const auto range = std::ranges::equal_range(kReports, stream, {}, &ReportType::stream);
  return {range.begin(), range.end()};
}

int retention_days(Product product) {
  return product == Product::sponsored_brands ? 60 : 65;
}

bool has_windows(Product product) {
  return product == Product::sponsored_products;
}

std::vector<std::string> columns_of(const ReportType& report) {
  std::vector<std::string> columns;
  add_words(columns, kTraffic);
  add_words(columns, report.dimensions);
  add_words(columns, has_windows(report.product) ? kProductsFigures : kOtherFigures);
  return columns;
}

std::string report_request(const ReportType& report, DayRange days) {
  std::vector<std::string> grouping;
  add_words(grouping, report.group_by);
  const std::string name = std::string(id_of(report.stream)) + " of " + std::string(title_of(report.product));
  return "{\"name\":" + json_text(name) + ",\"startDate\":" + json_text(to_text(days.first)) +
         ",\"endDate\":" + json_text(to_text(days.last)) +
         ",\"configuration\":{\"adProduct\":" + json_text(code_of(report.product)) +
         ",\"groupBy\":" + json_list(grouping) + ",\"columns\":" + json_list(columns_of(report)) +
         ",\"reportTypeId\":" + json_text(report.id) + ",\"timeUnit\":\"DAILY\",\"format\":\"GZIP_JSON\"}}";
}

std::string_view id_of(PerformanceStream stream) {
  static constexpr std::array<std::string_view, 6> kIds = {
      "campaign_performance", "ad_group_performance",    "target_performance",
      "product_performance",  "search_term_performance", "placement_performance"};
  return kIds[static_cast<size_t>(stream)];
}

size_t field_count(PerformanceStream stream) {
  static constexpr std::array<size_t, 6> kCounts = {19, 20, 22, 22, 23, 19};
  return kCounts[static_cast<size_t>(stream)];
}

}  // namespace amazon_ads
