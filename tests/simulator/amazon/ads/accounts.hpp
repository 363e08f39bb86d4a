// Who advertises: Amazon logins and the advertising profiles they reach, in three regions. What the seed decides never
// changes; profiles that the control API adds or removes are the only state. Thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/options.hpp"
#include "simulator/amazon/sellers.hpp"

namespace mooring::amazon_simulator::ads {

struct Login {
  std::string id;  // amzn1.account...
  std::string name, email;
  std::string region;     // the only region it reaches; empty: all three
  bool stranger = false;  // another advertiser: reaches one profile of its own per region
  bool reaches(std::string_view wanted) const { return region.empty() || region == wanted; }
};

struct Profile {
  uint64_t id = 0;
  uint64_t key = 0;    // all its data derive from this
  std::string region;  // NA, EU, FE
  const Marketplace* marketplace = nullptr;
  std::string country;    // as Ads writes it: UK, not GB
  std::string time_zone;  // of its report days
  std::string type;       // seller, vendor, agency
  std::string account_id, name;
  bool valid_payment = true;     // vendors only
  bool view_only = false;        // listed only with accessLevel=view
  bool brands_permitted = true;  // false: Sponsored Brands answers 403 for ever
  bool of_stranger = false;
  int64_t opened_us = 0;  // the moment of which its history is told; later for added profiles
};
using ProfilePtr = std::shared_ptr<const Profile>;

class Accounts {
 public:
  Accounts(const Options& options, const std::vector<Seller>& sellers, int64_t opened_us);

  const std::vector<Login>& logins() const { return logins_; }
  const Login* login(std::string_view id) const;
  // What a login reaches on the host of a region, view-only ones included, removed ones not.
  std::vector<ProfilePtr> reached(const Login& login, std::string_view region) const;
  std::vector<ProfilePtr> all() const;  // also removed ones
  ProfilePtr find(uint64_t id) const;   // also when removed
  bool is_removed(uint64_t id) const;

  ProfilePtr add(std::string_view region, int64_t now_us);
  bool remove(uint64_t id);
  bool bring_back(uint64_t id);
  void reset();  // as at the start

 private:
  ProfilePtr make(std::string_view region, int index, int64_t opened_us) const;
  void fill();

  const uint64_t seed_;
  const int per_region_;
  const int64_t opened_us_;
  const std::vector<Seller>& sellers_;
  std::vector<Login> logins_;
  mutable std::mutex mutex_;
  std::vector<ProfilePtr> profiles_;
  std::set<uint64_t> removed_;
  int added_ = 0;
};

// Of a seller's profile, as Amazon tells it.
inline constexpr std::string_view kUnlimitedBudget = "999999999.0";

inline constexpr std::string_view kRegions[] = {"NA", "EU", "FE"};

// How tokens and codes name the holder of a grant of an Ads consent: login and the consent's region.
std::string grant_holder(std::string_view login, std::string_view region);
struct GrantHolder {
  std::string login, region;
};
std::optional<GrantHolder> read_grant_holder(std::string_view text);

}  // namespace mooring::amazon_simulator::ads
