#include "ads/entity_json.hpp"

#include <array>
#include <charconv>
#include <chrono>

#include "ads/entity_facts.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;

void append_padded(std::string& out, int value, int digits) {
  for (int unit = digits == 4 ? 1000 : digits == 3 ? 100 : 10; unit > 0; unit /= 10)
    out += static_cast<char>('0' + value / unit % 10);
}

// Members of one JSON object, without its closing brace.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  std::string& member(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_json_text(member(name), value); }
  void id(std::string_view name, uint64_t value, bool as_text) {
    member(name);
    if (as_text) out_ += '"';
    append_integer(out_, value);
    if (as_text) out_ += '"';
  }
  void amount(std::string_view name, int64_t hundredths) { append_amount(member(name), hundredths); }
  void raw(std::string_view name, std::string_view json) { member(name) += json; }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
};

// One entity on its way into JSON: what all kinds share.
struct Item {
  std::string& out;
  const Catalog& catalog;
  const Entity& entity;
  const EntityJsonOptions& options;
  Members members;
  Product product;
  bool newer;

  Item(std::string& to, const Catalog& from, const Entity& what, const EntityJsonOptions& how)
      : out(to), catalog(from), entity(what), options(how), members(to), product(product_of(what.kind)) {
    newer = is_newer(what.kind);
  }
  const Profile& profile() const { return catalog.profile(); }
  void id(std::string_view name, Kind kind, int64_t index) {
    members.id(name, catalog.id(kind, index), newer);
  }
  void own_id(std::string_view name) { members.id(name, entity.id, newer); }
  void parents() {
    if (entity.campaign >= 0 && tells_campaign(entity.kind))
      id("campaignId", campaign_kind(product), entity.campaign);
    if (entity.ad_group >= 0) id("adGroupId", ad_group_kind(product), entity.ad_group);
  }
  void state() {
    if (options.odd_state) return members.text("state", newer ? "SOMETHING_NEW" : "somethingNew");
    members.text("state", newer ? upper(entity.state) : lower(entity.state));
  }
  void name() {
    std::string text;
    append_name(text, entity);
    members.text("name", text);
  }
  void keyword_text() {
    std::string text;
    append_keyword_text(text, entity);
    members.text("keywordText", text);
  }
  void product_ids() {
    std::string text;
    append_asin(text, entity.key);
    members.text("asin", text);
    if (profile().type == "vendor") return;  // vendors have no SKUs
    text.clear();
    append_sku(text, entity.key);
    members.text("sku", text);
  }
};

void add_extended(Item& item) {
  if (!item.options.extended) return;
  const Entity& entity = item.entity;
  if (item.product == Product::sd) {
    item.members.text("servingStatus", serving_status(entity));
    append_integer(item.members.member("creationDate"), static_cast<uint64_t>(entity.created_us / 1000));
    append_integer(item.members.member("lastUpdatedDate"), static_cast<uint64_t>(entity.updated_us / 1000));
    return;
  }
  Members extended(item.members.member("extendedData"));
  if (item.product == Product::sb) {
    append_integer(extended.member("creationDate"), static_cast<uint64_t>(entity.created_us / 1000));
    append_integer(extended.member("lastUpdateDate"), static_cast<uint64_t>(entity.updated_us / 1000));
  } else {
    append_time_ms(extended.member("creationDateTime"), entity.created_us);
    append_time_ms(extended.member("lastUpdateDateTime"), entity.updated_us);
  }
  extended.text("servingStatus", serving_status(entity));
  extended.close();
}

void add_dates(Item& item, bool compact) {
  std::string text;
  append_date(text, item.entity.created_us, compact);
  item.members.text("startDate", text);
  if (const auto end = end_us(item.entity)) {
    text.clear();
    append_date(text, *end, compact);
    item.members.text("endDate", text);
  } else if (item.product == Product::sp && item.entity.key % 2 == 0) {
    item.members.raw("endDate", "null");
  }
}

void add_portfolio_id(Item& item) {
  if (const auto portfolio = portfolio_of(item.entity, item.catalog))
    item.id("portfolioId", Kind::portfolio, *portfolio);
}

void add_portfolio(Item& item) {
  item.own_id("portfolioId");
  item.name();
  item.state();
  item.members.raw("inBudget", in_budget(item.entity) ? "true" : "false");
  if (const auto amount = portfolio_budget(item.entity, item.profile())) {
    Members budget(item.members.member("budget"));
    budget.amount("amount", *amount);
    budget.text("currencyCode", item.profile().marketplace->currency);
    budget.text("policy", kPortfolioPolicy);
    budget.close();
  }
}

void add_sp_campaign(Item& item) {
  item.own_id("campaignId");
  item.name();
  item.state();
  item.members.text("targetingType", item.catalog.is_auto(item.entity.index) ? "AUTO" : "MANUAL");
  add_dates(item, false);
  add_portfolio_id(item);
  Members budget(item.members.member("budget"));
  const int64_t amount = daily_budget(item.entity, item.profile());
  budget.amount("budget", amount);
  budget.text("budgetType", "DAILY");
  if (item.entity.key % 5 == 0) budget.amount("effectiveBudget", amount * 3 / 2);
  budget.close();
  Members bidding(item.members.member("dynamicBidding"));
  bidding.text("strategy", bidding_strategy(item.entity));
  bidding.raw("placementBidding",
              item.entity.key % 2 == 0 ? "[]" : R"([{"placement":"PLACEMENT_TOP","percentage":50}])");
  bidding.close();
}

void add_sb_campaign(Item& item) {
  item.own_id("campaignId");
  item.name();
  item.state();
  add_dates(item, false);
  add_portfolio_id(item);
  item.members.amount("budget", daily_budget(item.entity, item.profile()));
  item.members.text("budgetType", "DAILY");
  item.members.text("brandEntityId",
                    "ENTITY" + item.profile().account_id.substr(item.profile().account_id.size() - 12));
  Members bidding(item.members.member("bidding"));
  bidding.raw("bidOptimization", "true");
  bidding.text("bidOptimizationStrategy", bidding_strategy(item.entity));
  bidding.close();
  item.members.raw("isMultiAdGroupsEnabled", "true");
  item.members.text("productLocation", "SOLD_ON_AMAZON");
}

void add_sd_campaign(Item& item) {
  item.own_id("campaignId");
  item.name();
  item.state();
  item.members.text("tactic", tactic(item.entity));
  add_dates(item, true);
  add_portfolio_id(item);
  item.members.amount("budget", daily_budget(item.entity, item.profile()));
  item.members.text("budgetType", "daily");
  item.members.text("costType", written(cost_type(item.entity), false));
  if (!item.options.extended) item.members.text("deliveryProfile", "as_soon_as_possible");
}

void add_ad_group(Item& item) {
  item.own_id("adGroupId");
  item.parents();
  item.name();
  item.state();
  if (item.product == Product::sb) return;
  item.members.amount("defaultBid", bid(item.entity, item.profile()));
  if (item.product != Product::sd) return;
  item.members.text("bidOptimization", item.entity.key % 2 == 0 ? "clicks" : "conversions");
  item.members.text("creativeType", "IMAGE");
}

void add_ad(Item& item) {
  item.own_id("adId");
  item.parents();
  item.state();
  if (item.product != Product::sb) return item.product_ids();
  item.name();
  std::string asin;
  append_asin(asin, item.entity.key);
  Members creative(item.members.member("creative"));
  creative.raw("asins", "[\"" + asin + "\"]");
  creative.text("brandName", "Harbour");
  creative.text("headline", "Made to last");
  creative.text("type", "PRODUCT_COLLECTION");
  creative.close();
  item.members.raw("landingPage", R"({"pageType":"PRODUCT_LIST","url":"https://www.amazon.example/s"})");
}

void add_bid(Item& item) {
  if (has_bid(item.entity)) item.members.amount("bid", bid(item.entity, item.profile()));
}

void add_keyword(Item& item) {
  item.own_id("keywordId");
  item.parents();
  item.keyword_text();
  const bool negative = is_negative(item.entity.kind);
  const std::string_view type = negative ? negative_match_type(item.entity) : match_type(item.entity);
  item.members.text("matchType", written(type, item.newer));
  item.state();
  add_bid(item);
}

void add_target(Item& item) {
  item.own_id("targetId");
  item.parents();
  const std::string expression = expression_json(item.entity, item.catalog);
  const bool brands = item.product == Product::sb;
  item.members.raw(brands ? "expressions" : "expression", expression);
  // The extended lists of Sponsored Display do not tell it.
  const bool resolved = item.product != Product::sd || !item.options.extended;
  if (resolved) item.members.raw(brands ? "resolvedExpressions" : "resolvedExpression", expression);
  const std::string_view type = expression_type(item.entity, item.catalog);
  if (!type.empty()) item.members.text("expressionType", written(type, item.newer));
  item.state();
  add_bid(item);
}

void add_members(Item& item) {
  switch (item.entity.kind) {
    case Kind::portfolio:
      return add_portfolio(item);
    case Kind::sp_campaign:
      return add_sp_campaign(item);
    case Kind::sb_campaign:
      return add_sb_campaign(item);
    case Kind::sd_campaign:
      return add_sd_campaign(item);
    case Kind::sp_ad_group:
    case Kind::sb_ad_group:
    case Kind::sd_ad_group:
      return add_ad_group(item);
    case Kind::sp_ad:
    case Kind::sb_ad:
    case Kind::sd_ad:
      return add_ad(item);
    case Kind::sp_keyword:
    case Kind::sb_keyword:
    case Kind::sp_negative_keyword:
    case Kind::sp_campaign_negative_keyword:
    case Kind::sb_negative_keyword:
      return add_keyword(item);
    default:
      return add_target(item);
  }
}

}  // namespace

void append_integer(std::string& out, uint64_t value) {
  std::array<char, 24> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), result.ptr);
}

void append_date(std::string& out, int64_t us, bool compact) {
  const auto days = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(us)));
  const std::chrono::year_month_day date(days);
  append_padded(out, static_cast<int>(date.year()), 4);
  if (!compact) out += '-';
  append_padded(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  if (!compact) out += '-';
  append_padded(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

void append_time_ms(std::string& out, int64_t us) {
  out += '"';
  append_date(out, us);
  const int64_t rest = (us % kDay + kDay) % kDay;
  out += 'T';
  append_padded(out, static_cast<int>(rest / (3600 * kSecond)), 2);
  out += ':';
  append_padded(out, static_cast<int>(rest / (60 * kSecond) % 60), 2);
  out += ':';
  append_padded(out, static_cast<int>(rest / kSecond % 60), 2);
  out += '.';
  append_padded(out, static_cast<int>(rest / 1000 % 1000), 3);
  out += "Z\"";
}

void append_entity(std::string& out, const Catalog& catalog, const Entity& entity,
                   const EntityJsonOptions& options) {
  Item item(out, catalog, entity, options);
  add_members(item);
  add_extended(item);
  item.members.close();
}

}  // namespace mooring::amazon_simulator::ads
