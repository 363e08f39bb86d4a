#include "app/validation.hpp"

#include <unistd.h>

#include <algorithm>

#include "app/host.hpp"
#include "config/surroundings.hpp"
#include "connections/declared_check.hpp"

namespace mooring::host {
namespace {

using Problems = std::vector<ConfigProblem>;

// Whether what was read says where the plugins are, and which names they are to know.
bool tells_names(const Problems& problems) {
  return std::none_of(problems.begin(), problems.end(), [](const ConfigProblem& one) {
    return one.key.empty() || one.key.starts_with("plugin_folders") || one.key == "data_folder";
  });
}

// Once is enough: what is missing or malformed is no unknown name as well.
void add_new(Problems& problems, Problems more) {
  for (ConfigProblem& one : more) {
    const bool told = std::any_of(problems.begin(), problems.end(),
                                  [&](const ConfigProblem& known) { return known.key == one.key; });
    if (!told) problems.push_back(std::move(one));
  }
}

}  // namespace

Validation validate_configuration(const ConfigLoad& load) {
  Validation found{load.problems, {}};
  SystemClock clock;
  add_new(found.problems, check_surroundings(load.config, clock.now()));
  if (!tells_names(load.problems)) return found;
  Redactor redactor;
  Logger logger(STDERR_FILENO, LogLevel::error, LogFormat::text, clock, redactor);
  auto plugins = registry_options(load.config);
  plugins.load = false;
  const auto registry = PluginRegistry::discover(plugins, logger);
  add_new(found.problems, check_channels(load.config, known_channels(*registry)));
  add_new(found.problems, check_declared(load.config, *registry));
  if (found.problems.empty()) return found;
  for (const auto& info : registry->plugins())
    if (info.refusal)
      found.refused_plugins.push_back(info.path.string() + ": refused (" + info.refusal->step +
                                      "): " + info.refusal->message);
  return found;
}

}  // namespace mooring::host
