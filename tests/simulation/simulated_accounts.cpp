#include "simulation/simulated_accounts.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "simulation/simulated_transport.hpp"
#include "simulator/amazon/sellers.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::test {

using namespace host;
namespace simulator = amazon_simulator;

namespace {

std::string lower(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

ChannelConfig application() {
  ChannelConfig channel;
  channel.application = {{"client_id", simulator::kDemoClientId},
                         {"application_id", simulator::kDemoApplicationId}};
  channel.client_secret = Secret(simulator::kDemoClientSecret);
  return channel;
}

const simulator::ads::Login& wide_login(const simulator::World& world) {
  if (const auto* login = world.ads->accounts.login(kAdsLogin)) return *login;
  throw std::runtime_error("the simulator does not know the login that reaches all regions");
}

SimulatedAccount account_of(simulator::AmazonSimulator& amazon, const simulator::Seller& seller,
                            const std::string& connection_id) {
  SimulatedAccount account{connection_id, "amazon_seller", seller.region, seller.id, {}, {}};
  account.refresh_token =
      Secret(amazon.world().well_known_refresh_token(seller.id, simulator::kDemoClientId));
  for (const auto& participation : seller.participations) {
    MarketplaceRow row;
    row.id = participation.marketplace->id;
    row.name = participation.marketplace->name;
    row.country_code = participation.marketplace->country_code;
    row.currency = participation.marketplace->currency;
    row.selected = true;
    account.marketplaces.push_back(row);
  }
  return account;
}

}  // namespace

std::map<std::string, ChannelConfig> simulated_channels() {
  const std::string base = kSimulatorUrl;
  ChannelConfig seller = application(), ads = application();
  for (const char* region : {"NA", "EU", "FE"}) {
    std::string path = "/" + lower(region), ads_path = "/ads" + path;
    seller.endpoints[region] = {base + path, base + path + "/apps/authorize/consent",
                                base + "/auth/o2/token"};
    ads.endpoints[region] = {base + ads_path, base + ads_path + "/ap/oa", base + ads_path + "/auth/o2/token"};
  }
  ads.application.erase("application_id");
  return {{"amazon_seller", seller}, {"amazon_ads", ads}};
}

Manifest declared_by(const std::filesystem::path& plugins, const std::string& channel) {
  const auto file = plugins / (channel + ".toml");
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  auto manifest = parse_manifest(text.str(), file.string());
  if (!manifest) throw std::runtime_error(describe(manifest.error()));
  return std::move(*manifest);
}

void keep_only(ChannelConfig& channel, const Manifest& manifest, const std::vector<std::string>& streams) {
  const auto kept = [&](const std::string& id) {
    return std::find(streams.begin(), streams.end(), id) != streams.end();
  };
  for (const StreamRule& stream : manifest.streams)
    if (!kept(stream.id) && !kept(stream.fed_by)) channel.streams[stream.id].enabled = false;
}

SimulatedAccount vendor_account(simulator::AmazonSimulator& amazon, const Manifest& manifest) {
  SimulatedAccount account = account_of(amazon, amazon.world().vendors.at(0), "con_vendor");
  const auto region = std::find_if(manifest.regions.begin(), manifest.regions.end(),
                                   [&](const auto& one) { return one.id == account.region; });
  account.consent = region->consent("vendor")->id;
  return account;
}

SimulatedAccount seller_account(simulator::AmazonSimulator& amazon) {
  return account_of(amazon, amazon.world().sellers.at(0), "con_seller");
}
SimulatedAccount ads_account(simulator::AmazonSimulator& amazon, const std::string& region) {
  const auto& login = wide_login(amazon.world());
  SimulatedAccount account{"con_ads_" + lower(region), "amazon_ads", region, {}, {}, {}};
  account.refresh_token = Secret(amazon.world().well_known_refresh_token(
      simulator::ads::grant_holder(login.id, region), simulator::kDemoClientId));
  account.marketplaces = ads_profiles(amazon, region);
  for (const auto& profile : amazon.world().ads->accounts.reached(login, region))
    if (account.account_id.empty() || profile->account_id < account.account_id)
      account.account_id = profile->account_id;
  return account;
}

std::vector<MarketplaceRow> ads_profiles(simulator::AmazonSimulator& amazon, const std::string& region) {
  std::vector<MarketplaceRow> rows;
  for (const auto& profile : amazon.world().ads->accounts.reached(wide_login(amazon.world()), region)) {
    MarketplaceRow row;
    row.id = std::to_string(profile->id);
    row.name = profile->name;
    row.country_code = profile->country;
    row.currency = profile->marketplace->currency;
    row.time_zone = profile->time_zone;
    row.available = row.selected = profile->type != "agency";
    rows.push_back(row);
  }
  return rows;
}

}  // namespace mooring::test
