#include "badge/checklist.hpp"

#include <catch2/catch.hpp>

#include "connections/identity_store.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

struct Fixture {
  Manifest manifest;
  ConnectionStatus status;
  std::vector<ProbeRow> probes;

  Fixture() {
    StreamRule orders;
    orders.id = "orders";
    orders.role = "Order Tracking";
    StreamRule sales;
    sales.id = "sales";
    sales.scope = StreamScope::marketplace;
    sales.only_in = {"DE", "FR"};
    manifest.streams = {orders, sales};
    manifest.marketplaces = {{"EU", "DE", "DE", "shop.de"}, {"EU", "FR", "FR", "shop.fr"},
                             {"EU", "IT", "IT", "shop.it"}, {"EU", "ES", "ES", "shop.es"},
                             {"EU", "PL", "PL", "shop.pl"}, {"NA", "US", "US", "shop.us"}};
    status.connection.region = "EU";
    status.grant.emplace();
    status.grant->id = "grt_1";
    add("DE", true);
    add("FR", true);
    add("IT", false);
    StreamStatus first;
    first.id = "orders";
    first.title = "Orders";
    first.last_success_at = kNow;
    StreamStatus second;
    second.id = "sales";
    second.title = "Sales";
    second.scope = StreamScope::marketplace;
    for (const char* id : {"DE", "FR"})
      second.marketplaces.emplace_back().marketplace = id;
    status.streams = {first, second};
  }
  void add(const std::string& id, bool selected, bool available = true, const std::string& note = "") {
    MarketplaceRow row{id, "shop." + id, id, "", "", note, available, selected, kNow};
    status.marketplaces.push_back(row);
  }
  void probe(const std::string& stream, const std::string& marketplace, const std::string& state,
             Timestamp at = kNow + 1h, const std::string& grant = "grt_1") {
    probes.push_back(
        {"con_1", stream, marketplace, grant, state, "HTTP 403: denied", 403, "GET x", "r1", at, at});
  }
  ReachGrid grid() const { return reach_grid(status, manifest, probes); }
  static std::string state(const ReachGrid& grid, const std::string& stream, const std::string& marketplace) {
    for (const ReachStream& row : grid.streams)
      for (const ReachCell& cell : row.cells)
        if (row.id == stream && cell.marketplace == marketplace) return to_text(cell.reach);
    return "none";
  }
  std::string state(const std::string& stream, const std::string& marketplace) const {
    return state(grid(), stream, marketplace);
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const ReachFinding& finding : grid().findings)
      all.push_back(finding.text);
    return all;
  }
  bool says(const std::string& text) const {
    for (const std::string& one : texts())
      if (one == text) return true;
    return false;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "each cell says why its data may be missing") {
  add("ES", true, false, "the account takes no part in it");
  add("PL", true, false, kNotListedNote);
  probe("orders", "DE", kProbeOk);
  probe("orders", "FR", kProbeRoleMissing);
  probe("sales", "DE", kProbeThrottled);
  CHECK(state("orders", "DE") == "ok");
  CHECK(state("orders", "FR") == "role_missing");
  CHECK(state("orders", "IT") == "not_selected");
  CHECK(state("orders", "ES") == "not_participating");
  CHECK(state("orders", "PL") == "not_authorised");
  CHECK(state("orders", "US") == "none");  // of another region
  CHECK(state("sales", "DE") == "throttled");
  CHECK(state("sales", "FR") == "not_checked");
  status.streams[1].enabled = false;
  CHECK(state("sales", "DE") == "switched_off");
}

TEST_CASE_METHOD(Fixture,
                 "what the account does not list is named, and what the provider does not offer there") {
  CHECK(state("orders", "ES") == "not_authorised");
  status.marketplaces[2].selected = true;
  CHECK(state("sales", "IT") == "not_available");
  CHECK(says("Not authorised at the account, which does not list: shop.es, shop.pl"));
  CHECK(says("Sales of shop.IT: the provider does not offer it there"));
}

TEST_CASE_METHOD(Fixture, "a run is a proof too: the later of the two counts") {
  probe("orders", "DE", kProbeRoleMissing, kNow - 1h);
  CHECK(state("orders", "DE") == "ok");  // a run succeeded since
  probes.clear();
  probe("orders", "DE", kProbeOk, kNow - 1h);
  status.streams[0].last_run_failed = true;
  status.streams[0].failure_kind = "permission";
  status.streams[0].last_attempt_at = kNow;
  CHECK(state("orders", "DE") == "role_missing");
  status.streams[0].failure_kind = "server";
  CHECK(state("orders", "DE") == "ok");  // says nothing about permissions
}

TEST_CASE_METHOD(Fixture, "what was found with another grant does not count") {
  probe("sales", "DE", kProbeRoleMissing, kNow, "grt_0");
  CHECK(state("sales", "DE") == "not_checked");
}

TEST_CASE_METHOD(Fixture, "what may be read and never was is told as the first sync") {
  probe("sales", "DE", kProbeOk);
  CHECK(state("sales", "DE") == "first_sync");
  CHECK(says("Sales of shop.DE: the first sync is not finished"));
}

TEST_CASE_METHOD(Fixture, "what a good answer leaves open is said until a run has told it") {
  const std::string open = "Whether the account sells there, the first run tells.";
  manifest.streams[1].probe.emplace().leaves_open = open;
  const auto note = [&] { return grid().streams[1].cells[0].note; };
  CHECK(note().empty());  // nobody asked yet
  probe("sales", "DE", kProbeOk);
  probes.back().note.clear();
  CHECK(state("sales", "DE") == "first_sync");
  CHECK(note() == open);
  CHECK(says("Sales of shop.DE: the first sync is not finished. " + open));
  status.streams[1].marketplaces[0].last_success_at = kNow;
  CHECK(state("sales", "DE") == "ok");
  CHECK(note().empty());
  probes.back().state = kProbeRoleMissing;
  probes.back().note = "HTTP 403: denied";
  CHECK(note() == "HTTP 403: denied");
}

TEST_CASE_METHOD(
    Fixture,
    "a stream whose runs have all failed is told as failed, with the reason, and not as a first sync") {
  probe("sales", "DE", kProbeOk);
  SlotStatus& slot = status.streams[1].marketplaces[0];
  slot.last_run_failed = true;
  slot.consecutive_failures = 4;
  slot.failure_kind = "request_rejected";
  slot.failure_message = "Refused: what is asked for does not exist";
  slot.last_attempt_at = kNow;
  CHECK(state("sales", "DE") == "failed");
  CHECK(says("Sales of shop.DE: every run so far has failed: Refused: what is asked for does not exist"));
  CHECK_FALSE(says("Sales of shop.DE: the first sync is not finished"));
  probes.clear();
  CHECK(state("sales", "DE") == "failed");  // without a probe, too
  status.streams[1].marketplaces[1] = slot;
  status.streams[1].marketplaces[1].marketplace = "FR";
  status.streams[1].marketplaces[1].failure_message = "Refused otherwise";
  CHECK(says("Sales of shop.FR: every run so far has failed: Refused otherwise"));  // each reason for itself
  slot.last_success_at = kNow - 1h;
  CHECK(state("sales", "DE") == "not_checked");  // it may be read: that it fails is the badge's matter
}

TEST_CASE_METHOD(Fixture, "a marketplace that the account is not in is told of the streams that found it") {
  probe("sales", "FR", kProbeNotParticipating);
  status.streams[1].marketplaces[1].last_run_failed = true;
  CHECK(state("sales", "FR") == "not_participating");
  CHECK(says("Sales of shop.FR: the account is not there"));
  status.marketplaces[1].available = false;  // told once, of the marketplace
  CHECK(says("shop.FR cannot be read"));
  CHECK_FALSE(says("Sales of shop.FR: the account is not there"));
}

TEST_CASE_METHOD(Fixture, "advice for choosing is given until a run has read the marketplace") {
  ManifestRegion& region = manifest.regions.emplace_back();
  region.id = "EU";
  region.consents = {{"maker_de", "Maker", "", "maker", {"DE"}}};
  status.marketplaces[0].note = status.marketplaces[1].note = "nobody tells where the account sells";
  CHECK(says("shop.DE: nobody tells where the account sells"));
  CHECK(says("shop.FR: nobody tells where the account sells"));
  status.streams[1].marketplaces[0].last_success_at = kNow;
  CHECK_FALSE(says("shop.DE: nobody tells where the account sells"));
  CHECK(says("shop.FR: nobody tells where the account sells"));
  for (const std::string& text : texts())
    CHECK(text.find("is read, but the provider says") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "the findings name role, marketplaces and what to do") {
  probe("orders", "DE", kProbeRoleMissing);
  probe("orders", "FR", kProbeRoleMissing);
  status.marketplaces[0].note = "the seller's listings are suspended";
  CHECK(says("Orders of shop.DE, shop.FR: the role 'Order Tracking' is missing"));
  CHECK(says("shop.DE is read, but the provider says: the seller's listings are suspended"));
  CHECK(says("Not selected here: shop.IT"));
  for (const ReachFinding& finding : grid().findings)
    if (finding.reach == ReachState::role_missing)
      CHECK(finding.action ==
            "Give the application the role 'Order Tracking' at the provider, then reconnect");
}

TEST_CASE_METHOD(Fixture, "streams that share a reason and the marketplaces are one finding") {
  status.streams[0].enabled = status.streams[1].enabled = false;
  CHECK(says("Orders, Sales of shop.DE, shop.FR: switched off in the configuration"));
}

TEST_CASE_METHOD(Fixture, "of an account that was never connected nothing is known") {
  status.marketplaces.clear();
  CHECK(grid().marketplaces.empty());
  CHECK(texts() == std::vector<std::string>{"The account was never connected, so nothing of it is known"});
}

TEST_CASE_METHOD(Fixture, "the age of the grid is that of its oldest check") {
  probe("orders", "DE", kProbeOk, kNow + 2h);
  probe("orders", "FR", kProbeOk, kNow + 1h);
  CHECK(grid().checked_at == kNow + 1h);
}
