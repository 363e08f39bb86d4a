// Which of an account's marketplaces are proposed to a person, and selected where nobody chooses: all that can be read; but
// where the provider does not tell which ones an account has (`proposes` of its consent), only those that are likely. One
// that the account has not is refused with every request, and takes the calls that the right ones need. Pure.
#pragma once
#include <string>
#include <vector>

#include "plugins/manifest.hpp"
#include "store/models.hpp"

namespace mooring::host {

// consent: nullptr where the region has none. Of those that can be read; all of them where the consent proposes none of them.
std::vector<std::string> proposed_marketplaces(const ManifestConsent* consent,
                                               const std::vector<MarketplaceRow>& known);

// The consent of a connection; nullptr: its region has none, or its channel is not loaded.
const ManifestConsent* consent_of(const Manifest* manifest, const ConnectionRow& connection);

}  // namespace mooring::host
