#include "connections/probes.hpp"

#include "connections/set_aside.hpp"
#include "permission_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

struct Fixture : PermissionFixture {
  ChannelSetup setup = *channel_setup(registry, config, "shop", "EU", "");
  std::vector<MarketplaceRow> both{place("DE"), place("FR")};
  std::vector<ProbeCall> calls() { return probe_calls(row(), setup, both, clock.now() + 30s); }

  std::string state(int status, const std::string& body) {
    HttpResponse answer;
    answer.status = status;
    answer.body = body;
    return read_probe_answer(*setup.manifest, *setup.manifest->stream("orders")->probe, answer).state;
  }
  std::string state(FailureKind kind, int status = 0, const std::string& message = "") {
    return read_probe_answer(*setup.manifest, *setup.manifest->stream("orders")->probe,
                             tl::unexpected(Failure{kind, status, "GET x", "r9", message}))
        .state;
  }
};

ProbeRow refused(const std::string& stream, const std::string& marketplace,
                 const std::string& state = kProbeRoleMissing) {
  ProbeRow row;
  row.stream = stream;
  row.marketplace = marketplace;
  row.state = state;
  return row;
}

using Slots = std::set<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE_METHOD(Fixture, "one request for each stream and marketplace; those that are alike go out once") {
  auto all = calls();
  REQUIRE(all.size() == 3);
  CHECK(all[0].request.method == "GET");
  CHECK(all[0].request.url ==
        "https://api.shop.example/orders/DE?after=2026-11-20T23%3A00%3A30Z&all=DE%2CFR");
  CHECK(all[0].request.headers == NameValues{{"X-Shop", "A 1"}});
  CHECK(all[0].request.budget == "orders");
  CHECK(all[0].request.credential == "account");
  using Cells = std::vector<std::pair<std::string, std::string>>;
  CHECK(all[0].cells == Cells{{"orders", "DE"}, {"lines", "DE"}});  // fed: it comes with the orders
  CHECK(all[1].cells == Cells{{"orders", "FR"}, {"lines", "FR"}});
  CHECK(all[2].request.url == "https://api.shop.example/payouts?day=2026-11-19");
  CHECK(all[2].cells == Cells{{"payouts", "DE"}});  // offered there only; reviews have no probe
}

TEST_CASE_METHOD(Fixture, "what is switched off is not asked for, nor what comes with it") {
  config.channels["shop"].streams["orders"].enabled = false;
  setup = *channel_setup(registry, config, "shop", "EU", "");
  auto all = calls();
  REQUIRE(all.size() == 1);
  CHECK(all[0].cells.front().first == "payouts");
}

TEST_CASE_METHOD(Fixture, "what names the account waits until the account is known") {
  ConnectionRow unknown = row();
  unknown.account_id.clear();
  auto all = probe_calls(unknown, setup, both, clock.now());
  REQUIRE(all.size() == 1);
  CHECK(all[0].cells.front().first == "payouts");
}

TEST_CASE_METHOD(Fixture, "what an answer says") {
  CHECK(state(200, "{}") == kProbeOk);
  CHECK(state(403, "{}") == kProbeRoleMissing);
  CHECK(state(401, "") == kProbeRoleMissing);
  CHECK(state(400, "it is Not Sold Here") == kProbeNotAvailable);  // as the manifest says
  CHECK(state(400, "something else") == kProbeFailed);
  CHECK(state(404, "") == kProbeFailed);
  CHECK(state(FailureKind::permission, 403) == kProbeRoleMissing);
  CHECK(state(FailureKind::permission, 400, "HTTP 400: not sold here") == kProbeNotAvailable);
  CHECK(state(FailureKind::throttled, 429) == kProbeThrottled);
  CHECK(state(FailureKind::server, 503) == kProbeFailed);
  CHECK(state(FailureKind::network) == kProbeFailed);
  CHECK(state(FailureKind::grant_revoked).empty());  // told elsewhere; no other probe can say more
  CHECK(state(FailureKind::cancelled).empty());
}

TEST_CASE("set aside is what never worked, failed, and may not be read") {
  const std::vector<std::string> active = {"DE", "FR"};
  const SlotHistory fine{"orders", "", true, false}, failed{"payouts", "", false, true};
  const std::vector<ProbeRow> both = {refused("payouts", "DE"), refused("payouts", "FR")};
  CHECK(set_aside({fine, failed}, both, active) == Slots{{"payouts", ""}});
  CHECK(set_aside({fine, {"payouts", "", false, false}}, both, active).empty());  // not tried yet
  CHECK(set_aside({fine, {"payouts", "", true, true}}, both, active).empty());    // it worked: that is news
  CHECK(set_aside({fine, failed}, {both[0]}, active).empty());  // one marketplace can be read
  CHECK(set_aside({fine, failed}, {}, active).empty());
  CHECK(set_aside({fine, failed}, {refused("payouts", "DE", kProbeThrottled), both[1]}, active).empty());
}

TEST_CASE("a marketplace is set aside by itself, and never all that there is") {
  const std::vector<std::string> active = {"DE", "FR"};
  const std::vector<SlotHistory> slots = {{"sales", "DE", true, false}, {"sales", "FR", false, true}};
  CHECK(set_aside(slots, {refused("sales", "FR", kProbeNotAvailable)}, active) == Slots{{"sales", "FR"}});
  CHECK(set_aside({{"sales", "FR", false, true}}, {refused("sales", "FR")}, active).empty());
}

TEST_CASE_METHOD(Fixture,
                 "a run that is refused in the words of its probe's answers tells what the probe would") {
  const Manifest& manifest = *setup.manifest;
  const StreamRule& orders = *manifest.stream("orders");
  const Failure refused{FailureKind::request_rejected, 400, "POST x", "r9", "Refused: NOT SOLD HERE at all"};
  CHECK(refusal_of_run(manifest, orders, refused) == kProbeNotAvailable);
  CHECK(refusal_of_run(manifest, *manifest.stream("lines"), refused) == kProbeNotAvailable);  // fed by orders
  CHECK(refusal_of_run(manifest, *manifest.stream("reviews"), refused).empty());              // has no probe
  Failure other = refused;
  other.status = 403;
  CHECK(refusal_of_run(manifest, orders, other).empty());
  other = refused;
  other.message = "a date is missing";
  CHECK(refusal_of_run(manifest, orders, other).empty());
}

TEST_CASE_METHOD(Fixture, "a probe tells of one marketplace when its request names it, or all") {
  CHECK(tells_of_marketplace(*setup.manifest->stream("orders")->probe));
  CHECK_FALSE(tells_of_marketplace(*setup.manifest->stream("payouts")->probe));
  ProbeRule rule;
  rule.body = R"({"places":["{marketplace}"]})";
  CHECK(tells_of_marketplace(rule));
  rule.leaves_open = "Whether the account sells there";  // it names the marketplace, and yet only a run tells
  CHECK_FALSE(tells_of_marketplace(rule));
}

TEST_CASE("a marketplace that the account is not in is set aside like one that may not be read") {
  const std::vector<SlotHistory> slots = {{"sales", "DE", true, false}, {"sales", "FR", false, true}};
  CHECK(set_aside(slots, {refused("sales", "FR", kProbeNotParticipating)}, {"DE", "FR"}) ==
        Slots{{"sales", "FR"}});
}
