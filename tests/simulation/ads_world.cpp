#include "simulation/ads_world.hpp"

#include <algorithm>

#include "simulation/ads_oracle.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;
namespace simulator = amazon_simulator;

namespace {

constexpr auto kReadingAtMost = 72h;

// Every kind of trouble at some endpoint; {} stands for a region.
const std::vector<std::string> kFaults = {
    R"({"kind":"throttle","channel":"ads","duration_s":900})",
    R"({"kind":"throttle","channel":"ads","duration_s":3600,"retry_after_s":7})",
    R"({"kind":"throttle","endpoint":"createReport","count":9})",
    R"({"kind":"http_error","channel":"ads","region":"{}","duration_s":5400,"status":503})",
    R"({"kind":"http_error","endpoint":"adsToken","duration_s":900,"status":500})",
    R"({"kind":"http_error","endpoint":"downloadReport","count":5,"status":403})",
    R"({"kind":"cut","channel":"ads","count":9})",
    R"({"kind":"truncated","endpoint":"downloadReport","count":4})",
    R"({"kind":"truncated","endpoint":"listCampaigns","count":4})",
    R"({"kind":"malformed_json","endpoint":"listKeywords","count":3})",
    R"({"kind":"malformed_json","endpoint":"downloadReport","count":3})",
    R"({"kind":"html_ok","channel":"ads","count":4})",
    R"({"kind":"html","channel":"ads","region":"{}","count":6})",
    R"({"kind":"drip","endpoint":"listAds","count":2})",
    R"({"kind":"slow","channel":"ads","count":20,"delay_ms":4000})",
    R"({"kind":"short_lived_token","endpoint":"adsToken","count":4,"expires_in_s":30})",
    R"({"kind":"bad_page_token","channel":"ads","count":3})",
    R"({"kind":"list_glitch","channel":"ads","count":12})",
    R"({"kind":"scope_lost","channel":"ads","count":2})",
    R"({"kind":"report_failed","channel":"ads","count":6})",
    R"({"kind":"report_slow","channel":"ads","count":6,"delay_s":10800})",
    R"({"kind":"report_duplicate","channel":"ads","count":6})",
};

std::string settings_json(int history_days, int archived_hours, int restated_days) {
  return R"({"history_days":")" + std::to_string(history_days) + R"(","archived_hours":")" +
         std::to_string(archived_hours) + R"(","restated_days":")" + std::to_string(restated_days) + R"("})";
}

SimulatedHost::Options options(const std::filesystem::path& plugins, uint64_t seed, const AdsScale& scale) {
  SimulatedHost::Options options{plugins, seed};
  options.world.sellers = 3;
  options.world.orders = 1;
  options.world.ads_profiles = scale.profiles;
  options.world.ads_campaigns = scale.campaigns;
  options.world.ads_keywords = scale.keywords;
  options.world.ads_throttle_percent = 1;
  options.world.ads_list_glitch_percent = 1;
  auto& streams = options.channels["amazon_ads"].streams;
  for (const auto& stream : simulator::ads::oracle_streams())
    streams[stream].interval =
        stream.ends_with("_performance") ? scale.reports_interval : scale.lists_interval;
  return options;
}

}  // namespace

AdsWorld::AdsWorld(const std::filesystem::path& plugins, uint64_t seed, const AdsScale& scale)
    : host(options(plugins, seed, scale)) {
  for (const char* name : {"NA", "EU", "FE"}) {
    AdsRegion& region = regions.emplace_back();
    region.account = ads_account(host.simulator(), name);
    for (const auto& row : region.account.marketplaces) {
      if (!row.selected) continue;
      region.profiles[row.id] = {row, now(), std::nullopt};
      region.selected.insert(row.id);
    }
    host.connect(region.account, settings_json(60, 24, 7));
  }
  host.start();
}

AdsRegion& AdsWorld::region(const std::string& name) {
  for (auto& region : regions)
    if (region.account.region == name) return region;
  throw std::runtime_error("there is no region " + name);
}

void AdsWorld::trouble(SeededRandom& random, Duration time) {
  if (random.uniform() < 0.8) {
    std::string fault = kFaults[random.next() % kFaults.size()];
    if (auto at = fault.find("{}"); at != std::string::npos)
      fault.replace(at, 2, regions[random.next() % regions.size()].account.region);
    host.control("POST", "/faults", fault);
    ++faults;
  }
  bool crash = random.uniform() < 0.3;
  Duration before{static_cast<int64_t>(random.uniform() * static_cast<double>(time.count()))};
  host.run_for(before);
  if (crash) {
    host.restart();
    ++crashes;
  }
  host.run_for(time - before);
}

bool AdsWorld::all_read_since(Timestamp time) {
  for (const auto& region : regions) {
    auto streams =
        host.store().read([&](Session& session) { return rows::list_streams(session, region.id()); });
    size_t read = 0,
           wanted = 1 + 15 * region.selected.size();  // the list of profiles, and each profile's streams
    for (const auto& row : streams) {
      if (!row.marketplace.empty() && !region.selected.contains(row.marketplace)) continue;
      read += row.last_success_at && *row.last_success_at > time && !row.last_run_failed;
    }
    if (read < wanted) return false;
  }
  return true;
}

bool AdsWorld::all_begun_since(Timestamp time) {
  return host.store().read([&](Session& session) {
    for (const auto& region : regions) {
      for (const auto& row : rows::list_streams(session, region.id())) {
        if (!row.marketplace.empty() && !region.selected.contains(row.marketplace)) continue;
        rows::RunFilter last{region.id(), row.stream, {}, RunState::succeeded, 1, row.marketplace};
        auto runs = rows::list_runs(session, last);
        if (runs.empty() || !runs.front().started_at || *runs.front().started_at < time) return false;
      }
    }
    return true;
  });
}

void AdsWorld::run_until_hour(int utc_hour) {
  auto since_midnight = now() - std::chrono::floor<std::chrono::days>(now());
  host.run_for((std::chrono::hours{24 + utc_hour} - since_midnight) % std::chrono::hours{24});
}

void AdsWorld::read_everything(Duration pause) {
  host.control("DELETE", "/faults");
  host.run_for(pause);
  Timestamp begun = now();
  auto read_until = [&](auto reached) {
    for (const auto& region : regions)
      host.sync_now(region.id());
    if (!host.run_until(reached, kReadingAtMost))
      throw std::runtime_error("not everything was read in three calm days");
  };
  read_until([&] { return all_read_since(begun); });
  // A run that was under way may have asked for yesterday's yesterday: what began before is read again.
  if (!all_begun_since(begun)) read_until([&] { return all_read_since(begun) && all_begun_since(begun); });
}

// The day is the same at its beginning and its end, from California to Sydney.
void AdsWorld::read_everything_on_one_day() {
  run_until_hour(9);
  Timestamp begun = now();
  read_everything(0h);
  if (now() - begun >= 4h) throw std::runtime_error("reading everything took more than four calm hours");
}

void AdsWorld::change_settings(int history_days, int archived_hours, int restated_days) {
  for (const auto& region : regions)
    host.change_settings(region.id(), settings_json(history_days, archived_hours, restated_days));
}

void AdsWorld::expire_grant(AdsRegion& region) {
  host.control("POST", "/faults",
               R"({"kind":"expire_grant","seller":")" + std::string(kAdsLogin) + R"(","region":")" +
                   region.account.region + R"("})");
}

void AdsWorld::reconnect(AdsRegion& region) {
  auto& world = host.simulator().world();
  host.reconnect(region.id(), Secret(world.new_refresh_token(
                                  simulator::ads::grant_holder(kAdsLogin, region.account.region),
                                  simulator::kDemoClientId)));
}

void AdsWorld::list_profiles(AdsRegion& region) {
  host.list_marketplaces(region.id(), ads_profiles(host.simulator(), region.account.region));
}

void AdsWorld::apply_selection(AdsRegion& region) {
  host.select(region.id(), {region.selected.begin(), region.selected.end()});
}

std::string AdsWorld::add_profile(AdsRegion& region) {
  auto profile =
      host.simulator().world().ads->accounts.add(region.account.region, host.simulator().world().now_us());
  list_profiles(region);
  std::string id = std::to_string(profile->id);
  for (const auto& row : ads_profiles(host.simulator(), region.account.region))
    if (row.id == id) region.profiles[id] = {row, now(), std::nullopt};
  region.selected.insert(id);
  apply_selection(region);
  return id;
}

void AdsWorld::remove_profile(AdsRegion& region, std::string id) {
  host.simulator().world().ads->accounts.remove(std::stoull(id));
  list_profiles(region);
  region.selected.erase(id);
  region.removed.insert(id);
  region.profiles.at(id).gap = Gap{now(), std::nullopt};
}

void AdsWorld::bring_back(AdsRegion& region) {
  for (const auto& id : region.removed)
    host.simulator().world().ads->accounts.bring_back(std::stoull(id));
}

void AdsWorld::deselect(AdsRegion& region, std::string id) {
  region.selected.erase(id);
  region.profiles.at(id).gap = Gap{now(), std::nullopt};
  apply_selection(region);
}

void AdsWorld::select_again(AdsRegion& region, const std::string& id) {
  region.selected.insert(id);
  region.profiles.at(id).gap->to = now();
  apply_selection(region);
}

}  // namespace mooring::test
