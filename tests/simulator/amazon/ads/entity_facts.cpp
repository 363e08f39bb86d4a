#include "ads/entity_facts.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

std::string_view serving_prefix(Kind kind) {
  switch (kind) {
    case Kind::portfolio:
      return "PORTFOLIO_";
    case Kind::sp_campaign:
    case Kind::sb_campaign:
    case Kind::sd_campaign:
    case Kind::sp_campaign_negative_keyword:
    case Kind::sp_campaign_negative_target:
      return "CAMPAIGN_";
    case Kind::sp_ad_group:
    case Kind::sb_ad_group:
    case Kind::sd_ad_group:
      return "AD_GROUP_";
    case Kind::sp_ad:
    case Kind::sb_ad:
    case Kind::sd_ad:
      return "AD_";
    default:
      return "TARGETING_CLAUSE_";
  }
}

// Sponsored Display has words of its own.
std::string display_status(const Entity& entity) {
  std::string prefix(serving_prefix(entity.kind));
  const bool is_campaign = prefix == "CAMPAIGN_", is_group = prefix == "AD_GROUP_";
  if (!is_campaign && !is_group) prefix = prefix == "AD_" ? "AD_STATUS_" : "TARGET_STATUS_";
  if (entity.state == State::archived) return prefix + "ARCHIVED";
  if (entity.state == State::paused) return prefix + "PAUSED";
  if (is_campaign) return entity.key % 17 == 0 ? "CAMPAIGN_OUT_OF_BUDGET" : "ADVERTISER_STATUS_ENABLED";
  return prefix + (is_group ? "STATUS_ENABLED" : "LIVE");
}

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool is_newer(Kind kind) {
  return kind < Kind::sb_keyword;
}

std::string written(std::string_view constant, bool newer) {
  if (newer) return std::string(constant);
  std::string text;
  for (size_t i = 0; i < constant.size(); ++i) {
    const bool upper_case = i > 0 && constant[i - 1] == '_';
    if (constant[i] != '_') text += upper_case ? constant[i] : lower_letter(constant[i]);
  }
  return text;
}

std::string serving_status(const Entity& entity) {
  if (product_of(entity.kind) == Product::sd) return display_status(entity);
  const std::string_view prefix = serving_prefix(entity.kind);
  std::string text(prefix);
  if (entity.state == State::archived) return text + "ARCHIVED";
  if (entity.state == State::paused) return text + "PAUSED";
  if (prefix == "CAMPAIGN_" && entity.key % 17 == 0) return text + "OUT_OF_BUDGET";
  return text + (prefix == "AD_" || prefix == "TARGETING_CLAUSE_" ? "STATUS_LIVE" : "STATUS_ENABLED");
}

std::optional<int64_t> end_us(const Entity& campaign) {
  constexpr int64_t kRun_us = 700 * 86'400'000'000;
  if (campaign.key % 9 != 0) return std::nullopt;
  return campaign.created_us + kRun_us;
}

std::string_view bidding_strategy(const Entity& campaign) {
  if (campaign.kind == Kind::sb_campaign) return "MAXIMIZE_IMMEDIATE_SALES";
  if (campaign.kind == Kind::sd_campaign) return {};
  return campaign.key % 2 == 0 ? "LEGACY_FOR_SALES" : "AUTO_FOR_SALES";
}

std::string_view tactic(const Entity& sd_campaign) {
  return sd_campaign.key % 2 == 0 ? "T00020" : "T00030";
}

std::string_view cost_type(const Entity& sd_campaign) {
  return sd_campaign.key % 3 == 0 ? "VCPM" : "CPC";
}

bool is_negative(Kind kind) {
  switch (kind) {
    case Kind::sp_negative_keyword:
    case Kind::sp_campaign_negative_keyword:
    case Kind::sp_negative_target:
    case Kind::sp_campaign_negative_target:
    case Kind::sb_negative_keyword:
    case Kind::sb_negative_target:
    case Kind::sd_negative_target:
      return true;
    default:
      return false;
  }
}

bool has_bid(const Entity& entity) {
  return !is_negative(entity.kind) && entity.key % 10 != 0;  // the others take their ad group's
}

bool tells_campaign(Kind kind) {
  return kind != Kind::sd_target && kind != Kind::sd_negative_target;
}

bool in_budget(const Entity& portfolio) {
  return portfolio.key % 7 != 0;
}

std::optional<int64_t> portfolio_budget(const Entity& portfolio, const Profile& profile) {
  if (portfolio.key % 2 != 0) return std::nullopt;
  return daily_budget(portfolio, profile) * 30;
}

std::string expression_json(const Entity& target, const Catalog& catalog) {
  const Aim aim = aim_of(target, catalog);
  std::string json = "[{\"type\":\"" + written(aim.type, is_newer(target.kind)) + "\"";
  if (!aim.value.empty()) json += ",\"value\":\"" + aim.value + "\"";
  return json + "}]";
}

std::string_view expression_type(const Entity& target, const Catalog& catalog) {
  if (target.kind == Kind::sp_target) return aim_of(target, catalog).automatic ? "AUTO" : "MANUAL";
  const bool display = target.kind == Kind::sd_target || target.kind == Kind::sd_negative_target;
  return display ? "MANUAL" : "";
}

}  // namespace mooring::amazon_simulator::ads
