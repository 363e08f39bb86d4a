// Which plugins there are. Built once at start on the main thread; afterwards read-only and safe from any
// thread. Discovery per file: static checks -> manifest from the ELF note (no code runs) -> copy to a
// content-addressed path -> probe in a child process -> load through Boost.DLL. A refused file costs one line
// that says why, never the host.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "plugins/manifest.hpp"

struct mooring_plugin;

namespace mooring::host {

struct PluginRefusal {
  std::string
      step;  // "file", "note", "manifest", "abi", "duplicate", "copy", "probe", "load", "tables": in this order
  std::string message;  // what is wrong, and what to do
};

struct PluginInfo {
  std::filesystem::path path;
  std::string sha256;  // empty when the file could not be read
  uint64_t size = 0;
  std::optional<Manifest> manifest;  // also present for a refused file whose manifest could be read
  std::optional<PluginRefusal> refusal;
  bool loaded() const { return !refusal; }
};

// Keeps the library mapped for as long as anything holds it.
class LoadedPlugin;

class PluginRegistry {
 public:
  struct Options {
    std::vector<std::filesystem::path> folders;
    std::filesystem::path module_store;  // content-addressed copies, 0700
    std::filesystem::path prober;        // this program: run as `<prober> probe-plugin <file>`
    bool load = true;                    // false: stop after the static checks (mooring plugins list)
    Duration probe_timeout = limits::kProbeTimeout;
  };
  static std::unique_ptr<PluginRegistry> discover(const Options& options, Logger& logger);
  ~PluginRegistry();

  const std::vector<PluginInfo>& plugins() const { return plugins_; }
  // Of a plugin that was not refused, else nullptr.
  const Manifest* manifest(const std::string& channel) const;
  const PluginInfo* info(const std::string& channel) const;
  std::shared_ptr<const LoadedPlugin> loaded(const std::string& channel) const;  // loaded_plugin.hpp

  // Before anything else uses the registry: a loaded plugin turns out to be of no use with the data that is held.
  void refuse(const std::string& channel, PluginRefusal refusal, Logger& logger);

  // For tests, before anything else uses the registry: a plugin linked into the program. The registry copies
  // the manifest.
  Status add_linked(const mooring_plugin& plugin);

  PluginRegistry();

 private:
  void add(PluginInfo info, std::shared_ptr<const LoadedPlugin> plugin, Logger& logger);

  std::vector<PluginInfo> plugins_;
  std::vector<std::shared_ptr<const LoadedPlugin>> loaded_;  // same order as plugins_, null when refused
};

// Static checks and manifest only; runs none of the plugin's code.
PluginInfo inspect_plugin(const std::filesystem::path& path);
// What the child process does: loads, compares, unloads. Exit code 0, or 1 with one line on stdout.
int probe_plugin_main(const std::filesystem::path& path);

}  // namespace mooring::host
