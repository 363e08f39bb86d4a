// What the list operations and the oracle tell of an entity beyond its state: the same facts for both. Pure, any thread.
#pragma once
#include "simulator/amazon/ads/entities.hpp"

namespace mooring::amazon_simulator::ads {

// Newer operations write ids as text and constants as SUCH_WORDS, older ones ids as numbers and constants as suchWords.
bool is_newer(Kind kind);
std::string written(std::string_view constant, bool newer);

std::string serving_status(const Entity& entity);
std::optional<int64_t> end_us(const Entity& campaign);      // of its end date
std::string_view bidding_strategy(const Entity& campaign);  // empty: has none
std::string_view tactic(const Entity& sd_campaign);
std::string_view cost_type(const Entity& sd_campaign);  // CPC, VCPM
bool has_bid(const Entity& entity);
bool is_negative(Kind kind);
bool tells_campaign(Kind kind);  // targets of Sponsored Display name only their ad group
bool in_budget(const Entity& portfolio);
std::optional<int64_t> portfolio_budget(const Entity& portfolio, const Profile& profile);
std::string expression_json(const Entity& target, const Catalog& catalog);
// "AUTO" or "MANUAL", empty where the list does not tell it.
std::string_view expression_type(const Entity& target, const Catalog& catalog);
inline constexpr std::string_view kPortfolioPolicy = "MONTHLY_RECURRING";

}  // namespace mooring::amazon_simulator::ads
