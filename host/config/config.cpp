#include "config/config.hpp"

#include <system_error>

namespace mooring::host {

namespace fs = std::filesystem;

std::string describe(const ConfigProblem& problem) {
  std::string out = problem.file;
  if (problem.line > 0) out += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  if (!problem.key.empty()) out += ": " + problem.key;
  out += ": " + problem.message;
  return problem.hint.empty() ? out : out + ". " + problem.hint;
}

std::vector<fs::path> effective_plugin_folders(const Config& config, const fs::path& program) {
  if (!config.plugin_folders.empty()) return config.plugin_folders;
  fs::path beside = program.parent_path();
  std::vector<fs::path> folders;
  for (const auto& candidate : {beside / "plugins", beside / "../plugins", beside / "../lib/mooring/plugins",
                                config.data_folder / "plugins"}) {
    std::error_code ignored;
    if (fs::is_directory(candidate, ignored)) folders.push_back(candidate.lexically_normal());
  }
  return folders;
}

}  // namespace mooring::host
