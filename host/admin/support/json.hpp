// What a support bundle tells of the host, as JSON: facts in, members out. Nothing is cleaned here (support_clean.hpp does
// that), but secrets of the configuration are never put in. Pure, but for what the operating system says of itself.
#pragma once
#include "admin/json/json.hpp"
#include "badge/coverage_state.hpp"
#include "badge/status.hpp"
#include "config/config.hpp"
#include "plugins/registry.hpp"
#include "schedule/backfill_estimate.hpp"
#include "store/database.hpp"

namespace mooring::host::admin {

// [{"key","value","from"}], every key that is set or has a default; secrets are "***".
JsonArray support_configuration_json(const Config& config);

struct HostFacts {
  std::string version, public_url;
  bool ready = false;
  Timestamp started_at, now;
  Database::Health store;
};
JsonObject support_host_json(const HostFacts& facts, const Config& config);

// As GET /plugins has it, with numbers in place of the lists of fields and views.
JsonObject support_plugin_json(const PluginInfo& plugin, const Config& config);

struct ConnectionFacts {
  ConnectionStatus status;
  bool rows_counted = false;
  std::vector<StreamRow> slots;
  std::vector<PermissionRow> permissions;
  std::vector<CoverageSpan> coverage;  // the newest limits::kBundleCoverageMax
  size_t coverage_left_out = 0;
  std::vector<BudgetState> budgets;  // as they are now; empty: not known
};
JsonObject support_connection_json(const ConnectionFacts& facts, const Manifest* manifest,
                                   const Config& config);

}  // namespace mooring::host::admin
