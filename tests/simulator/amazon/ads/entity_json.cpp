#include "ads/entity_json.hpp"

#include <array>
#include <charconv>
#include <chrono>

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
  bool ids_as_text;

  Item(std::string& to, const Catalog& from, const Entity& what, const EntityJsonOptions& how)
      : out(to), catalog(from), entity(what), options(how), members(to), product(product_of(what.kind)) {
    // Sponsored Display and the older half of Sponsored Brands write ids as numbers, states in lower case.
    ids_as_text = product != Product::sd && what.kind < Kind::sb_keyword;
  }
  const Profile& profile() const { return catalog.profile(); }
  void id(std::string_view name, Kind kind, int64_t index) {
    members.id(name, catalog.id(kind, index), ids_as_text);
  }
  void own_id(std::string_view name) { members.id(name, entity.id, ids_as_text); }
  void parents() {
    if (entity.campaign >= 0) id("campaignId", campaign_kind(product), entity.campaign);
    if (entity.ad_group >= 0) id("adGroupId", ad_group_kind(product), entity.ad_group);
  }
  void state() {
    if (options.odd_state) return members.text("state", ids_as_text ? "SOMETHING_NEW" : "somethingNew");
    members.text("state", ids_as_text ? upper(entity.state) : lower(entity.state));
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

std::string serving_status(const Entity& entity) {
  const std::string_view prefix = serving_prefix(entity.kind);
  std::string text(prefix);
  if (entity.state == State::archived) return text + "ARCHIVED";
  if (entity.state == State::paused) return text + "PAUSED";
  if (prefix == "CAMPAIGN_" && entity.key % 17 == 0) return text + "OUT_OF_BUDGET";
  return text + (prefix == "AD_" || prefix == "TARGETING_CLAUSE_" ? "STATUS_LIVE" : "STATUS_ENABLED");
}

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
  if (item.entity.key % 9 == 0) {
    text.clear();
    append_date(text, item.entity.created_us + 700 * kDay, compact);
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
  item.members.raw("inBudget", item.entity.key % 7 == 0 ? "false" : "true");
  if (item.entity.key % 2 == 0) {
    Members budget(item.members.member("budget"));
    budget.amount("amount", daily_budget(item.entity, item.profile()) * 30);
    budget.text("currencyCode", item.profile().marketplace->currency);
    budget.text("policy", "MONTHLY_RECURRING");
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
  item.members.raw(
      "dynamicBidding",
      item.entity.key % 2 == 0
          ? R"({"strategy":"LEGACY_FOR_SALES","placementBidding":[]})"
          : R"({"strategy":"AUTO_FOR_SALES","placementBidding":[{"placement":"PLACEMENT_TOP","percentage":50}]})");
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
  item.members.raw("bidding",
                   R"({"bidOptimization":true,"bidOptimizationStrategy":"MAXIMIZE_IMMEDIATE_SALES"})");
  item.members.raw("isMultiAdGroupsEnabled", "true");
  item.members.text("productLocation", "SOLD_ON_AMAZON");
}

void add_sd_campaign(Item& item) {
  item.own_id("campaignId");
  item.name();
  item.state();
  item.members.text("tactic", item.entity.key % 2 == 0 ? "T00020" : "T00030");
  add_dates(item, true);
  add_portfolio_id(item);
  item.members.amount("budget", daily_budget(item.entity, item.profile()));
  item.members.text("budgetType", "daily");
  item.members.text("costType", item.entity.key % 3 == 0 ? "vcpm" : "cpc");
  item.members.text("deliveryProfile", "as_soon_as_possible");
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

// ASIN_SAME_AS in the newer operations, asinSameAs in the older ones.
std::string written(std::string_view constant, bool as_constant) {
  if (as_constant) return std::string(constant);
  std::string text;
  for (size_t i = 0; i < constant.size(); ++i) {
    const bool upper_case = i > 0 && constant[i - 1] == '_';
    if (constant[i] != '_') text += upper_case ? constant[i] : static_cast<char>(constant[i] + ('a' - 'A'));
  }
  return text;
}

void add_keyword(Item& item, bool negative) {
  item.own_id("keywordId");
  item.parents();
  item.keyword_text();
  const std::string_view type = negative ? negative_match_type(item.entity) : match_type(item.entity);
  item.members.text("matchType", written(type, item.ids_as_text));
  item.state();
  if (!negative && item.entity.key % 10 != 0) item.members.amount("bid", bid(item.entity, item.profile()));
}

void add_target(Item& item, bool negative) {
  item.own_id("targetId");
  item.parents();
  const Aim aim = aim_of(item.entity, item.catalog);
  std::string expression = "[{\"type\":\"" + written(aim.type, item.ids_as_text) + "\"";
  if (!aim.value.empty()) expression += ",\"value\":\"" + aim.value + "\"";
  expression += "}]";
  const bool older_brands = item.product == Product::sb;
  item.members.raw(older_brands ? "expressions" : "expression", expression);
  item.members.raw(older_brands ? "resolvedExpressions" : "resolvedExpression", expression);
  if (item.product == Product::sd) item.members.text("expressionType", "manual");
  if (item.product == Product::sp && !negative)
    item.members.text("expressionType", aim.automatic ? "AUTO" : "MANUAL");
  item.state();
  if (!negative && item.entity.key % 10 != 0) item.members.amount("bid", bid(item.entity, item.profile()));
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
      return add_keyword(item, false);
    case Kind::sp_negative_keyword:
    case Kind::sp_campaign_negative_keyword:
    case Kind::sb_negative_keyword:
      return add_keyword(item, true);
    case Kind::sp_target:
    case Kind::sb_target:
    case Kind::sd_target:
      return add_target(item, false);
    default:
      return add_target(item, true);
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
