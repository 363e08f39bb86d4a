#include "profiles.hpp"

#include <algorithm>

#include "api.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

using namespace mooring;

namespace {

constexpr size_t kNamesShown = 3;     // of the accounts behind one login
constexpr char kAgency[] = "agency";  // accountInfo.type
constexpr char kNoCursor[] = "{\"version\":1}";

std::string owned(Text text) {
  return std::string(text.value_or(""));
}

void read_account(Profile& profile, Value value, ValueReader& reader) {
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "marketplaceStringId")
      profile.marketplace_id = owned(reader.text("accountInfo.marketplaceStringId", content));
    if (key == "id") profile.account_id = owned(reader.text("accountInfo.id", content));
    if (key == "type") profile.account_type = owned(reader.text("accountInfo.type", content));
    if (key == "name") profile.account_name = owned(reader.text("accountInfo.name", content));
    if (key == "subType") profile.account_sub_type = owned(reader.text("accountInfo.subType", content));
    if (key == "validPaymentMethod")
      profile.valid_payment_method = reader.boolean("accountInfo.validPaymentMethod", content);
  });
}

Profile read_profile(simdjson::ondemand::object object, ValueReader& reader) {
  Profile profile;
  profile.raw = read_record(object, [&](std::string_view key, Value value) {
    if (key == "profileId") profile.id = owned(reader.id("profileId", value));
    if (key == "countryCode") profile.country_code = owned(reader.text("countryCode", value));
    if (key == "currencyCode") profile.currency = owned(reader.text("currencyCode", value));
    if (key == "timezone") profile.time_zone = owned(reader.text("timezone", value));
    if (key == "dailyBudget") profile.daily_budget = reader.decimal("dailyBudget", value);
    if (key == "accountInfo") read_account(profile, value, reader);
  });
  if (profile.id.empty()) throw Unreadable("a profile has no profileId");
  return profile;
}

HttpRequest profiles_request(const Call& call, const char* access_level) {
  return HttpRequest::get(Url(call.api_base, "/v2/profiles").add("accessLevel", access_level))
      .with_budget(kProfilesBudget)
      .with_credential(kCredential);
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

// As a word of its own: "Blue Kettle DE", "DE-Shop"; not "DEKO".
bool names_country(const std::string& name, const std::string& country_code) {
  for (size_t at = name.find(country_code); at != std::string::npos; at = name.find(country_code, at + 1)) {
    const size_t end = at + country_code.size();
    if ((at == 0 || !is_letter(name[at - 1])) && (end == name.size() || !is_letter(name[end]))) return true;
  }
  return false;
}

// One account often has a profile in every country, all by one name.
std::string name_of(const Profile& profile) {
  std::string name = profile.account_name.empty() ? "Profile " + profile.id : profile.account_name;
  if (profile.country_code.empty() || names_country(name, profile.country_code)) return name;
  return name + ", " + profile.country_code;
}

// "Blue Kettle Ltd, Red Pan Ltd and 4 more"
std::string names_of_accounts(const std::vector<Profile>& profiles) {
  std::vector<std::string> names;
  // An agency's own entries name the agency, not an advertiser: they count where there is nothing else.
  const bool has_advertiser =
      std::ranges::any_of(profiles, [](const Profile& profile) { return profile.account_type != kAgency; });
  for (const Profile& profile : profiles) {
    if (has_advertiser && profile.account_type == kAgency) continue;
    const bool known = std::ranges::find(names, profile.account_name) != names.end();
    if (!profile.account_name.empty() && !known) names.push_back(profile.account_name);
  }
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kNamesShown) text += " and " + std::to_string(names.size() - kNamesShown) + " more";
  return text;
}

void add_row(Rows& rows, const Profile& profile) {
  const auto known = [](const std::string& text) { return text.empty() ? Text() : Text(text); };
  rows.begin_row({}, profile.raw);
  rows.add_text(profile.id).add_text(known(profile.account_name)).add_text(known(profile.country_code));
  rows.add_text(known(profile.currency)).add_text(known(profile.time_zone));
  rows.add_text(known(profile.marketplace_id)).add_text(known(profile.account_id));
  rows.add_text(known(profile.account_type)).add_text(known(profile.account_sub_type));
  rows.add_decimal(profile.daily_budget).add_boolean(profile.valid_payment_method);
  rows.add_text(profile.view_only ? "view" : "edit");
}

}  // namespace

std::vector<Profile> read_profiles(const HttpResponse& answer, bool view_only) {
  if (!answer.ok()) throw refusal(answer);
  require_whole_json(answer);
  std::vector<Profile> profiles;
  ValueReader reader;
  const auto where = [&] { return "profile " + std::to_string(profiles.size() + 1) + " of the list: "; };
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    for (auto entry : document.get_array()) {
      reader.forget_member();
      profiles.push_back(read_profile(entry.get_object(), reader));
      profiles.back().view_only = view_only;
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      throw Unreadable("something follows the end of the JSON");
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = reader.member();
    throw bad_answer(answer, where() + (member.empty() ? "" : "member '" + member + "': ") + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, where() + problem.what());
  }
  return profiles;
}

Task<std::vector<Profile>> list_profiles(Context& ctx, const Call& call) {
  HttpResponse edit = co_await ctx.http(profiles_request(call, "edit"));
  std::vector<Profile> profiles = read_profiles(edit, false);
  HttpResponse view = co_await ctx.http(profiles_request(call, "view"));
  for (Profile& profile : read_profiles(view, true)) {
    const bool known = std::ranges::find(profiles, profile.id, &Profile::id) != profiles.end();
    if (!known) profiles.push_back(std::move(profile));
  }
  co_return profiles;
}

std::string why_unavailable(const Profile& profile) {
  if (profile.account_type == kAgency) return "an agency's own profile: it has no campaigns";
  if (profile.account_sub_type == "AMAZON_ATTRIBUTION")
    return "an Amazon Attribution profile: it has no campaigns";
  return {};
}

Marketplace to_marketplace(const Profile& profile) {
  Marketplace result(profile.id, name_of(profile));
  result.country_code = profile.country_code;
  result.currency = profile.currency;
  result.time_zone = profile.time_zone;
  result.note = why_unavailable(profile);
  result.available = result.note.empty();
  if (!result.available) return result;
  if (profile.view_only) {
    result.note = "view rights only";
  } else if (profile.valid_payment_method == false) {
    result.note = "no valid payment method";
  }
  return result;
}

std::string choose_account(const std::vector<Profile>& profiles, const std::string& known,
                           const std::vector<std::string>& reached_before) {
  std::string smallest;
  for (const Profile& profile : profiles) {
    const bool reached =
        std::find(reached_before.begin(), reached_before.end(), profile.id) != reached_before.end();
    if (!known.empty() && (reached || profile.account_id == known)) return known;
    if (profile.account_id.empty()) continue;
    if (smallest.empty() || profile.account_id < smallest) smallest = profile.account_id;
  }
  return smallest;
}

// Both lists of profiles were read before this, and Amazon gives them only to an authorization with the scope
// campaign_management: both are proven, not assumed. What may be done with each profile, the lists say.
std::vector<Permission> permissions_of(const std::vector<Profile>& profiles) {
  if (profiles.empty())
    return {Permission("profiles", false,
                       "Amazon accepts the authorization, but this login has no advertiser in this "
                       "region: invite it to an advertising account there, or connect another login")};
  const bool readable =
      std::ranges::any_of(profiles, [](const Profile& profile) { return why_unavailable(profile).empty(); });
  return {Permission("profiles", true, readable ? "" : "none of them has campaigns"),
          Permission("campaign_management", true)};
}

Task<> identify(Context& ctx, const Call& call) {
  const std::vector<Profile> profiles = co_await list_profiles(ctx, call);
  Identity identity;
  identity.account_id = choose_account(profiles, call.account_id, call.marketplaces);
  identity.account_name = names_of_accounts(profiles);
  for (const Profile& profile : profiles)
    identity.marketplaces.push_back(to_marketplace(profile));
  identity.permissions = permissions_of(profiles);
  co_await ctx.identity(std::move(identity));
}

Task<> sync_profiles(Context& ctx, const Call& call) {
  const std::vector<Profile> profiles = co_await list_profiles(ctx, call);
  Rows rows("profiles", kProfileFields);
  for (const Profile& profile : profiles)
    add_row(rows, profile);
  co_await ctx.emit(rows);
  // The two answers are one document each, but of two moments.
  co_await ctx.checkpoint(Checkpoint(kNoCursor).complete(Listing("profiles")));
}

}  // namespace amazon_ads
