// What check_channels compares the configuration with, from the manifests. Pure; any thread.
#pragma once
#include <vector>

#include "config/config.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {

std::vector<KnownChannel> known_channels(const PluginRegistry& registry);

}  // namespace mooring::host
