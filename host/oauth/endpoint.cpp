#include "base/text_list.hpp"
#include "oauth/oauth.hpp"
#include "transport/egress.hpp"

namespace mooring::host {
namespace {

Status check_secure(const std::string& url, const std::string& what, const Manifest& manifest,
                    const std::string& region) {
  if (auto target = check_egress(url, {authority_of(url)}, true))
    return {};
  else
    return fail("endpoint_insecure",
                "the " + what + " of " + manifest.id + " in " + region + " is not usable: " + target.error(),
                "Use https:// in [channels." + manifest.id + ".endpoints." + region +
                    "] (http:// only to this machine)");
}

}  // namespace

std::vector<std::string> missing_application_keys(const Manifest& manifest, const ChannelConfig& config,
                                                  ApplicationUse use) {
  std::vector<std::string> keys;
  auto check = [&](const std::string& key) {
    auto found = config.application.find(key);
    if (found == config.application.end() || found->second.empty()) keys.push_back(key);
  };
  check("client_id");
  if (use == ApplicationUse::consent)
    for (const ApplicationField& field : manifest.oauth.application_fields)
      check(field.key);
  if (config.client_secret.empty()) keys.emplace_back("client_secret");
  return keys;
}

Status check_application(const Manifest& manifest, const ChannelConfig& config, ApplicationUse use) {
  const auto keys = missing_application_keys(manifest, config, use);
  if (keys.empty()) return {};
  return fail("application_missing", "the application of the channel " + manifest.id + " is not configured",
              "Set " + listed(keys) + " in [channels." + manifest.id + ".application]");
}

Result<OAuthEndpoint> resolve_oauth(const Manifest& manifest, const ChannelConfig& config,
                                    const std::string& region, const std::string& consent) {
  const ManifestRegion* declared = manifest.region(region);
  if (declared == nullptr) {
    std::vector<std::string> known;
    for (const ManifestRegion& each : manifest.regions)
      known.push_back(each.id);
    return fail("region_unknown", "the channel " + manifest.id + " has no region '" + region + "'",
                "Its regions are " + listed(known));
  }
  const ManifestConsent* opened = declared->consent(consent);
  if (opened == nullptr && !consent.empty())
    return fail("consent_unknown",
                "the channel " + manifest.id + " has no consent '" + consent + "' in " + region,
                "GET /api/v1/plugins lists those of each region");
  if (auto known = check_application(manifest, config, ApplicationUse::tokens); !known)
    return fail(known.error());

  OAuthEndpoint endpoint;
  endpoint.channel = manifest.id;
  endpoint.region = region;
  endpoint.issuer = declared->issuer;
  endpoint.authorize_url = opened ? opened->authorize_url : declared->authorize_url;
  endpoint.token_url = declared->token_url;
  endpoint.revoke_url = declared->revoke_url;
  if (auto changed = config.endpoints.find(region); changed != config.endpoints.end()) {
    if (!changed->second.authorize_url.empty()) endpoint.authorize_url = changed->second.authorize_url;
    if (!changed->second.token_url.empty()) endpoint.token_url = changed->second.token_url;
  }
  endpoint.description = &manifest.oauth;
  endpoint.application = config.application;
  endpoint.client_secret = config.client_secret;
  endpoint.client_secret_previous = config.client_secret_previous;
  if (auto checked = check_secure(endpoint.authorize_url, "authorize_url", manifest, region); !checked)
    return fail(checked.error());
  if (auto checked = check_secure(endpoint.token_url, "token_url", manifest, region); !checked)
    return fail(checked.error());
  return endpoint;
}

}  // namespace mooring::host
