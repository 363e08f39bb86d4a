#include "app/commands.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "app/cli/command_set.hpp"
#include "app/cli/output.hpp"
#include "app/host.hpp"

namespace mooring::host {
namespace {

constexpr std::array kGroups = {
    cli::add_host_commands,
    cli::add_plugin_commands,
    cli::add_connection_commands,
    cli::add_connection_change_commands,
    cli::add_connection_bulk_commands,
    cli::add_connection_life_commands,
    cli::add_connection_checklist,
    cli::add_status_commands,
    cli::add_run_commands,
    cli::add_record_commands,
    cli::add_configuration_commands,
    cli::add_doctor_command,
    cli::add_activity_commands,
    cli::add_alert_commands,
    cli::add_alert_change_commands,
    cli::add_annotation_commands,
    cli::add_saved_view_commands,
    cli::add_support_command,
    cli::add_access_commands,
    cli::add_backfill_commands,
    cli::add_key_commands,
};

std::filesystem::path default_config_file() {
  if (const char* set = std::getenv("MOORING_CONFIG"); set && *set) return set;
  for (const char* place : {"mooring.toml", "config/mooring.toml"})
    if (std::filesystem::exists(place)) return place;
  return "/etc/mooring/mooring.toml";
}

class CommandLine {
 public:
  CommandLine() : app_("Keeps marketplace connections tied.", "mooring"), set_(app_, options_) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("mooring ") + kVersion);
    app_.footer(
        "Configuration: --config, else $MOORING_CONFIG, ./mooring.toml, ./config/mooring.toml, "
        "/etc/mooring/mooring.toml.\n"
        "Exit codes: 0 ok, 1 failed, 2 usage, 78 bad configuration.");
    options_.config_file = default_config_file();
    for (const auto& add_group : kGroups)
      add_group(set_);
  }

  int run(int argc, char** argv) {
    if (auto wrong = cli::wrong_command(app_, argc, argv)) return cli::complain_usage(*wrong);
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ExtrasError& error) {
      return unexpected(argc, argv, error);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kExitOk : kExitUsage;
    }
    return set_.run();
  }

 private:
  // CLI11 tells all words that nothing took; the first is enough to say what was meant.
  int unexpected(int argc, char** argv, const CLI::ExtrasError& error) {
    const std::vector<std::string> extra = app_.remaining(true);
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const bool is_extra = std::find(extra.begin(), extra.end(), word) != extra.end();
      if (!is_extra) continue;
      return cli::complain_usage("'" + word + "' is not expected here" + cli::option_advice(app_, word) +
                                 " --help lists what is.");
    }
    return app_.exit(error), kExitUsage;
  }

  CLI::App app_;
  CommandOptions options_;
  cli::CommandSet set_;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  return CommandLine().run(argc, argv);
}

std::optional<Config> load_or_complain(const CommandOptions& options) {
  ConfigLoad load = load_config(options.config_file);
  for (const auto& problem : load.problems)
    std::cerr << describe(problem) << "\n";
  if (!load.problems.empty()) return std::nullopt;
  return std::move(load.config);
}

}  // namespace mooring::host
