// What must hold between keys, and the defaults that follow from other keys; after every file is read.
// Internal to config/.
#pragma once
#include <filesystem>

#include "config/config.hpp"

namespace mooring::host {

void check_config(ConfigLoad& load, const std::filesystem::path& main_file);

}  // namespace mooring::host
