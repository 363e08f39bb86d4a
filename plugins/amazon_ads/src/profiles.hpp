// The advertising profiles that a login reaches in one region: GET /v2/profiles, asked twice, since profiles with view
// rights only are listed apart.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <vector>

namespace amazon_ads {

// The number of fields that plugin.toml declares.
inline constexpr size_t kProfileFields = 12;

struct Profile {
  std::string id, country_code, currency, time_zone;
  std::string marketplace_id, account_id, account_name, account_type, account_sub_type;
  std::optional<std::string> daily_budget;
  std::optional<bool> valid_payment_method;
  bool view_only = false;
  std::string raw;
};

// One answer of /v2/profiles. Throws Failure when Amazon refused the call or the answer cannot be read.
std::vector<Profile> read_profiles(const mooring::HttpResponse& answer, bool view_only);

// Both answers as one list, each profile once, those with edit rights first.
mooring::Task<std::vector<Profile>> list_profiles(mooring::Context& ctx, const mooring::Call& call);

// Why nothing can be read for the profile; empty: it can.
std::string why_unavailable(const Profile& profile);

// What the host is told of a profile.
mooring::Marketplace to_marketplace(const Profile& profile);

// A login has no id of its own. It is the known account while it reaches a profile that was reached before or one that
// belongs to it; else the smallest of its advertisers; empty without profiles.
std::string choose_account(const std::vector<Profile>& profiles, const std::string& known,
                           const std::vector<std::string>& reached_before);

// What the two lists prove that the login may do.
std::vector<mooring::Permission> permissions_of(const std::vector<Profile>& profiles);

// identify/1
mooring::Task<> identify(mooring::Context& ctx, const mooring::Call& call);

// sync/1 of the stream `profiles`
mooring::Task<> sync_profiles(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_ads
