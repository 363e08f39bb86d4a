#include <catch2/catch.hpp>
#include <set>

#include "ads_client.hpp"
#include "simulator/amazon/ads/entities.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

struct List {
  const char *path, *media, *array, *id, *stream, *product;
};
constexpr List kLists[] = {
    {"/portfolios/list", "vnd.spPortfolio.v3+json", "portfolios", "portfolioId", "portfolios", ""},
    {"/sp/campaigns/list", "vnd.spCampaign.v3+json", "campaigns", "campaignId", "campaigns",
     "SPONSORED_PRODUCTS"},
    {"/sp/adGroups/list", "vnd.spAdGroup.v3+json", "adGroups", "adGroupId", "ad_groups",
     "SPONSORED_PRODUCTS"},
    {"/sp/productAds/list", "vnd.spProductAd.v3+json", "productAds", "adId", "ads", "SPONSORED_PRODUCTS"},
    {"/sp/keywords/list", "vnd.spKeyword.v3+json", "keywords", "keywordId", "keywords", "SPONSORED_PRODUCTS"},
    {"/sp/targets/list", "vnd.spTargetingClause.v3+json", "targetingClauses", "targetId", "targets",
     "SPONSORED_PRODUCTS"},
    {"/sb/v4/campaigns/list", "vnd.sbcampaignresource.v4+json", "campaigns", "campaignId", "campaigns",
     "SPONSORED_BRANDS"},
    {"/sb/v4/adGroups/list", "vnd.sbadgroupresource.v4+json", "adGroups", "adGroupId", "ad_groups",
     "SPONSORED_BRANDS"},
    {"/sb/v4/ads/list", "vnd.sbadresource.v4+json", "ads", "adId", "ads", "SPONSORED_BRANDS"},
    {"/sb/keywords", "vnd.sbkeyword.v3+json", "", "keywordId", "keywords", "SPONSORED_BRANDS"},
    {"/sb/negativeKeywords", "vnd.sbnegativekeyword.v3+json", "", "keywordId", "negative_keywords",
     "SPONSORED_BRANDS"},
    {"/sb/targets/list", "vnd.sblisttargetsresponse.v3+json", "targets", "targetId", "targets",
     "SPONSORED_BRANDS"},
    {"/sb/negativeTargets/list", "vnd.sblistnegativetargetsresponse.v3+json", "negativeTargets", "targetId",
     "negative_targets", "SPONSORED_BRANDS"},
    {"/sd/campaigns", "", "", "campaignId", "campaigns", "SPONSORED_DISPLAY"},
    {"/sd/adGroups/extended", "", "", "adGroupId", "ad_groups", "SPONSORED_DISPLAY"},
    {"/sd/productAds", "", "", "adId", "ads", "SPONSORED_DISPLAY"},
    {"/sd/targets", "", "", "targetId", "targets", "SPONSORED_DISPLAY"},
    {"/sd/negativeTargets", "", "", "targetId", "negative_targets", "SPONSORED_DISPLAY"},
};

// What the oracle tells for a list.
std::set<std::string> told(AdsClient& client, const List& list) {
  const std::string column = std::string(list.stream).find("keyword") != std::string::npos   ? "keyword_id"
                             : std::string(list.stream).find("targets") != std::string::npos ? "target_id"
                             : std::string(list.stream) == "ads"                             ? "ad_id"
                             : std::string(list.stream) == "ad_groups"                       ? "ad_group_id"
                             : std::string(list.stream) == "portfolios"                      ? "portfolio_id"
                                                                                             : "campaign_id";
  std::set<std::string> ids;
  for (const auto& row : client.oracle(list.stream)) {
    if (row->optValue<std::string>("ad_product", "") == list.product)
      ids.insert(row->getValue<std::string>(column));
  }
  return ids;
}

std::set<std::string> keys(const std::map<std::string, int>& counted) {
  std::set<std::string> result;
  for (const auto& [key, count] : counted)
    result.insert(key);
  return result;
}

}  // namespace

TEST_CASE("Ads: every list pages through exactly what the oracle tells") {
  AdsClient client;
  client.use("na", 0);
  for (const List& list : kLists) {
    INFO(list.path);
    const auto ids = client.list_all(list.path, list.media, list.array, list.id, 7);
    CHECK_FALSE(ids.empty());
    CHECK(keys(ids) == told(client, list));
  }
}

TEST_CASE("Ads: the negatives of Sponsored Products are those of ad groups and of campaigns") {
  AdsClient client;
  client.use("fe", 1);
  std::set<std::string> listed;
  for (const auto& [path, media, array] :
       {std::array{"/sp/negativeKeywords/list", "vnd.spNegativeKeyword.v3+json", "negativeKeywords"},
        std::array{"/sp/campaignNegativeKeywords/list", "vnd.spCampaignNegativeKeyword.v3+json",
                   "campaignNegativeKeywords"}}) {
    listed.merge(keys(client.list_all(path, media, array, "keywordId", 10)));
  }
  CHECK(listed == told(client, {"", "", "", "", "negative_keywords", "SPONSORED_PRODUCTS"}));
}

TEST_CASE("Ads: pages repeat entities here and there, never lose them") {
  AdsClient client;
  client.use("na", 0);
  const auto ids = client.list_all("/sp/keywords/list", "vnd.spKeyword.v3+json", "keywords", "keywordId", 5);
  int repeated = 0;
  for (const auto& [id, count] : ids)
    repeated += count > 1;
  CHECK(repeated > 0);
  CHECK(repeated < 20);
}

TEST_CASE("Ads: lists can be filtered, and a page token belongs to its filters") {
  AdsClient client;
  client.use("na", 0);
  const std::string media = "vnd.spKeyword.v3+json";
  const auto list = [&](const std::string& more) {
    return keys(client.list_all("/sp/keywords/list", media, "keywords", "keywordId", 50, more));
  };
  const auto all = list("");
  const auto enabled = list(R"(,"stateFilter":{"include":["ENABLED"]})");
  const auto rest = list(R"(,"stateFilter":{"include":["PAUSED","ARCHIVED"]})");
  CHECK(enabled.size() + rest.size() == all.size());
  CHECK(enabled.size() > rest.size());
  CHECK_FALSE(rest.empty());

  const auto first = parse(client.ads("POST", "/sp/keywords/list", media, R"({"maxResults":1})").body);
  const auto keyword = first->getArray("keywords")->getObject(0);
  const std::string campaign = keyword->getValue<std::string>("campaignId");
  const auto of_campaign = list(",\"campaignIdFilter\":{\"include\":[\"" + campaign + "\"]}");
  CHECK(of_campaign.count(keyword->getValue<std::string>("keywordId")) == 1);
  CHECK(of_campaign.size() < all.size());
  CHECK(list(",\"keywordIdFilter\":{\"include\":[\"" + keyword->getValue<std::string>("keywordId") + "\"]}")
            .size() == 1);
  CHECK(first->getValue<size_t>("totalResults") == all.size());

  const std::string token = first->getValue<std::string>("nextToken");
  CHECK(client.ads("POST", "/sp/keywords/list", media, "{\"nextToken\":\"" + token + "\"}").status == 200);
  CHECK(client
            .ads("POST", "/sp/keywords/list", media,
                 "{\"nextToken\":\"" + token + R"(","stateFilter":{"include":["PAUSED"]}})")
            .status == 400);
  const std::string older = client.profile;
  client.use("na", 1);
  CHECK(client.ads("POST", "/sp/keywords/list", media, "{\"nextToken\":\"" + token + "\"}").status == 400);
}

TEST_CASE("Ads: extended data comes when asked for") {
  AdsClient client;
  client.use("na", 0);
  const auto first = [&](const std::string& body) {
    const Reply reply = client.ads("POST", "/sp/campaigns/list", "vnd.spCampaign.v3+json", body);
    CHECK(reply.content_type == "application/vnd.spCampaign.v3+json");
    return parse(reply.body)->getArray("campaigns")->getObject(0);
  };
  CHECK_FALSE(first("{}")->has("extendedData"));
  CHECK(first(R"({"includeExtendedDataFields":true})")->getObject("extendedData")->has("lastUpdateDateTime"));
  CHECK_FALSE(parse_array(client.ads("GET", "/sd/campaigns").body)->getObject(0)->has("servingStatus"));
  CHECK(parse_array(client.ads("GET", "/sd/campaigns/extended").body)->getObject(0)->has("lastUpdatedDate"));
}

TEST_CASE("Ads: a glitch leaves entities out of one listing, all its pages included") {
  AdsClient client;
  client.use("na", 0);
  const auto list = [&] {
    return client.list_all("/sp/keywords/list", "vnd.spKeyword.v3+json", "keywords", "keywordId", 20).size();
  };
  const size_t whole = list();
  client.control("/faults", R"({"kind":"list_glitch","count":1})");
  CHECK(list() < whole - 1);
  CHECK(list() == whole);
}

TEST_CASE("Ads: faults of paging") {
  AdsClient client;
  client.use("na", 0);
  const std::string media = "vnd.spCampaign.v3+json";
  client.control("/faults", R"({"kind":"empty_page","count":1})");
  const auto empty = parse(client.ads("POST", "/sp/campaigns/list", media, "{}").body);
  CHECK(empty->getArray("campaigns")->empty());
  const std::string token = empty->getValue<std::string>("nextToken");
  client.control("/faults", R"({"kind":"bad_page_token","count":1})");
  CHECK(client.ads("POST", "/sp/campaigns/list", media, "{\"nextToken\":\"" + token + "\"}").status == 400);
  client.control("/faults", R"({"kind":"unknown_status","count":1})");
  const auto odd = parse(client.ads("POST", "/sp/campaigns/list", media, "{}").body)->getArray("campaigns");
  CHECK(odd->getObject(0)->getValue<std::string>("state") == "SOMETHING_NEW");
  CHECK(odd->getObject(1)->getValue<std::string>("state") != "SOMETHING_NEW");
}

TEST_CASE("Ads: entities are created, changed, archived and vanish as time passes") {
  AdsClient client;
  client.use("na", 0);
  std::map<std::string, std::string> states, names, updated, budgets;
  for (const auto& row : client.oracle("campaigns")) {
    const std::string id = row->getValue<std::string>("campaign_id");
    states[id] = row->getValue<std::string>("state");
    names[id] = row->getValue<std::string>("name");
    updated[id] = row->getValue<std::string>("updated_at");
    budgets[id] = row->getValue<std::string>("budget_amount");
  }
  const size_t keywords = client.oracle("keywords").size();
  std::set<std::string> ads_before;
  for (const auto& row : client.oracle("ads"))
    ads_before.insert(row->getValue<std::string>("ad_id"));

  client.clock.advance(24h * 90);
  int state_changes = 0, renamed = 0, budget_changes = 0, fresh = 0, archived = 0;
  for (const auto& row : client.oracle("campaigns")) {
    const std::string id = row->getValue<std::string>("campaign_id");
    if (!states.count(id)) {
      ++fresh;
      continue;
    }
    const bool state = states[id] != row->getValue<std::string>("state");
    const bool name = names[id] != row->getValue<std::string>("name");
    const bool budget = budgets[id] != row->getValue<std::string>("budget_amount");
    state_changes += state;
    renamed += name;
    budget_changes += budget;
    archived += state && row->getValue<std::string>("state") == "ARCHIVED";
    if (state || name || budget) CHECK(updated[id] < row->getValue<std::string>("updated_at"));
    if (states[id] == "ARCHIVED") CHECK_FALSE((state || name || budget));  // nothing happens to it any more
  }
  CHECK(fresh >= 3);
  CHECK(state_changes >= 3);
  CHECK(renamed >= 3);
  CHECK(budget_changes >= 5);
  CHECK(archived >= 1);
  CHECK(client.oracle("keywords").size() > keywords);
  std::set<std::string> ads_after;
  for (const auto& row : client.oracle("ads"))
    ads_after.insert(row->getValue<std::string>("ad_id"));
  size_t gone = 0;
  for (const std::string& id : ads_before)
    gone += ads_after.count(id) == 0;
  CHECK(gone > 0);
  CHECK(gone < ads_before.size() / 10);
}

TEST_CASE("Ads: ids lead back to their entity, and children are younger than their parents") {
  AdsClient client;
  for (const auto& profile : client.simulator.world().ads->accounts.all()) {
    const ads::Catalog catalog(profile, client.options);
    const int64_t now = client.simulator.world().now_us();
    for (size_t k = 0; k < ads::kKinds; ++k) {
      const auto kind = static_cast<ads::Kind>(k);
      for (int64_t index = 0; index < catalog.count(kind, now); index += 13) {
        REQUIRE(catalog.index_of(kind, catalog.id(kind, index)) == index);
        const auto entity = catalog.at(kind, index, now);
        if (!entity || entity->campaign < 0) continue;
        const auto parent = catalog.life(ads::campaign_kind(ads::product_of(kind)), entity->campaign);
        REQUIRE(parent.created_us < entity->created_us);
      }
    }
    if (profile->type != "agency") CHECK_FALSE(catalog.index_of(ads::Kind::sp_campaign, 12345).has_value());
  }
}

TEST_CASE("Ads: budget usage tells success and failure for each campaign") {
  AdsClient client;
  client.use("na", 0);
  client.clock.advance(20h);
  client.token = client.access("na");
  for (const auto& [product, name] :
       {std::pair{"/sp", "sp"}, std::pair{"/sb", "sb"}, std::pair{"/sd", "sd"}}) {
    const std::string code = std::string(name) == "sp"   ? "SPONSORED_PRODUCTS"
                             : std::string(name) == "sb" ? "SPONSORED_BRANDS"
                                                         : "SPONSORED_DISPLAY";
    std::map<std::string, std::string> expected;
    std::string ids = "\"1\"";
    for (const auto& row : client.oracle("budget_usage")) {
      if (row->getValue<std::string>("ad_product") != code) continue;
      expected[row->getValue<std::string>("campaign_id")] = row->getValue<std::string>("usage_percent");
      ids += ",\"" + row->getValue<std::string>("campaign_id") + "\"";
    }
    const Reply reply = client.ads("POST", std::string(product) + "/campaigns/budget/usage",
                                   "vnd." + std::string(name) + "campaignbudgetusage.v1+json",
                                   "{\"campaignIds\":[" + ids + "]}");
    CHECK(reply.status == (std::string(name) == "sd" ? 200 : 207));
    const auto answer = parse(reply.body);
    CHECK(answer->getArray("error")->size() == 1);
    REQUIRE(answer->getArray("success")->size() == expected.size());
    CHECK(expected.size() >= 4);
    for (unsigned i = 0; i < expected.size(); ++i) {
      const auto entry = answer->getArray("success")->getObject(i);
      const double percent = entry->getValue<double>("budgetUsagePercent");
      CHECK(percent == Approx(std::stod(expected[entry->getValue<std::string>("campaignId")])));
      CHECK(percent >= 0);
      CHECK(percent <= 100);
    }
  }
  std::string many = "\"1\"";
  for (int i = 0; i < 100; ++i)
    many += ",\"1\"";
  CHECK(client.ads("POST", "/sp/campaigns/budget/usage", "json", "{\"campaignIds\":[" + many + "]}").status ==
        422);
}
