// Budget usage of very many campaigns: a run commits on the way, and only the end of a product tells what is missing.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support.hpp"

using namespace mooring;
using namespace mooring::testing;
using namespace amazon_ads::testing;

namespace {

constexpr size_t kCampaigns = 60'000;  // more than a host takes without a checkpoint
constexpr size_t kRowsTakenMax = 50'000;

std::string campaign(size_t number) {
  return R"({"campaignId":")" + std::to_string(number) + "\"}";
}

// Only Sponsored Products has campaigns. A usage request is answered for each that it names.
Outcome many_campaigns(const SeenRequest& request) {
  if (request.path == "/sp/campaigns/list") {
    std::string body = R"({"campaigns":[)";
    for (size_t i = 1; i <= kCampaigns; ++i)
      body += (i > 1 ? "," : "") + campaign(i);
    return json(body + "]}");
  }
  if (request.path.starts_with("/sd/")) return json("[]");
  if (!request.path.starts_with("/sp/")) return json(R"({"campaigns":[]})");
  std::string body = R"({"success":[)";
  const size_t first = request.body.find('[') + 1;
  std::string ids = request.body.substr(first, request.body.find(']') - first) + ",";
  for (size_t at = 0; at < ids.size();) {
    const size_t end = ids.find(',', at);
    body += (at > 0 ? "," : "") +
            (R"({"budget":25,"budgetUsagePercent":10,"campaignId":)" + ids.substr(at, end - at) + "}");
    at = end + 1;
  }
  return json(body + "]}");
}

}  // namespace

TEST_CASE("budget usage of tens of thousands of campaigns is committed on the way") {
  Amazon amazon(many_campaigns);
  const TaskResult result = amazon.driver.sync("budget_usage");
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == kCampaigns);
  size_t committed = 0, listings = 0;
  for (const CheckpointValue& point : result.checkpoints) {
    CHECK(point.committed_rows < kRowsTakenMax / 5);
    CHECK(point.cursor == R"({"version":1})");  // the next run begins anew, wherever this one ended
    committed += point.committed_rows;
    if (point.listings.empty()) continue;
    ++listings;
    if (listings == 1) CHECK(committed == kCampaigns);  // never told before the last campaign was asked for
  }
  CHECK(committed == kCampaigns);
  CHECK(listings == 3);
  CHECK(result.uncommitted_rows == 0);
}

TEST_CASE("null instead of the usages is no answer") {
  Amazon amazon([](const SeenRequest& request) {
    if (request.path == "/sp/campaigns/list") return json(R"({"campaigns":[{"campaignId":"1"}]})");
    if (request.path.ends_with("/usage")) return json(R"({"success":null})");
    return json(request.path.starts_with("/sd/") ? "[]" : R"({"campaigns":[]})");
  });
  const TaskResult result = amazon.driver.sync("budget_usage");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), "member 'success' is null"));
  CHECK(std::ranges::none_of(result.checkpoints, [](const CheckpointValue& point) {
    return std::ranges::any_of(point.listings,
                               [](const Listing& one) { return one.value == "SPONSORED_PRODUCTS"; });
  }));
}
