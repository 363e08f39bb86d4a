#include "plugins/known_channels.hpp"

#include <algorithm>

namespace mooring::host {

std::vector<KnownChannel> known_channels(const PluginRegistry& registry) {
  std::vector<KnownChannel> channels;
  auto ids = [](const auto& list, auto member) {
    std::vector<std::string> out;
    for (const auto& item : list)
      out.push_back(item.*member);
    return out;
  };
  for (const PluginInfo& info : registry.plugins()) {
    if (!info.manifest || (info.refusal && registry.manifest(info.manifest->id))) continue;
    const Manifest& manifest = *info.manifest;
    std::map<std::string, std::vector<std::string>> consents;
    for (const ManifestRegion& region : manifest.regions) {
      std::vector<std::string>& known = consents[region.id] = ids(region.consents, &ManifestConsent::id);
      for (const ManifestConsent& consent : region.consents)
        if (std::find(known.begin(), known.end(), consent.account) == known.end())
          known.push_back(consent.account);
    }
    std::map<std::string, std::vector<std::string>> choices;
    std::vector<std::string> lists;
    for (const SettingRule& setting : manifest.settings) {
      if (!setting.choices.empty()) choices[setting.key] = setting.choices;
      if (setting.type == SettingType::list) lists.push_back(setting.key);
    }
    channels.push_back({manifest.id, ids(manifest.regions, &ManifestRegion::id),
                        ids(manifest.oauth.application_fields, &ApplicationField::key),
                        ids(manifest.budgets, &BudgetRule::id), ids(manifest.streams, &StreamRule::id),
                        ids(manifest.settings, &SettingRule::key),
                        info.refusal ? info.refusal->message : std::string(), std::move(consents),
                        std::move(choices), std::move(lists)});
  }
  return channels;
}

}  // namespace mooring::host
