#include "ads/report_columns.hpp"

#include <algorithm>
#include <array>

#include "ads/entity_json.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

struct Rule {
  std::string_view name;  // the whole base name, or its beginning when it ends with *
  Source source;
  int64_t per_mille = 1000;
};

// First match wins.
constexpr Rule kRules[] = {
    {"date", Source::date},
    {"startDate", Source::start_date},
    {"endDate", Source::end_date},
    {"impressions", Source::impressions},
    {"clicks", Source::clicks},
    {"cost", Source::cost},
    {"spend", Source::cost},
    {"costPerClick", Source::cost_per_click},
    {"clickThroughRate", Source::click_rate},
    {"viewClickThroughRate", Source::click_rate, 1300},
    {"purchases", Source::purchases},
    {"purchasesClicks", Source::purchases, 800},
    {"purchasesSameSku", Source::same_purchases},
    {"purchasesPromoted*", Source::same_purchases},
    {"unitsSoldClicks", Source::units},
    {"unitsSold", Source::units},
    {"unitsSoldSameSku", Source::same_units},
    {"unitsSoldOtherSku", Source::other_units},
    {"sales", Source::sales},
    {"salesClicks", Source::sales, 800},
    {"attributedSalesSameSku", Source::same_sales},
    {"salesPromoted*", Source::same_sales},
    {"salesOtherSku", Source::other_sales},
    {"acosClicks", Source::cost_of_sales},
    {"roasClicks", Source::return_on_cost},
    {"newToBrandPurchasesPercentage", Source::rate_per_impression, 300},
    {"newToBrandPurchasesRate", Source::rate_per_impression, 200},
    {"newToBrandPurchases*", Source::purchases, 300},
    {"newToBrandSalesPercentage", Source::rate_per_impression, 300},
    {"newToBrandSales*", Source::sales, 300},
    {"newToBrandUnitsSoldPercentage", Source::rate_per_impression, 300},
    {"newToBrandUnitsSold*", Source::units, 300},
    {"newToBrandDetailPageViewRate", Source::rate_per_impression, 500},
    {"newToBrandECPDetailPageView", Source::cost_per_click, 700},
    {"newToBrandDetailPageView*", Source::clicks, 400},
    {"detailPageViews*", Source::clicks, 1100},
    {"addToCartRate", Source::rate_per_impression, 150},
    {"addToCart*", Source::clicks, 180},
    {"addToList*", Source::clicks, 40},
    {"brandedSearchRate", Source::rate_per_impression, 60},
    {"brandedSearches*", Source::clicks, 60},
    {"eCPAddToCart", Source::cost_per_click, 5500},
    {"eCPBrandSearch", Source::cost_per_click, 16000},
    {"viewableImpressions", Source::impressions, 700},
    {"viewabilityRate", Source::rate_per_impression, 2000},
    {"impressionsViews", Source::impressions, 600},
    {"cumulativeReach", Source::impressions, 800},
    {"video5SecondViewRate", Source::rate_per_impression, 900},
    {"videoFirstQuartileViews", Source::impressions, 240},
    {"videoMidpointViews", Source::impressions, 180},
    {"videoThirdQuartileViews", Source::impressions, 120},
    {"videoCompleteViews", Source::impressions, 90},
    {"videoUnmutes", Source::impressions, 10},
    {"video5SecondViews", Source::impressions, 300},
    // Books and long-term sales: this advertiser has none.
    {"kindle*", Source::purchases, 0},
    {"qualifiedBorrows*", Source::purchases, 0},
    {"royaltyQualifiedBorrows*", Source::purchases, 0},
    {"longTerm*", Source::nothing},
    {"impressionsFrequencyAverage", Source::nothing},
    {"topOfSearchImpressionShare", Source::nothing},
    {"campaignRuleBasedBudgetAmount", Source::nothing},
    {"campaignApplicableBudgetRule*", Source::nothing},
};

bool matches(std::string_view rule, std::string_view name) {
  if (!rule.ends_with('*')) return rule == name;
  return name.starts_with(rule.substr(0, rule.size() - 1));
}

// "purchases14d" -> "purchases" and the window.
void split_window(Column& column) {
  static constexpr std::array<std::string_view, 4> kEndings = {"1d", "7d", "14d", "30d"};
  column.base = column.name;
  for (size_t i = kEndings.size(); i-- > 0;) {
    if (!column.name.ends_with(kEndings[i])) continue;
    column.base = column.name.substr(0, column.name.size() - kEndings[i].size());
    column.window = i;
    return;
  }
}

// A ratio with four fraction digits; 0 for nothing by nothing.
void append_ratio(std::string& out, int64_t numerator, int64_t denominator) {
  const int64_t value = denominator == 0 ? 0 : (numerator * 10'000 + denominator / 2) / denominator;
  append_integer(out, static_cast<uint64_t>(value / 10'000));
  out += '.';
  for (int64_t unit = 1000; unit > 0; unit /= 10)
    out += static_cast<char>('0' + value / unit % 10);
}

void append_text(std::string& out, std::string_view text) {
  append_json_text(out, text);
}

void append_name_text(std::string& out, const Entity& entity) {
  std::string name;
  append_name(name, entity);
  append_text(out, name);
}

void append_campaign(std::string& out, const std::string& name, const DimensionContext& context) {
  const Entity& campaign = context.subject.campaign;
  if (name == "campaignId") return append_integer(out, campaign.id);
  if (name == "campaignName") return append_name_text(out, campaign);
  if (name == "campaignStatus") return append_text(out, upper(campaign.state));
  if (name == "campaignBudgetAmount")
    return append_amount(out, daily_budget(campaign, context.catalog.profile()));
  if (name == "campaignBudgetType") return append_text(out, "DAILY_BUDGET");
  if (name == "campaignBiddingStrategy")
    return append_text(out, campaign.key % 2 == 0 ? "legacy" : "optimizeForSales");
  append_text(out, context.catalog.profile().marketplace->currency);  // campaignBudgetCurrencyCode
}

void append_target(std::string& out, const std::string& name, const DimensionContext& context) {
  const RowSubject& subject = context.subject;
  if (name == "keywordId" || name == "targetingId") return append_integer(out, subject.entity.id);
  if (name == "keywordBid") return append_amount(out, bid(subject.entity, context.catalog.profile()));
  if (name == "adKeywordStatus") return append_text(out, upper(subject.entity.state));
  if (name == "searchTerm") return append_text(out, search_term(subject, context.catalog));
  if (name == "keywordType" || name == "matchType" || name == "targetingType") {
    return append_text(out, keyword_type(subject, context.catalog));
  }
  append_text(out, target_text(subject, context.catalog));
}

void append_product(std::string& out, bool asin, const Entity& ad) {
  std::string text;
  asin ? append_asin(text, ad.key) : append_sku(text, ad.key);
  append_text(out, text);
}

}  // namespace

Column find_column(const std::string& name) {
  Column column;
  column.name = name;
  split_window(column);
  column.source = Source::dimension;
  for (const Rule& rule : kRules) {
    if (!matches(rule.name, column.base)) continue;
    column.source = rule.source;
    column.per_mille = rule.per_mille;
    break;
  }
  return column;
}

void append_metric(std::string& out, const Column& column, const Metrics& metrics) {
  const size_t w = column.window;
  const auto count = [&](int64_t value) {
    append_integer(out, static_cast<uint64_t>(value * column.per_mille / 1000));
  };
  const auto amount = [&](int64_t value) { append_amount(out, value * column.per_mille / 1000); };
  switch (column.source) {
    case Source::impressions:
      return count(metrics.impressions);
    case Source::clicks:
      return count(metrics.clicks);
    case Source::cost:
      return amount(metrics.cost);
    case Source::purchases:
      return count(metrics.purchases[w]);
    case Source::same_purchases:
      return count(metrics.same_purchases[w]);
    case Source::units:
      return count(metrics.units[w]);
    case Source::same_units:
      return count(metrics.same_units[w]);
    case Source::other_units:
      return count(metrics.units[w] - metrics.same_units[w]);
    case Source::sales:
      return amount(metrics.sales[w]);
    case Source::same_sales:
      return amount(metrics.same_sales[w]);
    case Source::other_sales:
      return amount(metrics.sales[w] - metrics.same_sales[w]);
    case Source::cost_per_click:
      return append_ratio(out, metrics.cost * column.per_mille / 1000, metrics.clicks * 100);
    case Source::click_rate:
      return append_ratio(out, metrics.clicks * column.per_mille / 10, metrics.impressions);
    case Source::cost_of_sales:
      return append_ratio(out, metrics.cost * 100, metrics.sales[w]);
    case Source::return_on_cost:
      return append_ratio(out, metrics.sales[w], metrics.cost);
    case Source::rate_per_impression:
      return append_ratio(out, metrics.clicks * column.per_mille / 10, metrics.impressions);
    default:
      out += "null";
  }
}

void append_dimension(std::string& out, const Column& column, const DimensionContext& context) {
  const RowSubject& subject = context.subject;
  const std::string& name = column.name;
  if (name.starts_with("campaign")) return append_campaign(out, name, context);
  if (name == "adGroupId") return append_integer(out, subject.ad_group.id);
  if (name == "adGroupName") return append_name_text(out, subject.ad_group);
  if (name == "adStatus") return append_text(out, upper(subject.ad_group.state));
  if (name == "adId") return append_integer(out, subject.entity.id);
  if (name == "placementClassification") {
    return append_text(out, placement_name(context.spec.type->product, subject.number));
  }
  if (name == "advertisedAsin" || name == "promotedAsin") return append_product(out, true, subject.entity);
  if (name == "advertisedSku" || name == "promotedSku") {
    if (context.catalog.profile().type == "vendor") return void(out += "null");
    return append_product(out, false, subject.entity);
  }
  if (name == "portfolioId") {
    const auto portfolio = portfolio_of(subject.campaign, context.catalog);
    if (!portfolio) return void(out += "null");
    return append_integer(out, context.catalog.id(Kind::portfolio, *portfolio));
  }
  if (name == "costType") return append_text(out, subject.campaign.key % 3 == 0 ? "VCPM" : "CPC");
  if (name == "bidOptimization")
    return append_text(out, subject.ad_group.key % 2 == 0 ? "clicks" : "conversions");
  append_target(out, name, context);
}

std::string target_text(const RowSubject& subject, const Catalog& catalog) {
  std::string text;
  if (is_keyword(subject.entity.kind)) {
    append_keyword_text(text, subject.entity);
    return text;
  }
  const Aim aim = aim_of(subject.entity, catalog);
  if (aim.type == "QUERY_HIGH_REL_MATCHES") return "close-match";
  if (aim.type == "QUERY_BROAD_REL_MATCHES") return "loose-match";
  if (aim.type == "ASIN_SUBSTITUTE_RELATED") return "substitutes";
  if (aim.type == "ASIN_ACCESSORY_RELATED") return "complements";
  if (aim.type == "ASIN_CATEGORY_SAME_AS") return "category=\"" + aim.value + "\"";
  return (aim.type == "ASIN_BRAND_SAME_AS" ? "brand=\"" : "asin=\"") + aim.value + "\"";
}

std::string_view keyword_type(const RowSubject& subject, const Catalog& catalog) {
  if (is_keyword(subject.entity.kind)) return match_type(subject.entity);
  return aim_of(subject.entity, catalog).automatic ? "TARGETING_EXPRESSION_PREDEFINED"
                                                   : "TARGETING_EXPRESSION";
}

}  // namespace mooring::amazon_simulator::ads
