#include "connections/proposal.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

namespace {

MarketplaceRow place(const std::string& id, bool available = true) {
  MarketplaceRow row;
  row.id = id;
  row.available = available;
  return row;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("all that can be read is proposed where the provider tells what an account has") {
  const std::vector<MarketplaceRow> known = {place("US"), place("CA"), place("BR", false)};
  CHECK(proposed_marketplaces(nullptr, known) == Ids{"US", "CA"});
  const ManifestConsent usual{"shop", "Shop", "", "shop"};
  CHECK(proposed_marketplaces(&usual, known) == Ids{"US", "CA"});
}

TEST_CASE("where the provider does not tell, only what an account of that consent probably has is proposed") {
  ManifestConsent guessing{"maker", "Maker", "", "maker"};
  guessing.proposes = {"CA", "MX"};
  CHECK(proposed_marketplaces(&guessing, {place("US"), place("CA"), place("MX", false)}) == Ids{"CA"});
  // Nothing of it can be read: better all than a connection that reads nothing.
  CHECK(proposed_marketplaces(&guessing, {place("US"), place("BR")}) == Ids{"US", "BR"});
}

TEST_CASE("a connection's consent is that of its region, the usual one where it names none") {
  Manifest manifest;
  ManifestRegion& region = manifest.regions.emplace_back();
  region.id = "NA";
  region.consents = {{"shop_us", "", "", "shop"}, {"maker_us", "", "", "maker"}};
  ConnectionRow row;
  row.region = "NA";
  CHECK(consent_of(&manifest, row)->id == "shop_us");
  row.consent = "maker_us";
  CHECK(consent_of(&manifest, row)->id == "maker_us");
  row.region = "EU";
  CHECK(consent_of(&manifest, row) == nullptr);
  CHECK(consent_of(nullptr, row) == nullptr);
}
