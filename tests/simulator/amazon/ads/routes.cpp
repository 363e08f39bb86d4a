#include "ads/routes.hpp"

#include <array>

namespace mooring::amazon_simulator::ads {
namespace {

constexpr ListSpec kLists[] = {
    {"POST", "/portfolios/list", "listPortfolios", Kind::portfolio, "vnd.spPortfolio.v3+json", "portfolios",
     Paging::token, true},
    {"POST", "/sp/campaigns/list", "listCampaigns", Kind::sp_campaign, "vnd.spCampaign.v3+json", "campaigns",
     Paging::token, true},
    {"POST", "/sp/adGroups/list", "listAdGroups", Kind::sp_ad_group, "vnd.spAdGroup.v3+json", "adGroups",
     Paging::token, true},
    {"POST", "/sp/productAds/list", "listAds", Kind::sp_ad, "vnd.spProductAd.v3+json", "productAds",
     Paging::token, true},
    {"POST", "/sp/keywords/list", "listKeywords", Kind::sp_keyword, "vnd.spKeyword.v3+json", "keywords",
     Paging::token, true},
    {"POST", "/sp/negativeKeywords/list", "listNegatives", Kind::sp_negative_keyword,
     "vnd.spNegativeKeyword.v3+json", "negativeKeywords", Paging::token, true},
    {"POST", "/sp/campaignNegativeKeywords/list", "listNegatives", Kind::sp_campaign_negative_keyword,
     "vnd.spCampaignNegativeKeyword.v3+json", "campaignNegativeKeywords", Paging::token, true},
    {"POST", "/sp/targets/list", "listTargets", Kind::sp_target, "vnd.spTargetingClause.v3+json",
     "targetingClauses", Paging::token, true},
    {"POST", "/sp/negativeTargets/list", "listNegatives", Kind::sp_negative_target,
     "vnd.spNegativeTargetingClause.v3+json", "negativeTargetingClauses", Paging::token, true},
    {"POST", "/sp/campaignNegativeTargets/list", "listNegatives", Kind::sp_campaign_negative_target,
     "vnd.spCampaignNegativeTargetingClause.v3+json", "campaignNegativeTargetingClauses", Paging::token,
     true},
    {"POST", "/sb/v4/campaigns/list", "listCampaigns", Kind::sb_campaign, "vnd.sbcampaignresource.v4+json",
     "campaigns", Paging::token_100},
    {"POST", "/sb/v4/adGroups/list", "listAdGroups", Kind::sb_ad_group, "vnd.sbadgroupresource.v4+json",
     "adGroups", Paging::token_100},
    {"POST", "/sb/v4/ads/list", "listAds", Kind::sb_ad, "vnd.sbadresource.v4+json", "ads", Paging::token_100,
     false, true},
    {"GET", "/sb/keywords", "listKeywords", Kind::sb_keyword, "vnd.sbkeyword.v3+json", "",
     Paging::start_index},
    {"GET", "/sb/negativeKeywords", "listNegatives", Kind::sb_negative_keyword,
     "vnd.sbnegativekeyword.v3+json", "", Paging::start_index},
    {"POST", "/sb/targets/list", "listTargets", Kind::sb_target, "vnd.sblisttargetsresponse.v3+json",
     "targets", Paging::token_100},
    {"POST", "/sb/negativeTargets/list", "listNegatives", Kind::sb_negative_target,
     "vnd.sblistnegativetargetsresponse.v3+json", "negativeTargets", Paging::token_100},
    {"GET", "/sd/campaigns", "listCampaigns", Kind::sd_campaign, "", "", Paging::start_index},
    {"GET", "/sd/adGroups", "listAdGroups", Kind::sd_ad_group, "", "", Paging::start_index},
    {"GET", "/sd/productAds", "listAds", Kind::sd_ad, "", "", Paging::start_index},
    {"GET", "/sd/targets", "listTargets", Kind::sd_target, "", "", Paging::start_index},
    {"GET", "/sd/negativeTargets", "listNegatives", Kind::sd_negative_target, "", "", Paging::start_index},
    {"GET", "/sd/campaigns/extended", "listCampaigns", Kind::sd_campaign, "", "", Paging::start_index, false,
     true},
    {"GET", "/sd/adGroups/extended", "listAdGroups", Kind::sd_ad_group, "", "", Paging::start_index, false,
     true},
    {"GET", "/sd/productAds/extended", "listAds", Kind::sd_ad, "", "", Paging::start_index, false, true},
    {"GET", "/sd/targets/extended", "listTargets", Kind::sd_target, "", "", Paging::start_index, false, true},
    {"GET", "/sd/negativeTargets/extended", "listNegatives", Kind::sd_negative_target, "", "",
     Paging::start_index, false, true},
};

constexpr std::string_view kReports = "/reporting/reports";

Route report_route(std::string_view method, std::string_view path) {
  Route route;
  route.dialect = Dialect::reporting;
  if (path == kReports) {
    if (method == "POST") route.endpoint = "createReport";
    return route;
  }
  if (path[kReports.size()] != '/') return route;
  route.report_id = path.substr(kReports.size() + 1);
  if (method == "GET") route.endpoint = "getReport";
  if (method == "DELETE") route.endpoint = "deleteReport";
  return route;
}

Dialect dialect_of(const ListSpec& list) {
  const bool older_brands = list.kind >= Kind::sb_keyword && list.kind < Kind::sd_campaign;
  return older_brands || product_of(list.kind) == Product::sd ? Dialect::classic : Dialect::modern;
}

}  // namespace

Route route_of(std::string_view method, std::string_view path) {
  if (path == "/auth/o2/token") return {"adsToken", Dialect::login, nullptr, Product::none, ""};
  if (path == "/ap/oa") return {"adsConsent", Dialect::page, nullptr, Product::none, ""};
  if (path.starts_with(kReports)) return report_route(method, path);
  Route route;
  if (path == "/v2/profiles" && method == "GET") route.endpoint = "listProfiles";
  constexpr std::string_view kUsage = "/campaigns/budget/usage";
  if (path.ends_with(kUsage) && method == "POST") {
    const std::string_view product = path.substr(0, path.size() - kUsage.size());
    route.usage = product == "/sp" ? Product::sp : product == "/sb" ? Product::sb : Product::none;
    if (product == "/sd") route.usage = Product::sd;
    if (route.usage != Product::none) route.endpoint = "budgetUsage";
  }
  for (const ListSpec& list : kLists) {
    if (list.path != path || list.method != method) continue;
    route.endpoint = list.endpoint;
    route.list = &list;
    route.dialect = dialect_of(list);
  }
  return route;
}

Route storage_route() {
  return {"downloadReport", Dialect::storage, nullptr, Product::none, ""};
}

const std::vector<std::string>& endpoints() {
  static const std::vector<std::string> kNames = {
      "adsToken",     "adsConsent",   "listProfiles", "listPortfolios", "listCampaigns",
      "listAdGroups", "listAds",      "listKeywords", "listTargets",    "listNegatives",
      "budgetUsage",  "createReport", "getReport",    "deleteReport",   "downloadReport"};
  return kNames;
}

Reply error_reply(Dialect dialect, int status, std::string_view word, std::string_view text,
                  std::string_view request_id) {
  const std::string number = std::to_string(status);
  switch (dialect) {
    case Dialect::login:
      return json_reply(status, "{\"error_description\":" + json_text(text) + ",\"error\":\"server_error\"}");
    case Dialect::modern:
      return json_reply(status, "{\"code\":" + json_text(word) + ",\"message\":" + json_text(text) + "}");
    case Dialect::reporting:
      return json_reply(status, "{\"code\":\"" + number + "\",\"detail\":" + json_text(text) + "}");
    case Dialect::storage: {
      Reply reply =
          json_reply(status, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(word) +
                                 "</Code><Message>" + html_text(text) + "</Message><RequestId>" +
                                 std::string(request_id) + "</RequestId></Error>");
      reply.content_type = "application/xml";
      return reply;
    }
    default:
      return json_reply(status, "{\"code\":" + json_text(word) + ",\"details\":" + json_text(text) +
                                    ",\"requestId\":" + json_text(request_id) + "}");
  }
}

Reply throttled(Dialect dialect, int kind, std::string_view request_id) {
  if (kind == 2) {
    return html_reply(429,
                      "<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many "
                      "Requests</h1></center></body></html>");
  }
  const std::string_view word = dialect == Dialect::storage ? "SlowDown" : "THROTTLED";
  Reply reply = error_reply(dialect, 429, word, "Too Many Requests", request_id);
  if (kind == 0) reply.headers.emplace_back("Retry-After", "2");
  return reply;
}

}  // namespace mooring::amazon_simulator::ads
