// The rate budgets of a connection: what the plugin declares or the configuration says, and how they stand. Pure.
#pragma once
#include "admin/json/json.hpp"
#include "config/config.hpp"
#include "plugins/manifest.hpp"
#include "schedule/backfill_estimate.hpp"

namespace mooring::host::admin {

// Those that accounts of that kind use. `now`: of the engine; what it says nothing of has null in place of `rate_now_per_s`, `tokens` and
// `waiting`. `blocked_until` is null unless the provider throttles.
JsonArray budgets_json(const Manifest& manifest, const std::string& account_kind, const ChannelConfig* config,
                       const std::vector<BudgetState>& now);

}  // namespace mooring::host::admin
