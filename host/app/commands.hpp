// The command line: `mooring <command>`. Exit codes: 0 ok, 1 failed, 2 usage, 78 bad configuration.
// Results go to stdout (as text, or one JSON value with --json), everything else to stderr.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace mooring::host {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadConfiguration = 78;  // sysexits EX_CONFIG: systemd does not restart on it

int run_command_line(int argc, char** argv);

struct CommandOptions {  // shared by all commands
  std::filesystem::path config_file;
  bool json = false;
};

// Loads the configuration or prints every problem to stderr and returns nothing.
std::optional<Config> load_or_complain(const CommandOptions& options);

// one file each: serve.cpp, inspect_commands.cpp, connection_commands.cpp
int serve(const CommandOptions& options, bool print_signin_link);
int validate(const CommandOptions& options);
int plugins_list(const CommandOptions& options);
int plugins_inspect(const CommandOptions& options, const std::filesystem::path& file);
int signin(const CommandOptions& options);
int connections_list(const CommandOptions& options);
int connections_status(const CommandOptions& options, const std::string& id, bool explain);
int connections_create(const CommandOptions& options, const std::string& channel, const std::string& region,
                       const std::string& label);
struct TokenInput {
  std::string channel, region, connection_id, account_id, token_file;  // token_file "-": standard input
  std::vector<std::string> marketplaces;                               // empty: all that are available
};
int connections_connect(const CommandOptions& options, const TokenInput& input);
int connections_sync(const CommandOptions& options, const std::string& id,
                     const std::vector<std::string>& streams, const std::vector<std::string>& marketplaces);
int connections_disconnect(const CommandOptions& options, const std::string& id);
struct BundleInput {
  std::string since, until;           // a duration before now, or a time; empty: the host's default
  std::string connection_id, output;  // output "-": standard output; empty: a new file with a name of its own
};
int support_bundle(const CommandOptions& options, const BundleInput& input);  // support_command.cpp

}  // namespace mooring::host
