// Secrets that the configuration points to: the content of a file, or an environment variable. Errors never
// hold the value. Internal to config/; main thread.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// One line of text; the line break at the end is dropped. Refused: anything but a regular file, an empty one,
// and one that other users may read or change (docs/reference/configuration.md, "Secrets").
Result<Secret> read_secret_file(const std::filesystem::path& file);
Result<Secret> read_secret_env(const std::string& name);

}  // namespace mooring::host
