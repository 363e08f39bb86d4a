// Three regions of Amazon Ads in one simulated host, and what happens to them: grants end, profiles come and go, faults strike. Remembers
// what a judge needs to know afterwards. Belongs to one thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulation/simulated_host.hpp"

namespace mooring::test {

// A time in which a profile was not read.
struct Gap {
  host::Timestamp from;
  std::optional<host::Timestamp> to;  // nothing: until the end
};

struct AdsProfile {
  host::MarketplaceRow row;
  host::Timestamp wanted_since;
  std::optional<Gap> gap;
};

struct AdsRegion {
  SimulatedAccount account;
  std::map<std::string, AdsProfile> profiles;  // every one that was ever selected
  std::set<std::string> selected;
  std::set<std::string> removed;  // at Amazon
  const std::string& id() const { return account.connection_id; }
};

struct AdsScale {
  int profiles = 2;  // per region
  int64_t campaigns = 6, keywords = 24;
  host::Duration lists_interval = std::chrono::hours{60}, reports_interval = std::chrono::hours{44};
};

class AdsWorld {
 public:
  AdsWorld(const std::filesystem::path& plugins, uint64_t seed, const AdsScale& scale);

  // Some time in which anything may go wrong: a fault of some kind, mostly, and a crash, often.
  void trouble(host::SeededRandom& random, host::Duration time);
  // Faults end, and after `pause`, in which what has begun with them ends, everything that is selected is read without an error.
  void read_everything(host::Duration pause = std::chrono::hours{8});
  void read_everything_on_one_day();
  void change_settings(int history_days, int archived_hours, int restated_days);

  void expire_grant(AdsRegion& region);
  void reconnect(AdsRegion& region);
  std::string add_profile(AdsRegion& region);
  void remove_profile(AdsRegion& region, std::string id);
  void bring_back(AdsRegion& region);  // at Amazon only; the host does not hear of it
  void deselect(AdsRegion& region, std::string id);
  void select_again(AdsRegion& region, const std::string& id);

  AdsRegion& region(const std::string& name);
  host::Timestamp now() const { return host.clock.now(); }

  SimulatedHost host;
  std::vector<AdsRegion> regions;
  int faults = 0, crashes = 0;

 private:
  void list_profiles(AdsRegion& region);
  void apply_selection(AdsRegion& region);
  bool all_read_since(host::Timestamp time);
  bool all_begun_since(host::Timestamp time);
  void run_until_hour(int utc_hour);
};

}  // namespace mooring::test
