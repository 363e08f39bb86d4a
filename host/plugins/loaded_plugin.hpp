// A plugin that is mapped into this process, and the rules its exported struct must keep.
// Immutable after loading, safe from any thread. Everything that runs code of a plugin holds a shared_ptr to
// it, so the code outlives every task.
#pragma once
#include <mooring/abi.h>

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "plugins/manifest.hpp"

namespace mooring::host {

class LoadedPlugin {
 public:
  LoadedPlugin(std::shared_ptr<const void> library, const mooring_plugin& entry, Manifest manifest)
      : library_(std::move(library)), entry_(entry), manifest_(std::move(manifest)) {}
  LoadedPlugin(const LoadedPlugin&) = delete;
  LoadedPlugin& operator=(const LoadedPlugin&) = delete;

  const mooring_plugin& entry() const { return entry_; }
  const Manifest& manifest() const { return manifest_; }

 private:
  std::shared_ptr<const void> library_;  // null for a plugin linked into the program
  const mooring_plugin& entry_;          // inside the library
  Manifest manifest_;
};

// The manifest's ABI range against this host's. Error code "abi".
Status check_abi(const Manifest& manifest);
// Sizes, versions, functions, and that the member `manifest` equals the note. Error codes "abi" and
// "manifest".
Status check_entry(const mooring_plugin& entry, std::string_view note);
// That the plugin has code for every stream that the manifest declares to have runs, and for no other, where it tells (since ABI
// 1.4). Error codes "manifest" and "abi".
Status check_handlers(const mooring_plugin& entry, const Manifest& manifest);
// Maps the file through Boost.DLL (which runs its constructors) and checks its entry. Error codes "load",
// "abi", "manifest".
Result<std::shared_ptr<const LoadedPlugin>> load_plugin(const std::filesystem::path& file,
                                                        std::string_view note, Manifest manifest);

}  // namespace mooring::host
