// Names in the rules of a destination that nobody knows: such a rule would never tell anybody. Any thread.
#pragma once
#include "admin/api/call.hpp"
#include "config/alerts_config.hpp"

namespace mooring::host::admin {

// Only those that `before` had not: what was known when it was chosen, and is gone now, must not keep the rest from being
// changed. Error: alert_rules_invalid, with the nearest known name.
Status check_rule_names(Call& call, const AlertRules& rules, const AlertRules& before);

}  // namespace mooring::host::admin
