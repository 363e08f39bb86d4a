#include <unistd.h>

#include "app/doctor/checks.hpp"
#include "app/host.hpp"
#include "app/scratch_folder.hpp"
#include "connections/declared_check.hpp"

namespace mooring::host::doctor {

// Each library is probed in a child process, like at the start of a host, but from copies in a folder of our own.
void check_plugins(const Config& config, Findings& findings) {
  SystemClock clock;
  Redactor redactor;
  Logger logger(STDERR_FILENO, LogLevel::error, LogFormat::text, clock, redactor);
  auto scratch = ScratchFolder::make();
  if (!scratch) {
    findings.push_back({"plugins", State::skipped, scratch.error().message, scratch.error().hint});
    return;
  }
  auto options = registry_options(config);
  options.module_store = scratch->path();
  auto registry = PluginRegistry::discover(options, logger);
  if (registry->plugins().empty())
    findings.push_back(
        {"plugins", State::failed, "There is no plugin in the plugin folders",
         "Put one there, or correct plugin_folders; `mooring plugins list` says where it looks"});
  for (const PluginInfo& info : registry->plugins()) {
    const std::string name =
        info.manifest ? info.manifest->id + " " + info.manifest->version : info.path.string();
    if (info.refusal)
      findings.push_back({"plugins", State::failed,
                          name + " is refused (" + info.refusal->step + "): " + info.refusal->message,
                          "Correct the file or take it out of its folder: " + info.path.string()});
    else
      findings.push_back({"plugins", State::good, name + " can be loaded", ""});
  }
  for (const ConfigProblem& problem : check_channels(config, known_channels(*registry)))
    findings.push_back(
        {"configuration", State::failed, describe(problem), "Correct it, or add the plugin that knows it"});
  for (const ConfigProblem& problem : check_declared(config, *registry))
    findings.push_back({"configuration", State::failed, describe(problem), "Correct it"});
}

}  // namespace mooring::host::doctor
