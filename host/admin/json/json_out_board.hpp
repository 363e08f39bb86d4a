// What the API shows of the board of all connections. docs/reference/rest.md names the members. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "plugins/registry.hpp"
#include "watch/board_query.hpp"

namespace mooring::host::admin {

JsonObject board_entry_json(const BoardEntry& entry, const PluginRegistry& registry, Timestamp now);
JsonObject board_facets_json(const BoardFacets& facets, const PluginRegistry& registry);
std::string json_text(const JsonObject& object);  // on one line

}  // namespace mooring::host::admin
