// What a declared connection would be refused for when the host makes it, found out before: values of its settings, and a token
// that nobody could use. Names are check_channels' matter (config/config.hpp). Asks no provider. Any thread.
#pragma once
#include <vector>

#include "config/config.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {

// Of connections whose channel, region and consent are known; of plugins also that are not loaded (Options::load).
std::vector<ConfigProblem> check_declared(const Config& config, const PluginRegistry& registry);

}  // namespace mooring::host
