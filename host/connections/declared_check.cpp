#include "connections/declared_check.hpp"

#include <algorithm>

#include "config/config_table.hpp"
#include "connections/channel_setup.hpp"
#include "oauth/oauth.hpp"

namespace mooring::host {
namespace {

const ChannelConfig kNothingConfigured{};

class DeclaredChecks {
 public:
  DeclaredChecks(const Config& config, const PluginRegistry& registry)
      : config_(config), registry_(registry) {}

  std::vector<ConfigProblem> run() {
    for (size_t i = 0; i < config_.connections.size(); ++i) {
      const DeclaredConnection& declared = config_.connections[i];
      const Manifest* manifest = manifest_of(declared.channel);
      const ManifestRegion* region = manifest ? manifest->region(declared.region) : nullptr;
      const ManifestConsent* consent = region ? region->consent(declared.consent) : nullptr;
      if (!region || (!consent && !declared.consent.empty())) continue;
      const std::string path = "connections[" + std::to_string(i) + "]";
      check_settings(path, declared, *manifest);
      if (!declared.refresh_token.empty()) check_token(path, declared, *manifest, consent);
    }
    return std::move(problems_);
  }

 private:
  const Manifest* manifest_of(const std::string& channel) const {
    if (const Manifest* loaded = registry_.manifest(channel)) return loaded;
    for (const PluginInfo& info : registry_.plugins())
      if (info.manifest && info.manifest->id == channel) return &*info.manifest;
    return nullptr;
  }

  void check_settings(const std::string& path, const DeclaredConnection& declared, const Manifest& manifest) {
    const std::string kind = manifest.account_kind(declared.region, declared.consent);
    for (const auto& [key, value] : declared.settings) {
      const auto rule = std::find_if(manifest.settings.begin(), manifest.settings.end(),
                                     [&](const SettingRule& one) { return one.key == key; });
      // Names, and choices among names, are told of by check_channels.
      if (rule == manifest.settings.end() || (!rule->choices.empty() && rule->is_for(kind))) continue;
      if (auto fits = settings_to_json(manifest, kind, "{}", {{key, value}}); !fits)
        problem(path + ".settings." + key_step(key), fits.error().message,
                "`mooring plugins inspect` tells what each setting takes");
    }
  }

  void check_token(const std::string& path, const DeclaredConnection& declared, const Manifest& manifest,
                   const ManifestConsent* consent) {
    if (!manifest.oauth.pasted_tokens)
      return problem(path + ".refresh_token", manifest.name + " takes no refresh token from a file",
                     "Leave it out, and connect in the console");
    const auto configured = config_.channels.find(declared.channel);
    const ChannelConfig& channel =
        configured == config_.channels.end() ? kNothingConfigured : configured->second;
    const std::string application = "channels." + key_step(declared.channel) + ".application.";
    for (const std::string& key : missing_application_keys(manifest, channel, ApplicationUse::tokens))
      if (!config_.origins.contains(application + key))  // else it was told of already why it cannot be read
        problem(path + ".refresh_token",
                "cannot be used without the " + key + " of the application of " + declared.channel,
                "Set " + key + " in [channels." + declared.channel + ".application]");
    const std::string asked = manifest.consent_texts(consent).pasted_account;
    if (!asked.empty() && declared.account_id.empty())
      problem(path + ".account_id", "is missing: " + manifest.name + " does not tell whose token it is",
              asked);
  }

  void problem(const std::string& path, std::string message, std::string hint) {
    auto at = config_.origins.find(path);
    if (at == config_.origins.end())
      at = config_.origins.lower_bound(path.substr(0, path.find(']') + 1) + ".");  // its first key
    const ConfigOrigin origin = at == config_.origins.end() ? ConfigOrigin{} : at->second;
    problems_.push_back({origin.file, origin.line, origin.column, path, std::move(message), std::move(hint)});
  }

  const Config& config_;
  const PluginRegistry& registry_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace

std::vector<ConfigProblem> check_declared(const Config& config, const PluginRegistry& registry) {
  return DeclaredChecks(config, registry).run();
}

}  // namespace mooring::host
