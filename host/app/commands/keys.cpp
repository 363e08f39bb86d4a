// `mooring keys ...`: the key that the stored secrets are sealed by.
#include <iostream>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"

namespace mooring::host::cli {
namespace {

void print_rotation(const JsonObject& report) {
  std::cout
      << "The vault's key was exchanged. Secrets of connections and alert destinations were sealed anew: "
      << text_at(report, "resealed") << " in all.\n"
      << "Back up the new key file together with the database; backups from before need the old one.\n";
  if (text_at(report, "unreadable") != "0")
    std::cout << text_at(report, "unreadable")
              << " could not be opened, because their key is gone: connect these accounts again.\n";
  if (!report.optValue("in_place", true))
    std::cout << "The new key stands beside the key file, which could not be replaced; the next start of the "
                 "host puts it in place.\n";
}

}  // namespace

void add_key_commands(CommandSet& set) {
  CLI::App& group = set.group("keys", "The key that stored secrets are sealed by");
  set.add(group, "rotate", "Exchange it: seals every stored secret anew; nobody has to connect again",
          [](const CommandOptions& options) {
            return ask(options, {"POST", "/api/v1/vault/rotate-key", "{}"}, print_rotation);
          });
}

}  // namespace mooring::host::cli
