// Copies of plugin files under the name of their content: `<sha256>.so`, read-only, in a folder that only
// this user may write to. A library is loaded from here and never from the drop-in folder: a file that is
// replaced or overwritten there changes nothing in a running host. `<sha256>.ok` remembers that this version
// of the host has probed it. Called on the main thread at start.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "plugins/plugin_file.hpp"

namespace mooring::host {

class ModuleStore {
 public:
  // Makes the folder when it is missing. Refuses one that others may write to.
  static Result<ModuleStore> open(const std::filesystem::path& folder);

  // The path of the copy. An existing copy is read and hashed again, and replaced when it differs.
  Result<std::filesystem::path> put(const PluginFile& file) const;
  bool was_probed(const std::string& sha256) const;
  Status remember_probed(const std::string& sha256) const;
  // Removes the oldest copies above limits::kModuleCopiesMax and what interrupted copies left behind.
  void prune() const;

 private:
  explicit ModuleStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status write(const std::string& name, std::string_view bytes, mode_t mode) const;
  std::filesystem::path folder_;
};

}  // namespace mooring::host
