#include "badge/connector_problem.hpp"

#include <algorithm>

namespace mooring::host {

std::string why_not_loaded(const PluginRegistry& registry, const std::string& channel) {
  const auto& plugins = registry.plugins();
  for (const PluginInfo& info : plugins)
    if (info.refusal && info.manifest && info.manifest->id == channel)
      return "The connector of this channel was refused: " + info.refusal->message;
  auto nameless = std::count_if(plugins.begin(), plugins.end(),
                                [](const PluginInfo& info) { return info.refusal && !info.manifest; });
  std::string problem = "No connector for the channel '" + channel + "' is loaded";
  if (nameless == 0) return problem;
  return problem + "; " + std::to_string(nameless) +
         (nameless == 1 ? " file in the plugin folders was refused"
                        : " files in the plugin folders were refused") +
         ", see Plugins";
}

std::string why_not_served(const Manifest& manifest, const ConnectionRow& connection) {
  const ManifestRegion* region = manifest.region(connection.region);
  const std::string version = manifest.name + " " + manifest.version;
  if (!region) return version + " has no region '" + connection.region + "'";
  if (!connection.consent.empty() && !region->consent(connection.consent))
    return version + " has no consent '" + connection.consent + "' in " + region->name;
  return {};
}

}  // namespace mooring::host
