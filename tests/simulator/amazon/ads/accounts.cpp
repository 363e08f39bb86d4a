#include "ads/accounts.hpp"

#include <algorithm>
#include <array>

#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

struct Country {
  std::string_view region, code, marketplace_code, time_zone;
};
// The order in which a region's profiles take their countries.
constexpr std::array<Country, 23> kCountries = {{
    {"NA", "US", "US", "America/Los_Angeles"}, {"NA", "CA", "CA", "America/Los_Angeles"},
    {"NA", "MX", "MX", "America/Los_Angeles"}, {"NA", "BR", "BR", "America/Sao_Paulo"},
    {"EU", "DE", "DE", "Europe/Paris"},        {"EU", "UK", "GB", "Europe/London"},
    {"EU", "FR", "FR", "Europe/Paris"},        {"EU", "IT", "IT", "Europe/Paris"},
    {"EU", "ES", "ES", "Europe/Paris"},        {"EU", "NL", "NL", "Europe/Amsterdam"},
    {"EU", "SE", "SE", "Europe/Stockholm"},    {"EU", "PL", "PL", "Europe/Warsaw"},
    {"EU", "BE", "BE", "Europe/Brussels"},     {"EU", "IE", "IE", "Europe/Dublin"},
    {"EU", "TR", "TR", "Europe/Istanbul"},     {"EU", "AE", "AE", "Asia/Dubai"},
    {"EU", "SA", "SA", "Asia/Riyadh"},         {"EU", "EG", "EG", "Africa/Cairo"},
    {"EU", "IN", "IN", "Asia/Kolkata"},        {"EU", "ZA", "ZA", "Africa/Johannesburg"},
    {"FE", "JP", "JP", "Asia/Tokyo"},          {"FE", "AU", "AU", "Australia/Sydney"},
    {"FE", "SG", "SG", "Asia/Singapore"},
}};

const Country& country_of(std::string_view region, int index) {
  std::array<const Country*, kCountries.size()> own{};
  size_t count = 0;
  for (const Country& country : kCountries) {
    if (country.region == region) own[count++] = &country;
  }
  return *own[static_cast<size_t>(index) % count];
}

const Marketplace* marketplace_of(const Country& country) {
  for (const Marketplace& marketplace : marketplaces()) {
    if (marketplace.country_code == country.marketplace_code) return &marketplace;
  }
  return nullptr;
}

std::string entity_id(Draw& draw) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string id = "ENTITY";
  for (int i = 0; i < 13; ++i)
    id += kAlphabet[static_cast<size_t>(draw.below(36))];
  return id;
}

// Ids may be any 64-bit number; every third is beyond what a double can hold.
uint64_t profile_id(Draw& draw, int index) {
  constexpr uint64_t kDoubleMax = 1ull << 53;
  const uint64_t random = draw.next();
  if (index % 3 == 0) return kDoubleMax + random % (kDoubleMax * 400) * 2 + 1;
  return 100'000'000'000ull + random % 900'000'000'000'000ull;
}

constexpr int kStrangerIndex = 900'000;
constexpr int kAddedFrom = 500'000;

}  // namespace

std::string grant_holder(std::string_view login, std::string_view region) {
  return "ads|" + std::string(region) + "|" + std::string(login);
}

std::optional<GrantHolder> read_grant_holder(std::string_view text) {
  if (text.size() < 8 || !text.starts_with("ads|") || text[6] != '|') return std::nullopt;
  return GrantHolder{std::string(text.substr(7)), std::string(text.substr(4, 2))};
}

Accounts::Accounts(const Options& options, const std::vector<Seller>& sellers, int64_t opened_us)
    : seed_(options.seed), per_region_(options.ads_profiles), opened_us_(opened_us), sellers_(sellers) {
  logins_ = {
      {"amzn1.account.mooring-all", "Harbour & Pine Group", "ads@harbour.example", "", false},
      {"amzn1.account.mooring-na", "Harbour & Pine America", "ads-na@harbour.example", "NA", false},
      {"amzn1.account.mooring-eu", "Harbour & Pine Europe", "ads-eu@harbour.example", "EU", false},
      {"amzn1.account.mooring-fe", "Harbour & Pine Japan", "ads-fe@harbour.example", "FE", false},
      {"amzn1.account.mooring-other", "Blue Kettle Media", "media@kettle.example", "", true},
  };
  fill();
}

void Accounts::fill() {
  profiles_.clear();
  for (const std::string_view region : kRegions) {
    // One more than asked for: the agency in NA, a view-only account in EU and FE.
    for (int i = 0; i <= per_region_; ++i)
      profiles_.push_back(make(region, i, opened_us_));
    profiles_.push_back(make(region, kStrangerIndex, opened_us_));
  }
}

ProfilePtr Accounts::make(std::string_view region, int index, int64_t opened_us) const {
  const Country& country = country_of(region, index == per_region_ ? 0 : index);
  auto profile = std::make_shared<Profile>();
  profile->key = mix(mix_text(region, mix(seed_ ^ 0xad5)) ^ static_cast<uint64_t>(index));
  Draw draw(profile->key);
  profile->id = profile_id(draw, index);
  profile->region = region;
  profile->marketplace = marketplace_of(country);
  profile->country = country.code;
  profile->time_zone = country.time_zone;
  profile->type = index % 4 == 1 ? "vendor" : "seller";
  profile->account_id = entity_id(draw);
  profile->name = "Harbour & Pine " + profile->country;
  if (index >= static_cast<int>(kCountries.size()) && index < kAddedFrom)
    profile->name += " " + std::to_string(index);
  profile->opened_us = opened_us;
  if (profile->type == "vendor") {
    profile->name += " (vendor)";
    profile->valid_payment = index % 8 != 5;
  }
  for (const Seller& seller : sellers_) {
    if (profile->type == "seller" && seller.region == region && index != kStrangerIndex) {
      profile->account_id = seller.id;  // the same for all its countries
      break;
    }
  }
  if (index == per_region_) {
    profile->view_only = region != "NA";
    if (region == "NA") profile->type = "agency";
    profile->name += profile->view_only ? " (view only)" : " (agency)";
  }
  if (index == kStrangerIndex) {
    profile->name = "Blue Kettle " + profile->country;
    profile->of_stranger = true;
  }
  profile->brands_permitted = !(region == "EU" && index == 2);
  return profile;
}

const Login* Accounts::login(std::string_view id) const {
  const auto found =
      std::find_if(logins_.begin(), logins_.end(), [&](const Login& one) { return one.id == id; });
  return found == logins_.end() ? nullptr : &*found;
}

std::vector<ProfilePtr> Accounts::reached(const Login& login, std::string_view region) const {
  std::vector<ProfilePtr> result;
  if (!login.reaches(region)) return result;
  const std::lock_guard lock(mutex_);
  for (const ProfilePtr& profile : profiles_) {
    if (profile->region == region && profile->of_stranger == login.stranger && !removed_.count(profile->id)) {
      result.push_back(profile);
    }
  }
  return result;
}

std::vector<ProfilePtr> Accounts::all() const {
  const std::lock_guard lock(mutex_);
  return profiles_;
}

ProfilePtr Accounts::find(uint64_t id) const {
  const std::lock_guard lock(mutex_);
  for (const ProfilePtr& profile : profiles_) {
    if (profile->id == id) return profile;
  }
  return nullptr;
}

bool Accounts::is_removed(uint64_t id) const {
  const std::lock_guard lock(mutex_);
  return removed_.count(id) > 0;
}

ProfilePtr Accounts::add(std::string_view region, int64_t now_us) {
  const std::lock_guard lock(mutex_);
  const int number = added_++;
  auto profile = std::make_shared<Profile>(*make(region, kAddedFrom + number, now_us));
  profile->name += " (new " + std::to_string(number + 1) + ")";
  profiles_.push_back(profile);
  return profile;
}

bool Accounts::remove(uint64_t id) {
  if (!find(id)) return false;
  const std::lock_guard lock(mutex_);
  return removed_.insert(id).second;
}

bool Accounts::bring_back(uint64_t id) {
  const std::lock_guard lock(mutex_);
  return removed_.erase(id) > 0;
}

void Accounts::reset() {
  const std::lock_guard lock(mutex_);
  removed_.clear();
  added_ = 0;
  fill();
}

}  // namespace mooring::amazon_simulator::ads
