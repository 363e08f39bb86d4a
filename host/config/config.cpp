#include "config/config.hpp"

namespace mooring::host {

std::string describe(const ConfigProblem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  if (!problem.key.empty()) out += ": " + problem.key;
  out += ": " + problem.message;
  return problem.hint.empty() ? out : out + ". " + problem.hint;
}

bool selects_new_marketplaces(const Config& config, const std::string& channel,
                              const std::string& config_key) {
  for (const DeclaredConnection& declared : config.connections)
    if (!config_key.empty() && declared.name == config_key && declared.select_new_marketplaces)
      return *declared.select_new_marketplaces;
  auto found = config.channels.find(channel);
  return found != config.channels.end() && found->second.select_new_marketplaces;
}

}  // namespace mooring::host
