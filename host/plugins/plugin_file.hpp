// Reads a plugin file once and decides whether it may be trusted at all: what is hashed, inspected and copied
// later are these bytes, so nobody can swap the file in between. Runs no code of the file. Called on the main
// thread.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace mooring::host {

struct PluginFile {
  std::string bytes;
  std::string sha256;
};

// Refuses: no `.so` name, no regular file (also a symlink), owner neither root nor this user, writable by
// group or others, a folder that others may write to, too large. The error's code is "file".
Result<PluginFile> read_plugin_file(const std::filesystem::path& path);

}  // namespace mooring::host
