#include "config/config.hpp"

namespace mooring::host {

std::string describe(const ConfigProblem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  if (!problem.key.empty()) out += ": " + problem.key;
  out += ": " + problem.message;
  return problem.hint.empty() ? out : out + ". " + problem.hint;
}

}  // namespace mooring::host
