// Who a simulated host connects to: the simulator's sellers and Amazon logins as connections, and the channels' configuration that
// leads to the simulator. Pure look-ups.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "config/config.hpp"
#include "plugins/manifest.hpp"
#include "simulator/amazon/simulator.hpp"
#include "store/models.hpp"

namespace mooring::test {

struct SimulatedAccount {
  std::string connection_id, channel, region, account_id;
  host::Secret refresh_token;
  std::vector<host::MarketplaceRow> marketplaces;  // selected: as it says
  std::string consent{};  // the kind of page where it consented; empty: the usual one
};

// Application and endpoints of "amazon_seller" and "amazon_ads"; streams and budgets as the manifests say.
std::map<std::string, host::ChannelConfig> simulated_channels();

// The simulator's first seller, with all its marketplaces selected; and its first vendor.
SimulatedAccount seller_account(amazon_simulator::AmazonSimulator& simulator);
SimulatedAccount vendor_account(amazon_simulator::AmazonSimulator& simulator, const host::Manifest& manifest);
// What a channel's manifest beside its library declares.
host::Manifest declared_by(const std::filesystem::path& plugins, const std::string& channel);
// Switches all streams off but these and those that they feed.
void keep_only(host::ChannelConfig& channel, const host::Manifest& manifest,
               const std::vector<std::string>& streams);
// The Amazon login that reaches all regions.
inline constexpr char kAdsLogin[] = "amzn1.account.mooring-all";
// That login in one of them, with all profiles selected that have campaigns.
SimulatedAccount ads_account(amazon_simulator::AmazonSimulator& simulator, const std::string& region);
// What that login reaches now: profiles come and go.
std::vector<host::MarketplaceRow> ads_profiles(amazon_simulator::AmazonSimulator& simulator,
                                               const std::string& region);

}  // namespace mooring::test
