#include "entities.hpp"

#include "api.hpp"

namespace amazon_ads {

using namespace mooring;

EntityPage EntityReader::read(const EntityList& list, const HttpResponse& answer, Rows& rows) {
  if (!answer.ok()) throw refusal(answer);
  require_json(answer);
  list_ = &list;
  entities_.clear();
  values_.clear();
  values_.forget_member();
  current_id_.reset();
  EntityPage page;
  try {
    simdjson::ondemand::document document = parser_.iterate(padded(answer));
    read_document(document, page);
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values_.member();
    throw bad_answer(answer, where() + (member.empty() ? "" : "member '" + member + "': ") + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, where() + problem.what());
  }
  page.objects = entities_.size();
  for (const Entity& entity : entities_)
    add_row(entity, rows);
  return page;
}

void EntityReader::read_document(simdjson::ondemand::document& document, EntityPage& page) {
  const std::string_view array = list_->array;
  if (array.empty()) {
    read_entities(document.get_array());
  } else {
    bool found = false;
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      Value value = field.value();
      if (key == array) {
        read_entities(value.get_array());
        found = true;
      } else if (key == "nextToken") {
        page.next_token = values_.text("nextToken", value).value_or("");
      }
    }
    if (!found) throw Unreadable("it has no member '" + std::string(array) + "'");
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Unreadable("something follows the end of the JSON");
}

void EntityReader::read_entities(simdjson::ondemand::array array) {
  for (auto element : array) {
    current_id_.reset();
    values_.forget_member();
    read_entity(element.get_object());
  }
  current_id_.reset();
  values_.forget_member();
}

void EntityReader::read_entity(simdjson::ondemand::object object) {
  Entity entity;
  entity.raw = trim_end(object.raw_json());
  object.reset();
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    read_member(entity, key, field.value());
  }
  if (!entity.id) throw Unreadable("the required member '" + std::string(list_->id) + "' is missing");
  entities_.push_back(entity);
}

void EntityReader::read_member(Entity& entity, std::string_view key, Value value) {
  if (key == list_->id) {
    entity.id = current_id_ = values_.id(list_->id, value);
  } else if (!read_common(entity, key, value) && !read_campaign(entity, key, value)) {
    read_target(entity, key, value);
  }
}

bool EntityReader::read_common(Entity& entity, std::string_view key, Value value) {
  if (key == "name") {
    entity.name = values_.text("name", value);
  } else if (key == "state") {
    entity.state = values_.constant("state", value);
  } else if (key == "campaignId") {
    entity.campaign_id = values_.id("campaignId", value);
  } else if (key == "adGroupId") {
    entity.ad_group_id = values_.id("adGroupId", value);
  } else if (key == "extendedData") {
    read_extended(entity, value);
  } else if (key == "servingStatus") {
    entity.serving_status = values_.some_text("servingStatus", value);
  } else if (key == "creationDate") {
    entity.created = values_.time("creationDate", value);
  } else if (key == "lastUpdatedDate") {
    entity.updated = values_.time("lastUpdatedDate", value);
  } else {
    return false;
  }
  return true;
}

bool EntityReader::read_campaign(Entity& entity, std::string_view key, Value value) {
  if (key == "portfolioId") {
    entity.portfolio_id = values_.id("portfolioId", value);
  } else if (key == "targetingType") {
    entity.targeting_type = values_.constant("targetingType", value);
  } else if (key == "tactic") {  // of Sponsored Display: what it aims at
    entity.targeting_type = values_.some_text("tactic", value);
  } else if (key == "dynamicBidding" || key == "bidding") {
    read_strategy(entity, value);
  } else if (key == "budget") {
    read_budget(entity, value);
  } else if (key == "budgetType") {
    entity.budget_type = values_.constant("budgetType", value);
  } else if (key == "costType") {
    entity.cost_type = values_.constant("costType", value);
  } else if (key == "goal") {
    entity.goal = values_.constant("goal", value);
  } else if (key == "startDate") {
    entity.start_date = values_.date("startDate", value);
  } else if (key == "endDate") {
    entity.end_date = values_.date("endDate", value);
  } else if (key == "inBudget") {
    entity.in_budget = values_.boolean("inBudget", value);
  } else {
    return false;
  }
  return true;
}

bool EntityReader::read_target(Entity& entity, std::string_view key, Value value) {
  if (key == "keywordText") {
    entity.keyword_text = values_.text("keywordText", value);
  } else if (key == "matchType") {
    entity.match_type = values_.constant("matchType", value);
  } else if (key == "expressionType") {
    entity.expression_type = values_.constant("expressionType", value);
  } else if (key == "expression" || key == "expressions") {
    entity.expression = values_.json("expression", value);
  } else if (key == "resolvedExpression" || key == "resolvedExpressions") {
    entity.resolved_expression = values_.json("resolvedExpression", value);
  } else if (key == "bid") {
    entity.bid = values_.decimal("bid", value);
  } else if (key == "defaultBid") {
    entity.default_bid = values_.decimal("defaultBid", value);
  } else if (key == "asin") {
    entity.asin = values_.some_text("asin", value);
  } else if (key == "sku") {
    entity.sku = values_.some_text("sku", value);
  } else if (key == "creative") {
    read_creative(entity, value);
  } else {
    return false;
  }
  return true;
}

// {"budget":25.0,"budgetType":"DAILY"} of Products, 25.0 of Brands and Display, {"amount":..,"currencyCode":..} of portfolios
void EntityReader::read_budget(Entity& entity, Value value) {
  if (value.type().value() != simdjson::ondemand::json_type::object) {
    entity.budget_amount = values_.decimal("budget", value);
    return;
  }
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "budget" || key == "amount") entity.budget_amount = values_.decimal("budget.budget", content);
    if (key == "budgetType") entity.budget_type = values_.constant("budget.budgetType", content);
    if (key == "currencyCode") entity.budget_currency = values_.some_text("budget.currencyCode", content);
    if (key == "policy") entity.budget_policy = values_.constant("budget.policy", content);
    if (key == "startDate") entity.budget_start = values_.date("budget.startDate", content);
    if (key == "endDate") entity.budget_end = values_.date("budget.endDate", content);
  });
}

void EntityReader::read_strategy(Entity& entity, Value value) {
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "strategy" || key == "bidOptimizationStrategy")
      entity.bidding_strategy = values_.constant("bidding strategy", content);
  });
}

void EntityReader::read_extended(Entity& entity, Value value) {
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "servingStatus")
      entity.serving_status = values_.some_text("extendedData.servingStatus", content);
    if (key == "creationDateTime" || key == "creationDate")
      entity.created = values_.time("extendedData.creationDateTime", content);
    if (key == "lastUpdateDateTime" || key == "lastUpdateDate" || key == "lastUpdatedDate")
      entity.updated = values_.time("extendedData.lastUpdateDateTime", content);
  });
}

// A Brands ad shows several products: `asin` is filled only when it is one.
void EntityReader::read_creative(Entity& entity, Value value) {
  if (value.type().value() != simdjson::ondemand::json_type::object) return;
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key != "asins") return;
    size_t count = 0;
    Text first;
    for_each_element(content, [&](Value asin) {
      if (count++ == 0) first = values_.some_text("creative.asins", asin);
    });
    if (count == 1) entity.asin = first;
  });
}

std::string EntityReader::where() const {
  if (current_id_) return "object " + std::string(*current_id_) + ": ";
  return "object " + std::to_string(entities_.size() + 1) + " of the page: ";
}

}  // namespace amazon_ads
