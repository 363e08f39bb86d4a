// The checks of `mooring doctor`. None of them changes anything. Main thread; block.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace mooring::host::doctor {

enum class State { good, warning, failed, skipped };

struct Finding {
  std::string check;  // "data folder"
  State state = State::good;
  std::string message, remedy;  // remedy: empty when there is nothing to do
};
using Findings = std::vector<Finding>;

Findings examine(const std::filesystem::path& config_file);

// one file each
void check_files(const Config& config, Findings& findings);    // folder, disk, key, token
void check_store(const Config& config, Findings& findings);    // integrity, schema
void check_plugins(const Config& config, Findings& findings);  // loadable, names in the configuration
void check_network(const Config& config, Findings& findings);  // public URL, clock

}  // namespace mooring::host::doctor
