#include <catch2/catch.hpp>

#include "ads_client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kCampaigns = "vnd.spCampaign.v3+json";

std::string parameter(const std::string& url, const std::string& name) {
  return value_or(make_request("GET", url).query, name);
}

std::string fault(const std::string& members) {
  return "{" + members + ",\"login\":\"" + kAllRegions + "\"}";
}

}  // namespace

TEST_CASE("Ads: consent gives a code that is exchanged for a grant of its region") {
  AdsClient client;
  const std::string redirect = client.consent("na", kAllRegions);
  CHECK(redirect.starts_with("http://127.0.0.1:8420/oauth/callback/amazon-ads-na?code="));
  CHECK(parameter(redirect, "scope") == "advertising::campaign_management");
  CHECK(parameter(redirect, "state") == "s/1");
  const Reply granted = client.token_of_code("na", redirect);
  REQUIRE(granted.status == 200);
  client.token = text_of(granted.body, "access_token");
  CHECK(client.profiles("na")->size() == 5);
  CHECK(client.profiles("eu")->size() == 4);  // a login reaches all its regions with any token
  CHECK(client.token_of_code("na", redirect).status == 400);  // single use

  const std::string refresh = text_of(granted.body, "refresh_token");
  const Reply again = client.refresh_in("na", refresh);
  CHECK(text_of(again.body, "refresh_token") == refresh);
  client.token = text_of(again.body, "access_token");
  CHECK(client.profiles("fe")->size() == 4);
}

TEST_CASE("Ads: what the consent page refuses") {
  AdsClient client;
  const std::string denied = client.consent("eu", kAllRegions, "deny");
  CHECK(parameter(denied, "error") == "access_denied");
  CHECK(parameter(denied, "state") == "s/1");
  CHECK(parameter(denied, "code").empty());

  const auto page = [&](const std::string& scope, const std::string& redirect, const std::string& client_id) {
    return client.get("/ads/eu/ap/oa?response_type=code&state=x&client_id=" + client_id + "&scope=" + scope +
                      "&redirect_uri=" + redirect);
  };
  const std::string good = "http://127.0.0.1:8420/oauth/callback/amazon-ads-eu";
  const Reply sign_in = page("advertising::campaign_management", good, kDemoClientId);
  CHECK(sign_in.status == 200);
  CHECK(sign_in.body.find("mooring-other") != std::string::npos);
  CHECK(sign_in.body.find("no advertising accounts in EU") != std::string::npos);  // the logins of NA and FE
  const Reply scope = page("profile", good, kDemoClientId);
  CHECK(parameter(header(scope, "Location"), "error") == "invalid_scope");
  const Reply elsewhere = page("advertising::campaign_management", "http://evil.example/", kDemoClientId);
  CHECK(elsewhere.status == 400);
  CHECK(header(elsewhere, "Location").empty());
  CHECK(page("advertising::campaign_management", good, "amzn1.nobody").status == 400);
}

TEST_CASE("Ads: a code is worth nothing without its redirect address") {
  AdsClient client;
  const std::string code = parameter(client.consent("na", kAllRegions), "code");
  const Reply refused = client.Client::token({{"grant_type", "authorization_code"}, {"code", code}});
  CHECK(text_of(refused.body, "error") == "invalid_grant");
}

TEST_CASE("Ads: a grant ends in one region and for one login only") {
  AdsClient client;
  client.use("na", 0);
  CHECK(client.control("/faults", fault(R"("kind":"revoke_grant","region":"NA")")).status == 201);
  const Reply revoked = client.refresh_in("na", client.refresh_token("na"));
  CHECK(text_of(revoked.body, "error") == "invalid_grant");
  CHECK(text_of(revoked.body, "error_description").find("User may have revoked") != std::string::npos);
  CHECK(client.refresh_in("eu", client.refresh_token("eu")).status == 200);
  CHECK(client.refresh_in("na", client.refresh_token("na", "amzn1.account.mooring-na")).status == 200);
  const Reply call = client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}");
  CHECK(call.status == 401);
  CHECK(error_text(call) == "Authentication failed");

  CHECK(client.token_of_code("na", client.consent("na", kAllRegions)).status ==
        200);  // a new grant works at once
  client.control("/faults", fault(R"("kind":"expire_grant","region":"EU")"));
  const Reply expired = client.refresh_in("eu", client.refresh_token("eu"));
  CHECK(text_of(expired.body, "error_description") ==
        "The request has an invalid grant parameter : refresh_token");
  client.control("/faults", fault(R"("kind":"restore_grant","region":"EU")"));
  CHECK(client.refresh_in("eu", client.refresh_token("eu")).status == 200);
  CHECK(client.refresh_in("na", client.refresh_token("na")).status ==
        400);  // of the other region it stays revoked
}

TEST_CASE("Ads: a grant belongs to the region of its consent, whichever host its token calls") {
  AdsClient client;
  client.use("eu", 0);
  const std::string of_eu = client.token;
  const std::string of_na = client.access("na");
  client.control("/faults", fault(R"("kind":"revoke_grant","region":"NA")"));
  CHECK(client.ads("GET", "/sd/campaigns").status == 200);
  client.token = of_na;
  CHECK(client.ads("GET", "/sd/campaigns").status == 401);  // on the host of EU
  client.control("/faults", fault(R"("kind":"restore_grant")"));
  client.control("/faults", fault(R"("kind":"revoke_grant","region":"EU","keep_access_tokens":true)"));
  client.token = of_eu;
  CHECK(client.ads("GET", "/sd/campaigns").status == 200);  // until it expires
  CHECK(client.refresh_in("eu", client.refresh_token("eu")).status == 400);
}

TEST_CASE("Ads: profiles are listed by right, type and payment, and to those who reach them") {
  AdsClient client;
  client.token = client.access("eu");
  CHECK(client.profiles("eu")->size() == 4);
  CHECK(client.profiles("eu", "?accessLevel=view")->size() == 5);
  CHECK(client.profiles("eu", "?profileTypeFilter=vendor")->size() == 1);
  CHECK(client.profiles("na", "?profileTypeFilter=agency")->size() == 1);
  const auto german = client.profiles("eu")->getObject(0);
  CHECK(german->getValue<std::string>("countryCode") == "DE");
  CHECK(german->getValue<std::string>("timezone") == "Europe/Paris");
  CHECK(german->getValue<uint64_t>("profileId") > 1ull << 53);
  CHECK(german->getObject("accountInfo")->getValue<std::string>("marketplaceStringId") == "A1PA6795UKMFR9");
  CHECK(client.profiles("eu")->getObject(1)->getObject("accountInfo")->getValue<bool>("validPaymentMethod"));

  client.token = client.access("eu", "amzn1.account.mooring-eu");
  CHECK(client.profiles("eu")->size() == 4);
  CHECK(client.profiles("na")->empty());
  client.token = client.access("eu", "amzn1.account.mooring-other");
  CHECK(client.profiles("eu")->size() == 1);
  CHECK(client.profiles("eu")->getObject(0)->getValue<std::string>("countryCode") != "");
}

TEST_CASE("Ads: profiles come and go") {
  AdsClient client;
  client.use("eu", 0);
  const std::string id = text_of(client.control("/ads/profiles", R"({"region":"EU"})").body, "id");
  CHECK(client.profiles("eu")->size() == 5);
  client.profile = id;
  CHECK(client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}").status == 200);

  Request removal = make_request("DELETE", "/control/api/ads/profiles/" + id);
  CHECK(client.simulator.handle(removal).status == 200);
  CHECK(client.profiles("eu")->size() == 4);
  const Reply lost = client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}");
  CHECK(lost.status == 401);
  CHECK(error_text(lost) == "Not authorized to access scope");
  CHECK(client.control("/ads/profiles", "{\"profile\":\"" + id + "\"}").status == 200);
  CHECK(client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}").status == 200);
}

TEST_CASE("Ads: every refusal is in its API's dialect and says whether token or profile is wrong") {
  AdsClient client;
  client.use("na", 0);
  const std::string token = client.token, profile = client.profile;
  const auto modern = [&] { return client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}"); };
  CHECK(modern().status == 200);
  CHECK(header(modern(), "x-amzn-RequestId").size() == 36);

  client.token = "Atza|nonsense";
  CHECK(modern().status == 401);
  CHECK(text_of(modern().body, "code") == "UNAUTHORIZED");
  CHECK(text_of(modern().body, "message").find("cope") == std::string::npos);
  CHECK(text_of(client.ads("GET", "/sd/campaigns").body, "details") == "Authentication failed");
  CHECK(text_of(client.ads("GET", "/reporting/reports/x").body, "detail") == "Authentication failed");
  client.token = client.access_token();  // a seller's
  CHECK(modern().status == 401);
  client.token = token;
  CHECK(client
            .call("POST", "/ads/na/sp/campaigns/list",
                  {{"Authorization", "Bearer " + token},
                   {"Amazon-Advertising-API-ClientId", "amzn1.other"},
                   {"Amazon-Advertising-API-Scope", profile}})
            .status == 401);

  client.profile.clear();
  CHECK(error_text(modern()) == "Scope header is missing");
  client.profile = "4711";
  CHECK(error_text(modern()) == "No matching advertiser found for scope");
  client.use("eu", 0);
  const std::string german = client.profile;
  client.use("na", 0);
  client.profile = german;
  CHECK(error_text(modern()) == "No matching advertiser found for scope");  // a profile of another region
  client.profile = profile;

  CHECK(client.ads("POST", "/sp/campaigns/list", "json", "{}").status == 415);
  CHECK(client
            .call("POST", "/ads/na/sp/campaigns/list",
                  {{"Authorization", "Bearer " + token},
                   {"Amazon-Advertising-API-ClientId", kDemoClientId},
                   {"Amazon-Advertising-API-Scope", profile},
                   {"Content-Type", "application/vnd.spCampaign.v3+json"},
                   {"Accept", "application/json"}})
            .status == 406);
  CHECK(client.ads("POST", "/sp/campaigns/list", kCampaigns, R"({"maxResults":1001})").status == 400);
  CHECK(client.ads("POST", "/sp/campaigns/list", kCampaigns, R"({"stateFilter":{"include":["X"]}})").status ==
        400);
  CHECK(client.ads("POST", "/sp/campaigns/list", kCampaigns, "{").status == 400);
  CHECK(client.ads("GET", "/sp/nothing").status == 404);

  client.use("eu", 2);
  const Reply brands = client.ads("POST", "/sb/v4/campaigns/list", "vnd.sbcampaignresource.v4+json", "{}");
  CHECK(brands.status == 403);
  CHECK(text_of(brands.body, "code") == "ACCESS_DENIED");
  CHECK(client.ads("GET", "/sd/campaigns").status == 200);
  client.use("na", 4);
  CHECK(modern().status == 403);  // an agency
}

TEST_CASE("Ads: a token dies after an hour") {
  AdsClient client;
  client.use("fe", 0);
  client.clock.advance(3599s);
  CHECK(client.ads("GET", "/sd/campaigns").status == 200);
  client.clock.advance(1s);
  CHECK(client.ads("GET", "/sd/campaigns").status == 401);
}

TEST_CASE("Ads: faults can aim at the channel, a profile, an endpoint") {
  AdsClient client;
  client.use("na", 0);
  const std::string seller_token = client.access_token();
  client.control("/faults", R"({"kind":"throttle","channel":"ads","retry_after_s":7})");
  const Reply throttled = client.ads("POST", "/sp/campaigns/list", kCampaigns, "{}");
  CHECK(throttled.status == 429);
  CHECK(text_of(throttled.body, "code") == "THROTTLED");
  CHECK(header(throttled, "Retry-After") == "7");
  CHECK(client.get(kParticipations, seller_token).status == 200);
  client.control("/reset", "{}");

  client.control("/faults", "{\"kind\":\"scope_lost\",\"profile\":\"" + client.profile + "\",\"count\":1}");
  CHECK(client.ads("GET", "/sd/campaigns").status == 401);
  client.control("/faults", R"({"kind":"role_missing","endpoint":"listKeywords"})");
  CHECK(client.ads("GET", "/sd/campaigns").status == 200);
  CHECK(client.ads("GET", "/sb/keywords").status == 403);
  client.control("/faults", R"({"kind":"http_error","status":500,"endpoint":"listAds","count":1})");
  const Reply broken = client.ads("GET", "/sd/productAds");
  CHECK(broken.status == 500);
  CHECK(text_of(broken.body, "code") == "INTERNAL_ERROR");
}

TEST_CASE("Ads: random throttling comes in three kinds") {
  Options options = AdsClient::small();
  options.ads_throttle_percent = 50;
  AdsClient client(options);
  client.profile = "1";
  int waits = 0, pages = 0, plain = 0, answered = 0;
  for (int i = 0; i < 200; ++i) {
    const Reply reply = client.ads("GET", "/sd/campaigns");
    if (reply.status != 429) {
      ++answered;
    } else if (reply.content_type.starts_with("text/html")) {
      ++pages;
    } else {
      ++(header(reply, "Retry-After").empty() ? plain : waits);
    }
  }
  CHECK(waits > 5);
  CHECK(pages > 5);
  CHECK(plain > 5);
  CHECK(answered > 50);
}
