#include "plugins/known_channels.hpp"

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
    channels.push_back({manifest.id, ids(manifest.regions, &ManifestRegion::id),
                        ids(manifest.oauth.application_fields, &ApplicationField::key),
                        ids(manifest.budgets, &BudgetRule::id), ids(manifest.streams, &StreamRule::id),
                        ids(manifest.settings, &SettingRule::key),
                        info.refusal ? info.refusal->message : std::string()});
  }
  return channels;
}

}  // namespace mooring::host
