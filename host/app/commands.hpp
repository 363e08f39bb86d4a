// The command line: `mooring <command>`. Exit codes: app/exit_codes.hpp.
// Results go to stdout (as text, or one JSON value with --json), everything else to stderr.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/exit_codes.hpp"
#include "config/config.hpp"

namespace mooring::host {

int run_command_line(int argc, char** argv);

struct CommandOptions {  // shared by all commands
  std::filesystem::path config_file;
  bool json = false;
  bool ndjson = false;  // of lists: one JSON value a line
};

// Loads the configuration or prints every problem to stderr and returns nothing.
std::optional<Config> load_or_complain(const CommandOptions& options);

namespace cli {

class CommandSet;

// One file each in commands/; cli/command_set.hpp says how to write one.
void add_host_commands(CommandSet& set);
void add_plugin_commands(CommandSet& set);
void add_connection_commands(CommandSet& set);
void add_connection_change_commands(CommandSet& set);
void add_connection_bulk_commands(CommandSet& set);
void add_connection_life_commands(CommandSet& set);
void add_connection_checklist(CommandSet& set);
void add_status_commands(CommandSet& set);
void add_run_commands(CommandSet& set);
void add_record_commands(CommandSet& set);
void add_configuration_commands(CommandSet& set);
void add_doctor_command(CommandSet& set);
void add_activity_commands(CommandSet& set);
void add_alert_commands(CommandSet& set);
void add_alert_change_commands(CommandSet& set);
void add_annotation_commands(CommandSet& set);
void add_saved_view_commands(CommandSet& set);
void add_support_command(CommandSet& set);
void add_access_commands(CommandSet& set);
void add_backfill_commands(CommandSet& set);
void add_key_commands(CommandSet& set);

}  // namespace cli
}  // namespace mooring::host
