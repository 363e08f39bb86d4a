#include "connections/proposal.hpp"

#include <algorithm>

namespace mooring::host {

std::vector<std::string> proposed_marketplaces(const ManifestConsent* consent,
                                               const std::vector<MarketplaceRow>& known) {
  std::vector<std::string> readable, likely;
  for (const MarketplaceRow& one : known) {
    if (!one.available) continue;
    readable.push_back(one.id);
    if (consent &&
        std::find(consent->proposes.begin(), consent->proposes.end(), one.id) != consent->proposes.end())
      likely.push_back(one.id);
  }
  return likely.empty() ? readable : likely;
}

const ManifestConsent* consent_of(const Manifest* manifest, const ConnectionRow& connection) {
  const ManifestRegion* region = manifest ? manifest->region(connection.region) : nullptr;
  return region ? region->consent(connection.consent) : nullptr;
}

}  // namespace mooring::host
