// The rows of EntityReader: the cells of each stream in the order of plugin.toml.
#include <array>

#include "entities.hpp"

namespace amazon_ads {

using mooring::Rows;

size_t field_count(EntityStream stream) {
  static constexpr std::array<size_t, 8> kCounts = {13, 18, 10, 12, 12, 13, 12, 12};
  return kCounts[static_cast<size_t>(stream)];
}

void EntityReader::add_row(const Entity& entity, Rows& rows) const {
  const EntityList& list = *list_;
  const std::string_view product = code_of(list.product);
  const Text level = list.of_campaign || !entity.ad_group_id ? "campaign" : "ad_group";
  rows.begin_row(profile_id_, entity.raw).add_text(profile_id_);
  switch (list.stream) {
    case EntityStream::portfolios:
      add_portfolio(entity, rows);
      break;
    case EntityStream::campaigns:
      add_campaign(entity, rows);
      break;
    case EntityStream::ad_groups:
      rows.add_text(product).add_text(entity.id).add_text(entity.campaign_id).add_text(entity.name);
      rows.add_text(entity.state).add_decimal(entity.default_bid);
      break;
    case EntityStream::ads:
      rows.add_text(product).add_text(entity.id).add_text(entity.campaign_id).add_text(entity.ad_group_id);
      rows.add_text(entity.name).add_text(entity.asin).add_text(entity.sku).add_text(entity.state);
      break;
    case EntityStream::keywords:
      rows.add_text(product).add_text(entity.id).add_text(entity.campaign_id).add_text(entity.ad_group_id);
      rows.add_text(entity.keyword_text).add_text(entity.match_type).add_text(entity.state);
      rows.add_decimal(entity.bid);
      break;
    case EntityStream::targets:
      add_target(entity, rows);
      break;
    case EntityStream::negative_keywords:
      rows.add_text(product).add_text(level).add_text(entity.id).add_text(entity.campaign_id);
      rows.add_text(entity.ad_group_id).add_text(entity.keyword_text).add_text(entity.match_type);
      rows.add_text(entity.state);
      break;
    case EntityStream::negative_targets:
      rows.add_text(product).add_text(level).add_text(entity.id).add_text(entity.campaign_id);
      rows.add_text(entity.ad_group_id).add_json(entity.expression).add_json(entity.resolved_expression);
      rows.add_text(entity.state);
      break;
  }
  rows.add_text(entity.serving_status).add_timestamp(entity.created).add_timestamp(entity.updated);
}

void EntityReader::add_portfolio(const Entity& entity, Rows& rows) const {
  rows.add_text(entity.id).add_text(entity.name).add_text(entity.state).add_boolean(entity.in_budget);
  rows.add_decimal(entity.budget_amount).add_text(entity.budget_currency).add_text(entity.budget_policy);
  rows.add_date(entity.budget_start).add_date(entity.budget_end);
}

void EntityReader::add_campaign(const Entity& entity, Rows& rows) const {
  rows.add_text(code_of(list_->product)).add_text(entity.id).add_text(entity.name).add_text(entity.state);
  rows.add_text(entity.portfolio_id).add_text(entity.targeting_type).add_text(entity.bidding_strategy);
  // A campaign's budget is in its profile's currency, which its own record does not repeat.
  const bool has_currency = entity.budget_amount && !currency_.empty();
  rows.add_decimal(entity.budget_amount).add_text(entity.budget_type);
  rows.add_text(has_currency ? Text(currency_) : std::nullopt);
  rows.add_text(entity.cost_type).add_text(entity.goal).add_date(entity.start_date).add_date(entity.end_date);
}

void EntityReader::add_target(const Entity& entity, Rows& rows) const {
  rows.add_text(code_of(list_->product)).add_text(entity.id).add_text(entity.campaign_id);
  rows.add_text(entity.ad_group_id).add_text(entity.expression_type).add_json(entity.expression);
  rows.add_json(entity.resolved_expression).add_text(entity.state).add_decimal(entity.bid);
}

}  // namespace amazon_ads
