// Which alerts a destination wants: matching, words for people, and the form in the store. Pure.
#pragma once
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "config/alerts_config.hpp"

namespace mooring::host {

bool matches(const AlertRules& rules, const Alert& alert);
bool wants_kind(const AlertRules& rules, AlertKind kind);

// One sentence each: "Badge changes to Revoked and Expired", "of Shop only", "at most one an hour".
std::vector<std::string> in_words(const AlertRules& rules);

std::string write_rules(const AlertRules& rules);
AlertRules read_rules(const std::string& json);  // what it cannot read is as by default
// Words that are not known, and times beyond the limits: alert_rules_invalid.
Status check_rules(const AlertRules& rules);

}  // namespace mooring::host
