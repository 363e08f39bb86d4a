// All that can be found out about a configuration before a start: what `mooring validate` fails on and `doctor` shows. The
// files themselves, the names in them against the plugins that are there, and what they name outside. Main thread.
#pragma once
#include <string>
#include <vector>

#include "config/config.hpp"

namespace mooring::host {

struct Validation {
  std::vector<ConfigProblem> problems;
  std::vector<std::string> refused_plugins;  // only beside problems: a name may be unknown because of one
};

// Runs every stage whose ground is firm: a file that is no TOML hides nothing but what it would have said itself.
Validation validate_configuration(const ConfigLoad& load);

}  // namespace mooring::host
