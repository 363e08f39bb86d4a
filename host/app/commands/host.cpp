// `mooring serve`, `validate`, `signin`, `version`, `completion`.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/host.hpp"
#include "app/serve.hpp"
#include "app/validation.hpp"
#include "plugins/registry.hpp"

namespace mooring::host::cli {
namespace {

int validate(const CommandOptions& options) {
  const Validation found = validate_configuration(load_config(options.config_file));
  for (const auto& problem : found.problems)
    std::cerr << describe(problem) << "\n";
  for (const auto& refusal : found.refused_plugins)  // one of the problems may be the plugin that is missing
    std::cerr << refusal << "\n";
  if (!found.problems.empty()) return kExitBadConfiguration;
  if (options.json)
    std::cout << "{\"ok\":true}\n";
  else
    std::cout << options.config_file.string() << ": good\n";
  return kExitOk;
}

int version(const CommandOptions& options) {
  std::cout << (options.json ? "{\"version\":\"" + std::string(kVersion) + "\"}"
                             : "mooring " + std::string(kVersion))
            << "\n";
  return kExitOk;
}

int completion(const CommandOptions& options, const CLI::App& root) {
  const std::string script = bash_completion(root);
  if (options.json)
    std::cout << body_of({{"script", script}}) << "\n";
  else
    std::cout << script;
  return kExitOk;
}

}  // namespace

void add_host_commands(CommandSet& set) {
  auto print_link = std::make_shared<bool>(false);
  set.add(set.root(), "serve", "Run the host",
          [print_link](const CommandOptions& options) { return serve(options, *print_link); })
      .add_flag("--signin-link", *print_link, "Print a one-time sign-in link when ready");
  set.add(set.root(), "validate", "Check the configuration; every problem with file, line and column",
          validate);
  set.add(set.root(), "signin", "Print a one-time sign-in link of the running host",
          [](const CommandOptions& options) {
            return ask(options, {"POST", "/api/v1/signin-links", "{}"},
                       [](const JsonObject& link) { std::cout << text_at(link, "url") << "\n"; });
          });
  set.add(set.root(), "version", "Print the version", version);
  CLI::App& group = set.group("completion", "Completion of commands for a shell");
  set.add(group, "bash", "Print the script for bash",
          [&root = set.root()](const CommandOptions& options) { return completion(options, root); });
  auto file = std::make_shared<std::string>();
  set.add_hidden("probe-plugin", [file](const CommandOptions&) { return probe_plugin_main(*file); })
      .add_option("file", *file)
      ->required();
}

}  // namespace mooring::host::cli
