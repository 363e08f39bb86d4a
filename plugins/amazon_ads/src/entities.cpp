#include "entities.hpp"

#include <algorithm>

#include "api.hpp"

namespace amazon_ads {

using namespace mooring;

EntityPage EntityReader::read(const EntityList& list, const HttpResponse& answer, Rows& rows) {
  return read(list, answer, [&](const Entity& entity) { add_row(entity, rows); });
}

EntityPage EntityReader::read(const EntityList& list, const HttpResponse& answer, const Use& use) {
  if (!answer.ok()) throw refusal(answer);
  require_json(answer);
  list_ = &list;
  values_.clear();
  values_.forget_member();
  current_id_.reset();
  EntityPage page;
  try {
    read_document(answer.body(), page, use);
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values_.member();
    throw bad_answer(answer,
                     where(page) + (member.empty() ? "" : "member '" + member + "': ") + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, where(page) + problem.what());
  } catch (const Failure& problem) {  // of the splitter: the frame of the page
    throw bad_answer(answer, problem.message());
  }
  return page;
}

void EntityReader::read_document(std::string_view body, EntityPage& page, const Use& use) {
  constexpr size_t kPartBytes = 64 * 1024;
  const std::string_view array = list_->array;
  JsonArraySplitter splitter = array.empty() ? JsonArraySplitter() : JsonArraySplitter::of_object();
  for (; !body.empty(); body.remove_prefix(std::min(kPartBytes, body.size()))) {
    splitter.feed(body.substr(0, kPartBytes));
    while (const auto json = splitter.next())
      read_part(*json, splitter, page, use);
  }
  current_id_.reset();
  values_.forget_member();
  splitter.finish();
  if (!array.empty() && !splitter.has_array(array))
    throw Unreadable("it has no member '" + std::string(array) + "'");
}

// An object of the list, or another member of the document that it stands in.
void EntityReader::read_part(std::string_view json, const JsonArraySplitter& from, EntityPage& page,
                             const Use& use) {
  static_assert(JsonArraySplitter::kPadding >= simdjson::SIMDJSON_PADDING);
  const std::string_view array = list_->array;
  const bool is_entity = array.empty() || (from.is_of_array() && from.member() == array);
  if (!is_entity && from.member() != "nextToken") return;
  current_id_.reset();
  values_.clear();
  values_.forget_member();
  simdjson::ondemand::document document = parser_.iterate(
      simdjson::padded_string_view(json.data(), json.size(), json.size() + JsonArraySplitter::kPadding));
  if (is_entity) {
    read_entity(document, json, use);
    ++page.objects;
  } else if (!document.is_null()) {
    page.next_token = std::string(std::string_view(document.get_string()));
  }
}

void EntityReader::read_entity(simdjson::ondemand::document& document, std::string_view json,
                               const Use& use) {
  Entity entity;
  entity.raw = json;
  for_each_member(document.get_object().value(),
                  [&](std::string_view key, Value value) { read_member(entity, key, value); });
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Unreadable("something follows the end of the object");
  if (!entity.id) throw Unreadable("the required member '" + std::string(list_->id) + "' is missing");
  use(entity);
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

std::string EntityReader::where(const EntityPage& page) const {
  if (current_id_) return "object " + std::string(*current_id_) + ": ";
  return "object " + std::to_string(page.objects + 1) + " of the page: ";
}

}  // namespace amazon_ads
