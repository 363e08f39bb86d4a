// Reads one page of a list operation into rows of its stream. All generations of the API become one form: ids as text, states
// and other constants in upper case, dates as "2026-01-31". A page has up to 5,000 objects and some megabytes: they are read
// one by one, and between two pages a reader holds next to nothing. One per task. When a page cannot be read to its end the
// run fails, and with it what was added to the rows.
#pragma once
#include <functional>
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>
#include <string>

#include "entity_lists.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

// The number of fields that plugin.toml declares.
size_t field_count(EntityStream stream);

struct EntityPage {
  size_t objects = 0;
  std::string next_token;  // empty on the last page, and always for ListStyle::query
};

// Any object of the API; each stream uses its part.
struct Entity {
  Text id, name, state, portfolio_id, campaign_id, ad_group_id;
  Text asin, sku, keyword_text, match_type, expression_type, expression, resolved_expression;
  Text bid, default_bid, targeting_type, bidding_strategy, cost_type, goal, start_date, end_date;
  Text budget_amount, budget_type, budget_currency, budget_policy, budget_start, budget_end;
  Text serving_status;
  std::optional<bool> in_budget;
  std::optional<mooring::Time> created, updated;
  std::string_view raw;
};

class EntityReader {
 public:
  EntityReader(std::string profile_id, std::string currency)
      : profile_id_(std::move(profile_id)), currency_(std::move(currency)) {}

  // Throws Failure: refusal() when Amazon refused the call, bad_response naming the object and the member when the answer
  // is not what Amazon documents.
  EntityPage read(const EntityList& list, const mooring::HttpResponse& answer, mooring::Rows& rows);

  // The same for who wants something else than rows; an entity is good until the function returns.
  using Use = std::function<void(const Entity&)>;
  EntityPage read(const EntityList& list, const mooring::HttpResponse& answer, const Use& use);

 private:
  void read_document(std::string_view body, EntityPage& page, const Use& use);
  void read_part(std::string_view json, const mooring::JsonArraySplitter& from, EntityPage& page,
                 const Use& use);
  void read_entity(simdjson::ondemand::document& document, std::string_view json, const Use& use);
  void read_member(Entity& entity, std::string_view key, Value value);
  bool read_common(Entity& entity, std::string_view key, Value value);
  bool read_campaign(Entity& entity, std::string_view key, Value value);
  bool read_target(Entity& entity, std::string_view key, Value value);
  void read_budget(Entity& entity, Value value);
  void read_strategy(Entity& entity, Value value);
  void read_extended(Entity& entity, Value value);
  void read_creative(Entity& entity, Value value);
  std::string where(const EntityPage& page) const;

  void add_row(const Entity& entity, mooring::Rows& rows) const;
  void add_portfolio(const Entity& entity, mooring::Rows& rows) const;
  void add_campaign(const Entity& entity, mooring::Rows& rows) const;
  void add_target(const Entity& entity, mooring::Rows& rows) const;

  const std::string profile_id_, currency_;
  const EntityList* list_ = nullptr;
  simdjson::ondemand::parser parser_;
  ValueReader values_;
  Text current_id_;  // of the object that is being read, for messages
};

}  // namespace amazon_ads
