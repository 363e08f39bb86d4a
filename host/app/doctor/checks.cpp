#include "app/doctor/checks.hpp"

#include "config/surroundings.hpp"

namespace mooring::host::doctor {

Findings examine(const std::filesystem::path& config_file) {
  Findings findings;
  const ConfigLoad load = load_config(config_file);
  std::vector<ConfigProblem> problems = load.problems;
  for (ConfigProblem& problem : check_surroundings(load.config, SystemClock().now()))
    problems.push_back(std::move(problem));
  for (const ConfigProblem& problem : problems)
    findings.push_back(
        {"configuration", State::failed, describe(problem), "Correct it; `mooring validate` checks again"});
  if (!load.problems.empty()) return findings;
  if (problems.empty())
    findings.push_back({"configuration", State::good, config_file.string() + " is in order", ""});
  check_files(load.config, findings);
  check_store(load.config, findings);
  check_plugins(load.config, findings);
  check_network(load.config, findings);
  return findings;
}

}  // namespace mooring::host::doctor
