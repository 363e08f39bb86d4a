// How much of a campaign's daily budget is spent: POST /{sp,sb,sd}/campaigns/budget/usage.
#include <algorithm>
#include <charconv>

#include "ads/entity_json.hpp"
#include "ads/list_query.hpp"
#include "ads/usage.hpp"
#include "base/text.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr size_t kCampaignsMax = 100;

std::string_view media_of(Product product) {
  if (product == Product::sb) return "vnd.sbcampaignbudgetusage.v1+json";
  return product == Product::sd ? "vnd.sdcampaignbudgetusage.v1+json" : "vnd.spcampaignbudgetusage.v1+json";
}

void append_failure(std::string& out, const std::string& campaign, size_t index) {
  if (out.size() > 1) out += ',';
  out += "{\"campaignId\":" + json_text(campaign) +
         ",\"code\":\"404\",\"details\":\"Campaign not found\",\"index\":" + std::to_string(index) + "}";
}

void append_success(std::string& out, const Catalog& catalog, const Entity& campaign, size_t index,
                    int64_t now_us) {
  const BudgetUsage usage = budget_usage(campaign, catalog.profile(), now_us);
  if (out.size() > 1) out += ',';
  out += "{\"budget\":";
  append_amount(out, usage.budget);
  out += ",\"budgetUsagePercent\":";
  append_amount(out, usage.percent);
  out += ",\"campaignId\":\"";
  append_integer(out, campaign.id);
  out += "\",\"index\":" + std::to_string(index) + ",\"usageUpdatedTimestamp\":";
  append_time_ms(out, usage.at_us);
  out += '}';
}

Reply usage_of(const Call& call, const std::vector<std::string>& campaigns) {
  const Catalog catalog(call.profile, call.world.options);
  const Kind kind = campaign_kind(call.route.usage);
  const int64_t now = call.world.now_us();
  std::string success = "[", failure = "[";
  for (size_t i = 0; i < campaigns.size(); ++i) {
    uint64_t id = 0;
    std::from_chars(campaigns[i].data(), campaigns[i].data() + campaigns[i].size(), id);
    const auto index = catalog.index_of(kind, id);
    const auto campaign =
        index && *index < catalog.count(kind, now) ? catalog.at(kind, *index, now) : std::nullopt;
    campaign ? append_success(success, catalog, *campaign, i, now) : append_failure(failure, campaigns[i], i);
  }
  const bool display = call.route.usage == Product::sd;
  Reply reply = json_reply(display ? 200 : 207, "{\"error\":" + failure + "],\"success\":" + success + "]}");
  reply.content_type = "application/" + std::string(media_of(call.route.usage));
  return reply;
}

}  // namespace

BudgetUsage budget_usage(const Entity& campaign, const Profile& profile, int64_t now_us) {
  constexpr int64_t kQuarter_us = 900'000'000;
  BudgetUsage usage;
  usage.budget = daily_budget(campaign, profile);
  usage.at_us = now_us / kQuarter_us * kQuarter_us;
  const LocalTime local = local_time(profile.time_zone, usage.at_us);
  const auto pace = static_cast<int64_t>(mix(campaign.key ^ static_cast<uint64_t>(local.day)) % 600);
  if (campaign.state == State::enabled) usage.percent = std::min<int64_t>(pace * local.hour, 10'000);
  return usage;
}

Reply answer_usage(const Call& call) {
  const std::string type = call.request.header("Content-Type");
  if (!names_media(type, media_of(call.route.usage)) && !names_media(type, "json")) {
    return call.error(415, "UNSUPPORTED_MEDIA_TYPE", "Cannot consume content type " + type);
  }
  const auto body = body_object(call.request);
  if (!body) return call.error(400, "400", body.error().message);
  std::vector<std::string> campaigns;
  try {
    const Poco::JSON::Array::Ptr array = (*body)->getArray("campaignIds");
    for (size_t i = 0; array && i < array->size(); ++i)
      campaigns.push_back(array->get(static_cast<unsigned>(i)).convert<std::string>());
  } catch (const Poco::Exception& error) {
    return call.error(400, "400", "campaignIds is malformed: " + error.displayText());
  }
  if (campaigns.empty() || campaigns.size() > kCampaignsMax) {
    return call.error(422, "422", "campaignIds must hold 1 to 100 campaigns");
  }
  return usage_of(call, campaigns);
}

}  // namespace mooring::amazon_simulator::ads
