// What the API shows of the host's values: the one place that names the members of docs/reference/rest.md. Pure functions.
#pragma once
#include "admin/json.hpp"
#include "badge/status.hpp"
#include "config/config.hpp"
#include "plugins/registry.hpp"
#include "store/models.hpp"
#include "sync/engine.hpp"

namespace mooring::host::admin {

JsonObject plugin_json(const PluginInfo& plugin, const Config& config);

JsonObject connection_json(const ConnectionStatus& status, const Manifest* manifest);
JsonObject status_json(const ConnectionStatus& status);
void add_explanation(JsonObject& status_object, const ConnectionStatus& status);
JsonObject stream_json(const StreamStatus& stream, const Manifest* manifest);
JsonObject marketplace_json(const MarketplaceRow& marketplace);
JsonObject permission_json(const PermissionRow& permission);
JsonObject coverage_json(const CoverageRow& range);

JsonObject activity_json(const ActivityRow& entry);
JsonObject run_json(const RunRow& run);

}  // namespace mooring::host::admin
