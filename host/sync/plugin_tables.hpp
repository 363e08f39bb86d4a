// The tables of the plugins' streams, before anything else uses the registry, and what a new version of a plugin means for the
// rows that are held. Called once by the host while it is put together, on its thread.
#pragma once
#include <map>
#include <set>
#include <string>

#include "plugins/registry.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"

namespace mooring::host {

// Makes and extends them. A plugin whose manifest does not fit what is held (another key, another type of a field) is refused
// like one that cannot be loaded, and the others go on. A plugin that changed since the last start gets an
// entry in the activity log. Errors: store_*, and then the host cannot work.
Status make_plugin_tables(PluginRegistry& registry, Database& database, Journal& journal, Logger& logger);

// What is remembered of the plugin that ran before.
struct PluginBefore {
  std::string version;
  std::set<std::string> streams;
};
// What changes with the plugin that runs now, in words; empty: nothing. `held_columns`: of each stream that has a table.
std::string changes_since(const PluginBefore& before, const Manifest& now,
                          const std::map<std::string, std::set<std::string>>& held_columns);

}  // namespace mooring::host
