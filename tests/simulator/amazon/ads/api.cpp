#include "ads/api.hpp"

#include <charconv>

#include "base/text.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

std::string bearer(const Request& request) {
  const std::string header = request.header("Authorization");
  if (header.size() < 8 || !host::equals_ignoring_case(header.substr(0, 7), "Bearer ")) return {};
  return header.substr(7);
}

uint64_t scope_of(const Request& request) {
  const std::string text = request.header("Amazon-Advertising-API-Scope");
  uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() ? id : 0;
}

struct Caller {
  TokenContent token;
  GrantHolder holder;
};

// The access token in the header when it is one of an Ads login, however old.
std::optional<Caller> caller_of(const World& world, const Request& request) {
  const auto token = world.signer.read(bearer(request));
  if (!token || token->kind != 'A') return std::nullopt;
  const auto holder = read_grant_holder(token->seller_id);
  if (!holder) return std::nullopt;
  return Caller{*token, *holder};
}

std::optional<Reply> access_fault(Call& call) {
  const auto fault = call.world.faults.take(
      call.subject,
      {"token_expired", "token_revoked", "secret_expired", "gateway_403", "role_missing", "scope_lost"},
      call.world.now_us());
  if (!fault) return std::nullopt;
  if (fault->kind == "scope_lost") return call.error(401, "UNAUTHORIZED", "Not authorized to access scope");
  if (fault->kind == "role_missing")
    return call.error(403, "ACCESS_DENIED", "Access denied for this resource");
  if (fault->kind == "gateway_403") return call.error(403, "FORBIDDEN", "Forbidden");
  return call.error(401, "UNAUTHORIZED", "Authentication failed");
}

// 401 that a new token would repair.
std::optional<Reply> refuse_token(Call& call) {
  const auto denied = [&](std::string_view text) { return call.error(401, "UNAUTHORIZED", text); };
  if (bearer(call.request).empty()) return denied("Authorization header is missing");
  if (auto reply = access_fault(call)) return reply;
  const auto caller = caller_of(call.world, call.request);
  if (!caller) return denied("Authentication failed");
  call.login = call.world.ads->accounts.login(caller->holder.login);
  const int64_t now = call.world.now_us();
  if (!call.login || now >= caller->token.expires_us) return denied("Authentication failed");
  if (call.request.header("Amazon-Advertising-API-ClientId") != caller->token.client_id) {
    return denied("Not authorized: the client id does not belong to the access token");
  }
  Subject granted = call.subject;
  granted.region = caller->holder.region;  // a grant belongs to the region of its consent
  const auto grant = call.world.faults.grant_fault(granted, caller->token.issued_us, now);
  if (grant && !grant->keep_access_tokens) return denied("Authentication failed");
  return std::nullopt;
}

// 401 that tells of the profile, and the permanent 403s.
std::optional<Reply> refuse_scope(Call& call) {
  const auto denied = [&](std::string_view text) { return call.error(401, "UNAUTHORIZED", text); };
  if (call.request.header("Amazon-Advertising-API-Scope").empty()) return denied("Scope header is missing");
  const Accounts& accounts = call.world.ads->accounts;
  const ProfilePtr profile = accounts.find(scope_of(call.request));
  if (!profile || profile->region != call.subject.region)
    return denied("No matching advertiser found for scope");
  const bool reached = call.login->reaches(profile->region) && call.login->stranger == profile->of_stranger;
  if (!reached || accounts.is_removed(profile->id)) return denied("Not authorized to access scope");
  if (profile->type == "agency") {
    return call.error(403, "ACCESS_DENIED", "Sponsored ads are not available to agency profiles");
  }
  const Product product = call.route.list ? product_of(call.route.list->kind) : call.route.usage;
  if (product == Product::sb && !profile->brands_permitted) {
    return call.error(403, "ACCESS_DENIED", "The advertiser has no permission for Sponsored Brands");
  }
  call.profile = profile;
  return std::nullopt;
}

std::string profile_json(const Profile& profile) {
  std::string json = "{\"profileId\":" + std::to_string(profile.id) +
                     ",\"countryCode\":" + json_text(profile.country) +
                     ",\"currencyCode\":" + json_text(profile.marketplace->currency);
  if (profile.type == "seller") json += ",\"dailyBudget\":" + std::string(kUnlimitedBudget);
  json += ",\"timezone\":" + json_text(profile.time_zone) +
          ",\"accountInfo\":{\"marketplaceStringId\":" + json_text(profile.marketplace->id) +
          ",\"id\":" + json_text(profile.account_id) + ",\"type\":" + json_text(profile.type) +
          ",\"name\":" + json_text(profile.name);
  if (profile.type == "vendor")
    json += std::string(",\"validPaymentMethod\":") + (profile.valid_payment ? "true" : "false");
  return json + "}}";
}

bool lists_word(std::string_view words, std::string_view word) {
  return words.empty() ||
         ("," + std::string(words) + ",").find("," + std::string(word) + ",") != std::string::npos;
}

Reply list_profiles(const Call& call) {
  const Fields& query = call.request.query;
  const std::string level = value_or(query, "accessLevel", "edit");
  const std::string types = value_or(query, "profileTypeFilter");
  const std::string payment = value_or(query, "validPaymentMethodFilter");
  if (level != "edit" && level != "view") return call.error(400, "400", "Invalid accessLevel");
  std::string body = "[";
  for (const ProfilePtr& profile : call.world.ads->accounts.reached(*call.login, call.subject.region)) {
    if (profile->view_only && level == "edit") continue;
    if (!lists_word(types, profile->type)) continue;
    if (payment == "true" && !profile->valid_payment) continue;
    if (payment == "false" && profile->valid_payment) continue;
    if (body.size() > 1) body += ',';
    body += profile_json(*profile);
  }
  return json_reply(200, body + "]");
}

}  // namespace

bool names_media(std::string_view header, std::string_view media) {
  constexpr std::string_view kPrefix = "application/";
  header = header.substr(0, header.find(';'));
  while (header.ends_with(' '))
    header.remove_suffix(1);
  if (header.size() < kPrefix.size() ||
      !host::equals_ignoring_case(header.substr(0, kPrefix.size()), kPrefix)) {
    return false;
  }
  return host::equals_ignoring_case(header.substr(kPrefix.size()), media);
}

void learn_subject(const World& world, const Request& request, Subject& subject) {
  const std::string scope = request.header("Amazon-Advertising-API-Scope");
  if (scope_of(request) != 0) subject.profile = scope;
  const auto caller = caller_of(world, request);
  if (!caller) return;
  subject.seller = caller->holder.login;
  subject.client_id = caller->token.client_id;
}

Reply answer_api(World& world, const Request& request, const Route& route, const Subject& subject,
                 const std::string& request_id) {
  Call call{world, request, route, subject, request_id, nullptr, nullptr};
  if (route.endpoint.empty()) return call.error(404, "NOT_FOUND", "Not Found");
  if (auto reply = refuse_token(call)) return *reply;
  if (route.endpoint == "listProfiles") return list_profiles(call);
  if (auto reply = refuse_scope(call)) return *reply;
  if (route.list) return answer_list(call);
  if (route.usage != Product::none) return answer_usage(call);
  if (route.endpoint == "createReport") return create_report(call);
  if (route.endpoint == "getReport") return get_report(call);
  if (route.endpoint == "deleteReport") return delete_report(call);
  return call.error(404, "NOT_FOUND", "Not Found");
}

}  // namespace mooring::amazon_simulator::ads
