// How a command is added to `mooring`: every group of commands has one file with one function add_..._commands(CommandSet&),
// called by commands.cpp. The frame gives each command --config, --json and --help, an answer to a mistyped word, and its
// place in the completion script. Used on the main thread; owned by the command line.
//
//   void add_alert_commands(CommandSet& set) {
//     CLI::App& group = set.group("alerts", "Where alerts go");
//     auto id = std::make_shared<std::string>();
//     set.add(group, "test", "Send a test message", [id](const CommandOptions& options) {
//          return cli::ask(options, {"POST", "/api/v1/alert-destinations/" + url_encode(*id) + "/test"});
//        }).add_option("id", *id, "Destination id")->required();
//   }
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "app/commands.hpp"

namespace mooring::host::cli {

using Command = std::function<int(const CommandOptions&)>;  // gives the exit code

class CommandSet {
 public:
  CommandSet(CLI::App& root, CommandOptions& options) : root_(root), options_(options) {}

  CLI::App& root() { return root_; }
  CLI::App& group(const std::string& name, const std::string& help);  // the same one when asked again
  CLI::App& add(CLI::App& parent, const std::string& name, const std::string& help, Command command);
  // Of a list: has --ndjson too.
  CLI::App& add_list(CLI::App& parent, const std::string& name, const std::string& help, Command command);
  // For the host's own use: in no help and no completion.
  CLI::App& add_hidden(const std::string& name, Command command);

  int run() const;  // what was chosen

 private:
  CLI::App& root_;
  CommandOptions& options_;
  Command chosen_;
};

// The names of what may follow: commands of a group, or options of a command ("--json").
std::vector<std::string> command_names(const CLI::App& app);
std::vector<std::string> option_names(const CLI::App& app);

// Which word of the arguments is no command, with the nearest one that is; nothing when all are.
std::optional<std::string> wrong_command(const CLI::App& root, int argc, char** argv);
// "--lable" -> ". Did you mean '--label'?"; "." when nothing is near.
std::string option_advice(const CLI::App& root, const std::string& word);

// A completion script for bash of all commands and options.
std::string bash_completion(const CLI::App& root);

}  // namespace mooring::host::cli
