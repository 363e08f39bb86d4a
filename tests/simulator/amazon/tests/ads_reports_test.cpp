#include <catch2/catch.hpp>
#include <set>

#include "ads_client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;
using Poco::JSON::Object;

namespace {

constexpr const char* kColumns =
    "date campaignId impressions clicks cost purchases14d unitsSoldClicks14d sales14d purchases7d "
    "purchases30d";

Reply ask(AdsClient& client, const std::string& first = "2026-02-01",
          const std::string& last = "2026-02-20") {
  return client.ask_report("spCampaigns", "campaign", kColumns, first, last);
}

std::string status_of(AdsClient& client, const std::string& id) {
  client.token = client.access(client.region);
  return client.report(id)->getValue<std::string>("status");
}

struct Table {
  const char *type, *group, *columns, *stream, *product;
  std::vector<std::pair<const char*, const char*>> same;  // column of the report -> column of the stream
};

// The report's rows and the oracle's, reduced to what both tell, as sorted lines.
std::multiset<std::string> lines(const std::vector<Object::Ptr>& rows,
                                 const std::vector<std::pair<const char*, const char*>>& same, bool second) {
  std::multiset<std::string> result;
  for (const auto& row : rows) {
    std::string line;
    for (const auto& [in_report, in_stream] : same) {
      const auto value = row->get(second ? in_stream : in_report);
      const std::string text = value.isEmpty() ? "null" : value.convert<std::string>();
      const bool money =
          std::string(in_stream).starts_with("cost") || std::string(in_stream).starts_with("sales");
      line += (money ? std::to_string(std::llround(std::stod(text) * 100)) : text) + "|";
    }
    result.insert(line);
  }
  return result;
}

}  // namespace

TEST_CASE("Ads: a report waits, is made, and is downloaded without authorization") {
  AdsClient client;
  client.use("na", 0);
  const Reply asked = ask(client);
  REQUIRE(asked.status == 200);
  CHECK(asked.content_type == "application/vnd.createasyncreportresponse.v3+json");
  const std::string id = text_of(asked.body, "reportId");
  CHECK(text_of(asked.body, "status") == "PENDING");
  std::set<std::string> seen;
  while (status_of(client, id) != "COMPLETED") {
    seen.insert(status_of(client, id));
    client.clock.advance(10s);
  }
  CHECK(seen == std::set<std::string>{"PENDING", "PROCESSING"});

  const std::string first = client.report(id)->getValue<std::string>("url");
  const std::string second = client.report(id)->getValue<std::string>("url");
  CHECK(first != second);  // a new one each time
  const std::string target = first.substr(std::string("http://127.0.0.1").size());
  const Reply good = client.get(target);
  CHECK(good.status == 200);
  CHECK(header(good, "Content-Encoding").empty());
  const auto rows = parse_array(unzip(good.body));
  REQUIRE(rows->size() > 100);
  std::vector<std::string> names = rows->getObject(0)->getNames();
  CHECK(names.size() == 10);  // exactly the columns asked for

  CHECK(client.call("GET", target.substr(0, target.find('?')), {}).status == 403);
  Request with_token = make_request("GET", target);
  with_token.headers = {{"Authorization", "Bearer " + client.token}};
  CHECK(client.simulator.handle(with_token).status == 400);
  client.clock.advance(3600s);
  const Reply expired = client.get(target);
  CHECK(expired.status == 403);
  CHECK(expired.content_type == "application/xml");
  CHECK(expired.body.find("Request has expired") != std::string::npos);
}

TEST_CASE("Ads: asking again for a report that is being made is 425 with its id") {
  AdsClient client;
  client.use("na", 0);
  const std::string id = text_of(ask(client).body, "reportId");
  const Reply again = ask(client);
  CHECK(again.status == 425);
  CHECK(text_of(again.body, "code") == "425");
  CHECK(error_text(again) == "The Request is a duplicate of : " + id);
  CHECK(ask(client, "2026-02-02").status == 200);
  client.use("na", 1);
  CHECK(ask(client).status == 200);  // of another profile
  client.use("na", 0);
  while (status_of(client, id) != "COMPLETED")
    client.clock.advance(1min);
  CHECK(ask(client).status == 200);
}

TEST_CASE("Ads: reports fail, are slow, are duplicates and are deleted on order") {
  AdsClient client;
  client.use("na", 0);
  client.control("/faults", R"({"kind":"report_failed","count":1})");
  client.control("/faults", R"({"kind":"report_slow","delay_s":7200,"count":1})");
  const std::string id = text_of(ask(client).body, "reportId");
  client.clock.advance(7199s);
  CHECK(status_of(client, id) == "PROCESSING");
  client.clock.advance(1s);
  CHECK(status_of(client, id) == "FAILED");
  CHECK(client.report(id)->getValue<std::string>("failureReason").find("retry") != std::string::npos);
  CHECK(client.report(id)->isNull("url"));

  client.control("/faults", R"({"kind":"report_duplicate","count":1})");
  const Reply duplicate = ask(client);
  CHECK(duplicate.status == 425);
  const std::string named =
      error_text(duplicate).substr(std::string("The Request is a duplicate of : ").size());
  CHECK(status_of(client, named) == "PENDING");  // can be adopted
  CHECK(client.ads("DELETE", "/reporting/reports/" + named).status == 200);
  CHECK(client.ads("GET", "/reporting/reports/" + named).status == 404);
  client.use("na", 1);
  CHECK(client.ads("GET", "/reporting/reports/" + id).status == 404);  // of another profile
}

TEST_CASE("Ads: what is wrong with a report's request is said") {
  AdsClient client;
  client.use("na", 0);
  const auto text = [](const Reply& reply) {
    CHECK(reply.status == 400);
    CHECK(text_of(reply.body, "code") == "400");
    return error_text(reply);
  };
  const auto contains = [](const std::string& whole, const std::string& part) {
    return whole.find(part) != std::string::npos;
  };
  CHECK(contains(text(client.ask_report("spCampaigns", "campaign", "date acos", "2026-02-01", "2026-02-02")),
                 "includes invalid values: (acos). Allowed values: (date, "));
  CHECK(contains(
      text(client.ask_report("spCampaigns", "adGroup", "date campaignId", "2026-02-01", "2026-02-02")),
      "(campaignId)"));  // only with groupBy campaign
  CHECK(contains(text(client.ask_report("spNothing", "campaign", "date", "2026-02-01", "2026-02-02")),
                 "reportTypeId"));
  CHECK(contains(text(client.ask_report("spCampaigns", "asin", "date", "2026-02-01", "2026-02-02")),
                 "groupBy"));
  CHECK(contains(text(ask(client, "2026-01-01", "2026-02-01")), "31 days"));
  CHECK(contains(text(ask(client, "2026-02-02", "2026-02-01")), "before startDate"));
  CHECK(contains(text(ask(client, "2026-02-20", "2026-03-09")), "future"));
  CHECK(contains(text(ask(client, "2025-11-20", "2025-11-22")), "95 days"));
  CHECK(contains(text(client.ask_report("sbCampaigns", "campaign", "date", "2025-12-28", "2025-12-29")),
                 "60 days"));
  CHECK(contains(text(client.ask_report("sdCampaigns", "campaign", "date", "2025-12-20", "2025-12-29")),
                 "65 days"));
  CHECK(contains(
      text(client.ask_report("spCampaigns", "campaign", "date", "2026-02-01", "2026-02-02", "SUMMARY")),
      "SUMMARY"));
  CHECK(client.ads("POST", "/reporting/reports", "json", "{}").status == 415);
  client.use("eu", 2);
  CHECK(client.ask_report("sbCampaigns", "campaign", "date impressions", "2026-02-01", "2026-02-02").status ==
        403);
}

TEST_CASE("Ads: reports hold what the oracle tells, of every type") {
  const std::vector<std::pair<const char*, const char*>> sp = {{"impressions", "impressions"},
                                                               {"clicks", "clicks"},
                                                               {"cost", "cost"},
                                                               {"purchases14d", "purchases"},
                                                               {"unitsSoldClicks14d", "units"},
                                                               {"sales14d", "sales"},
                                                               {"purchases7d", "purchases_7d"},
                                                               {"sales30d", "sales_30d"}};
  const std::vector<std::pair<const char*, const char*>> other = {
      {"impressions", "impressions"}, {"clicks", "clicks"},   {"cost", "cost"},
      {"purchases", "purchases"},     {"unitsSold", "units"}, {"sales", "sales"}};
  const std::vector<Table> tables = {
      {"spCampaigns",
       "campaign",
       "",
       "campaign_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"}, {"campaignId", "campaign_id"}, {"campaignName", "campaign_name"}}},
      {"spCampaigns",
       "campaign adGroup",
       "",
       "ad_group_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"},
        {"campaignId", "campaign_id"},
        {"adGroupId", "ad_group_id"},
        {"adGroupName", "ad_group_name"}}},
      {"spCampaigns",
       "campaign campaignPlacement",
       "",
       "placement_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"}, {"campaignId", "campaign_id"}, {"placementClassification", "placement"}}},
      {"spTargeting",
       "targeting",
       "",
       "target_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"},
        {"keywordId", "target_id"},
        {"targeting", "target_text"},
        {"matchType", "match_type"}}},
      {"spSearchTerm",
       "searchTerm",
       "",
       "search_term_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"}, {"keywordId", "target_id"}, {"searchTerm", "search_term"}}},
      {"spAdvertisedProduct",
       "advertiser",
       "",
       "product_performance",
       "SPONSORED_PRODUCTS",
       {{"date", "date"}, {"adId", "ad_id"}, {"advertisedAsin", "asin"}, {"advertisedSku", "sku"}}},
      {"sbCampaigns",
       "campaign",
       "",
       "campaign_performance",
       "SPONSORED_BRANDS",
       {{"date", "date"}, {"campaignId", "campaign_id"}}},
      {"sbAdGroup",
       "adGroup",
       "",
       "ad_group_performance",
       "SPONSORED_BRANDS",
       {{"date", "date"}, {"adGroupId", "ad_group_id"}}},
      {"sbTargeting",
       "targeting",
       "",
       "target_performance",
       "SPONSORED_BRANDS",
       {{"date", "date"},
        {"keywordId", "target_id"},
        {"keywordText", "target_text"},
        {"matchType", "match_type"}}},
      {"sbSearchTerm",
       "searchTerm",
       "",
       "search_term_performance",
       "SPONSORED_BRANDS",
       {{"date", "date"}, {"keywordId", "target_id"}, {"searchTerm", "search_term"}}},
      {"sbCampaignPlacement",
       "campaignPlacement",
       "",
       "placement_performance",
       "SPONSORED_BRANDS",
       {{"date", "date"}, {"campaignId", "campaign_id"}, {"placementClassification", "placement"}}},
      {"sdCampaigns",
       "campaign",
       "",
       "campaign_performance",
       "SPONSORED_DISPLAY",
       {{"date", "date"}, {"campaignId", "campaign_id"}}},
      {"sdAdGroup",
       "adGroup",
       "",
       "ad_group_performance",
       "SPONSORED_DISPLAY",
       {{"date", "date"}, {"adGroupId", "ad_group_id"}}},
      {"sdTargeting",
       "targeting",
       "",
       "target_performance",
       "SPONSORED_DISPLAY",
       {{"date", "date"}, {"targetingId", "target_id"}, {"targetingText", "target_text"}}},
      {"sdAdvertisedProduct",
       "advertiser",
       "",
       "product_performance",
       "SPONSORED_DISPLAY",
       {{"date", "date"}, {"adId", "ad_id"}, {"promotedAsin", "asin"}, {"promotedSku", "sku"}}},
  };
  AdsClient client;
  client.use("fe", 0);
  for (const Table& table : tables) {
    INFO(table.type << " by " << table.group);
    auto same = table.same;
    const auto& figures = std::string(table.type).starts_with("sp") ? sp : other;
    same.insert(same.end(), figures.begin(), figures.end());
    std::string columns;
    for (const auto& [name, unused] : same)
      columns += (columns.empty() ? "" : " ") + std::string(name);
    // Not the newest days: they change from hour to hour, also while the report is being made.
    const auto rows =
        client.rows(client.ask_report(table.type, table.group, columns, "2026-02-05", "2026-02-15"));
    std::vector<Object::Ptr> held, told;
    for (unsigned i = 0; i < rows->size(); ++i)
      held.push_back(rows->getObject(i));
    for (const auto& row : client.oracle(table.stream, "&from=2026-02-05&to=2026-02-15")) {
      if (row->getValue<std::string>("ad_product") == table.product) told.push_back(row);
    }
    CHECK(held.size() >= 5);
    CHECK(lines(held, same, false) == lines(told, same, true));
  }
}

TEST_CASE("Ads: a summary is the sum of its days") {
  AdsClient client;
  client.use("na", 0);
  const auto daily = client.rows(client.ask_report(
      "spAdvertisedProduct", "advertiser", "date adId clicks purchases14d", "2026-01-10", "2026-01-20"));
  const auto summary = client.rows(client.ask_report("spAdvertisedProduct", "advertiser",
                                                     "startDate endDate adId clicks purchases14d",
                                                     "2026-01-10", "2026-01-20", "SUMMARY"));
  std::map<std::string, std::pair<int, int>> sums;
  for (unsigned i = 0; i < daily->size(); ++i) {
    auto& sum = sums[daily->getObject(i)->get("adId").convert<std::string>()];
    sum.first += daily->getObject(i)->getValue<int>("clicks");
    sum.second += daily->getObject(i)->getValue<int>("purchases14d");
  }
  REQUIRE(summary->size() == sums.size());
  for (unsigned i = 0; i < summary->size(); ++i) {
    const auto row = summary->getObject(i);
    CHECK(row->getValue<std::string>("endDate") == "2026-01-20");
    const auto& sum = sums.at(row->get("adId").convert<std::string>());
    CHECK(row->getValue<int>("clicks") == sum.first);
    CHECK(row->getValue<int>("purchases14d") == sum.second);
  }
}

TEST_CASE("Ads: figures of higher levels are the sums of lower ones") {
  AdsClient client;
  client.use("na", 0);
  std::map<std::string, int> by_stream;
  for (const char* stream : {"campaign_performance", "ad_group_performance", "product_performance"}) {
    for (const auto& row : client.oracle(stream, "&from=2026-02-01&to=2026-02-10")) {
      if (row->getValue<std::string>("ad_product") == "SPONSORED_PRODUCTS") {
        by_stream[stream] += row->getValue<int>("clicks");
      }
    }
  }
  CHECK(by_stream["campaign_performance"] > 1000);
  CHECK(by_stream["campaign_performance"] == by_stream["ad_group_performance"]);
  CHECK(by_stream["campaign_performance"] == by_stream["product_performance"]);
}

TEST_CASE("Ads: Sponsored Products takes 95 days and gives 65, silently") {
  AdsClient client;
  client.use("na", 0);  // today is 28 February in Los Angeles
  const auto rows = client.rows(
      client.ask_report("spCampaigns", "campaign", "date impressions", "2025-12-10", "2026-01-05"));
  std::string oldest = "9999";
  for (unsigned i = 0; i < rows->size(); ++i)
    oldest = std::min(oldest, rows->getObject(i)->getValue<std::string>("date"));
  CHECK(oldest == "2025-12-25");
  const auto old =
      client.rows(client.ask_report("spCampaigns", "campaign", "date", "2025-12-01", "2025-12-20"));
  CHECK(old->empty());
}
