// The oracle's rows of entity lists, budget usage and profiles.
#include <array>

#include "ads/entity_facts.hpp"
#include "ads/entity_json.hpp"
#include "ads/oracle_rows.hpp"
#include "ads/usage.hpp"
#include "oracle_row.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

std::string text_of_id(uint64_t id) {
  return std::to_string(id);
}

std::string amount_text(int64_t hundredths) {
  std::string text;
  append_amount(text, hundredths);
  return text;
}

std::string date_text(int64_t us) {
  std::string text;
  append_date(text, us);
  return text;
}

// One row of one entity.
struct Teller {
  const Catalog& catalog;
  const Entity& entity;
  OracleRow row;
  Product product;

  Teller(std::string& out, std::string_view stream, const Catalog& from, const Entity& what)
      : catalog(from), entity(what), row(out, stream), product(product_of(what.kind)) {
    row.text("profile_id", text_of_id(profile().id));
    if (product != Product::none) row.text("ad_product", product_code(product));
  }
  const Profile& profile() const { return catalog.profile(); }
  void amount_or_null(std::string_view name, std::optional<int64_t> amount) {
    amount ? row.text(name, amount_text(*amount)) : row.null(name);
  }
  void campaign() {
    if (!tells_campaign(entity.kind)) return row.null("campaign_id");
    row.text("campaign_id", text_of_id(catalog.id(campaign_kind(product), entity.campaign)));
  }
  void parents() {
    campaign();
    if (entity.ad_group < 0) return row.null("ad_group_id");
    row.text("ad_group_id", text_of_id(catalog.id(ad_group_kind(product), entity.ad_group)));
  }
  void name() {
    std::string text;
    append_name(text, entity);
    row.text("name", text);
  }
  void state() { row.text("state", upper(entity.state)); }
  void keyword_text() {
    std::string text;
    append_keyword_text(text, entity);
    row.text("keyword_text", text);
  }
  void bid_or_null() {
    amount_or_null("bid", has_bid(entity) ? std::optional(bid(entity, profile())) : std::nullopt);
  }
  // Older Sponsored Brands operations tell neither times nor serving status.
  void end() {
    const bool silent = product == Product::sb && !is_newer(entity.kind);
    if (silent) {
      for (const std::string_view missing : {"serving_status", "created_at", "updated_at"})
        row.null(missing);
      return;
    }
    row.text("serving_status", serving_status(entity));
    row.time("created_at", entity.created_us);
    row.time("updated_at", entity.updated_us);
  }
};

void tell_portfolio(Teller& teller) {
  OracleRow& row = teller.row;
  row.text("portfolio_id", text_of_id(teller.entity.id));
  teller.name();
  teller.state();
  row.raw("in_budget", in_budget(teller.entity) ? "true" : "false");
  const auto budget = portfolio_budget(teller.entity, teller.profile());
  teller.amount_or_null("budget_amount", budget);
  row.text_or_null("budget_currency", budget ? teller.profile().marketplace->currency : "");
  row.text_or_null("budget_policy", budget ? kPortfolioPolicy : "");
  row.null("budget_start_date");
  row.null("budget_end_date");
}

void tell_campaign(Teller& teller) {
  OracleRow& row = teller.row;
  const Entity& entity = teller.entity;
  row.text("campaign_id", text_of_id(entity.id));
  teller.name();
  teller.state();
  const auto portfolio = portfolio_of(entity, teller.catalog);
  row.text_or_null("portfolio_id",
                   portfolio ? text_of_id(teller.catalog.id(Kind::portfolio, *portfolio)) : "");
  std::string_view targeting;
  if (teller.product == Product::sp) targeting = teller.catalog.is_auto(entity.index) ? "AUTO" : "MANUAL";
  if (teller.product == Product::sd) targeting = tactic(entity);
  row.text_or_null("targeting_type", targeting);
  row.text_or_null("bidding_strategy", bidding_strategy(entity));
  row.text("budget_amount", amount_text(daily_budget(entity, teller.profile())));
  row.text("budget_type", "DAILY");
  row.text("budget_currency", teller.profile().marketplace->currency);
  row.text_or_null("cost_type", teller.product == Product::sd ? cost_type(entity) : "");
  row.null("goal");
  row.text("start_date", date_text(entity.created_us));
  const auto end = end_us(entity);
  row.text_or_null("end_date", end ? date_text(*end) : "");
}

void tell_ad_group(Teller& teller) {
  teller.row.text("ad_group_id", text_of_id(teller.entity.id));
  teller.campaign();
  teller.name();
  teller.state();
  const bool brands = teller.product == Product::sb;
  teller.amount_or_null("default_bid",
                        brands ? std::nullopt : std::optional(bid(teller.entity, teller.profile())));
}

void tell_ad(Teller& teller) {
  OracleRow& row = teller.row;
  const bool brands = teller.product == Product::sb;
  row.text("ad_id", text_of_id(teller.entity.id));
  teller.parents();
  brands ? teller.name() : row.null("name");
  std::string asin, sku;
  append_asin(asin, teller.entity.key);
  row.text("asin", asin);
  if (!brands && teller.profile().type != "vendor") append_sku(sku, teller.entity.key);
  row.text_or_null("sku", sku);
  teller.state();
}

void tell_keyword(Teller& teller) {
  const bool negative = is_negative(teller.entity.kind);
  if (negative) teller.row.text("level", teller.entity.ad_group < 0 ? "campaign" : "ad_group");
  teller.row.text("keyword_id", text_of_id(teller.entity.id));
  teller.parents();
  teller.keyword_text();
  teller.row.text("match_type", negative ? negative_match_type(teller.entity) : match_type(teller.entity));
  teller.state();
  if (!negative) teller.bid_or_null();
}

void tell_target(Teller& teller) {
  OracleRow& row = teller.row;
  const bool negative = is_negative(teller.entity.kind);
  if (negative) row.text("level", teller.entity.ad_group < 0 ? "campaign" : "ad_group");
  row.text("target_id", text_of_id(teller.entity.id));
  teller.parents();
  if (!negative) row.text_or_null("expression_type", expression_type(teller.entity, teller.catalog));
  const std::string expression = expression_json(teller.entity, teller.catalog);
  row.raw("expression", expression);
  // As the extended lists tell it, which also tell times.
  row.raw("resolved_expression", teller.product == Product::sd ? "null" : expression);
  teller.state();
  if (!negative) teller.bid_or_null();
}

struct ListStream {
  std::string_view name;
  void (*tell)(Teller&);
  std::vector<Kind> kinds;
};

const std::vector<ListStream>& list_streams() {
  static const std::vector<ListStream> kStreams = {
      {"portfolios", tell_portfolio, {Kind::portfolio}},
      {"campaigns", tell_campaign, {Kind::sp_campaign, Kind::sb_campaign, Kind::sd_campaign}},
      {"ad_groups", tell_ad_group, {Kind::sp_ad_group, Kind::sb_ad_group, Kind::sd_ad_group}},
      {"ads", tell_ad, {Kind::sp_ad, Kind::sb_ad, Kind::sd_ad}},
      {"keywords", tell_keyword, {Kind::sp_keyword, Kind::sb_keyword}},
      {"targets", tell_target, {Kind::sp_target, Kind::sb_target, Kind::sd_target}},
      {"negative_keywords",
       tell_keyword,
       {Kind::sp_negative_keyword, Kind::sp_campaign_negative_keyword, Kind::sb_negative_keyword}},
      {"negative_targets",
       tell_target,
       {Kind::sp_negative_target, Kind::sp_campaign_negative_target, Kind::sb_negative_target,
        Kind::sd_negative_target}},
  };
  return kStreams;
}

bool is_offered(const Profile& profile, Kind kind) {
  return product_of(kind) != Product::sb || profile.brands_permitted;
}

template <class Each>
void each_entity(const Catalog& catalog, const std::vector<Kind>& kinds, int64_t as_of_us, const Each& each) {
  for (const Kind kind : kinds) {
    if (!is_offered(catalog.profile(), kind)) continue;
    const int64_t end = catalog.count(kind, as_of_us);
    for (int64_t index = 0; index < end; ++index) {
      if (const auto entity = catalog.at(kind, index, as_of_us)) each(*entity);
    }
  }
}

void tell_usage(const Catalog& catalog, int64_t as_of_us, const Line& line) {
  std::string out;
  each_entity(catalog, list_streams()[1].kinds, as_of_us, [&](const Entity& campaign) {
    if (campaign.state != State::enabled) return;
    const BudgetUsage usage = budget_usage(campaign, catalog.profile(), as_of_us);
    out.clear();
    {
      Teller teller(out, "budget_usage", catalog, campaign);
      teller.row.text("campaign_id", text_of_id(campaign.id));
      teller.row.text("budget_amount", amount_text(usage.budget));
      teller.row.text("usage_percent", amount_text(usage.percent));
      teller.row.time("usage_at", usage.at_us);
    }
    line(out);
  });
}

}  // namespace

std::string_view product_code(Product product) {
  static constexpr std::array<std::string_view, 4> kCodes = {"", "SPONSORED_PRODUCTS", "SPONSORED_BRANDS",
                                                             "SPONSORED_DISPLAY"};
  return kCodes[static_cast<size_t>(product)];
}

bool tell_list(const Catalog& catalog, std::string_view stream, int64_t as_of_us, const Line& line) {
  if (stream == "budget_usage") return tell_usage(catalog, as_of_us, line), true;
  for (const ListStream& list : list_streams()) {
    if (list.name != stream) continue;
    std::string out;
    each_entity(catalog, list.kinds, as_of_us, [&](const Entity& entity) {
      out.clear();
      {
        Teller teller(out, stream, catalog, entity);
        list.tell(teller);
        teller.end();
      }
      line(out);
    });
    return true;
  }
  return false;
}

void tell_profile(const Profile& profile, const Line& line) {
  std::string out;
  {
    OracleRow row(out, "profiles");
    row.text("profile_id", text_of_id(profile.id));
    row.text("account_name", profile.name);
    row.text("country_code", profile.country);
    row.text("currency", profile.marketplace->currency);
    row.text("time_zone", profile.time_zone);
    row.text("marketplace_id", profile.marketplace->id);
    row.text("account_id", profile.account_id);
    row.text("account_type", profile.type);
    row.null("account_sub_type");
    row.text_or_null("daily_budget", profile.type == "seller" ? kUnlimitedBudget : "");
    row.raw("valid_payment_method", profile.type != "vendor" ? "null"
                                    : profile.valid_payment  ? "true"
                                                             : "false");
    row.text("access_level", profile.view_only ? "view" : "edit");
  }
  line(out);
}

}  // namespace mooring::amazon_simulator::ads
