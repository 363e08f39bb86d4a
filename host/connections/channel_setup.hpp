// What a connection works with: its channel's manifest and configuration, the resolved API address, its
// settings. Pure look-ups, any thread; what is pointed to lives as long as the registry and the
// configuration.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "config/config.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {

struct ChannelSetup {
  const Manifest* manifest = nullptr;
  const ManifestRegion* region = nullptr;
  const ChannelConfig* config = nullptr;  // an empty one when nothing is configured
  std::string api_base;                   // without a trailing slash
  std::string account_kind = {};          // of the consent; empty where the region does not tell kinds apart
};

// `consent`: an id of the region's consents; empty: the usual one. Errors: channel_unknown, region_unknown,
// consent_unknown; each names what there is.
Result<ChannelSetup> channel_setup(const PluginRegistry& registry, const Config& config,
                                   const std::string& channel, const std::string& region,
                                   const std::string& consent = {});

// Checks the values against the manifest's settings for that kind of account (empty: nothing is known of it) and returns them as
// JSON text. Error: setting_invalid, which names what is allowed.
Result<std::string> settings_to_json(const Manifest& manifest, const std::string& account_kind,
                                     const std::string& current_json,
                                     const std::map<std::string, std::string>& changes);
// The stored values, completed by the manifest's defaults.
NameValues effective_settings(const Manifest& manifest, const std::string& settings_json);

// How people are told of a marketplace: "Shop.example", "DE Shop", "My brand (DE)" where the name does not have the
// country, else its id.
std::string marketplace_title(const std::string& id, const std::string& name,
                              const std::string& country_code);

// "marketplace", "profile": what the channel calls one; also of a channel that is not loaded.
std::string marketplace_noun(const PluginRegistry& registry, const std::string& channel);

// The key of the fact that tells when somebody last chose this connection's marketplaces (rows::get_fact, RFC 3339).
std::string marketplaces_chosen_fact(const std::string& connection_id);

// Channel and region of every connection: facts that never change. Thread-safe.
class ConnectionDirectory {
 public:
  struct Entry {
    std::string channel, region;  // a token endpoint is the same for all consents of a region
  };
  void add(const std::string& connection_id, Entry entry);
  std::optional<Entry> find(const std::string& connection_id) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace mooring::host
