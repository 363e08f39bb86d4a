// Why a channel's connector does not serve a connection, in words for the badge. Pure.
#pragma once
#include "plugins/registry.hpp"
#include "store/models.hpp"

namespace mooring::host {

// Of a channel without a loaded plugin.
std::string why_not_loaded(const PluginRegistry& registry, const std::string& channel);
// A plugin of another version may not know the place where the connection signed in. Empty: it does.
std::string why_not_served(const Manifest& manifest, const ConnectionRow& connection);

}  // namespace mooring::host
