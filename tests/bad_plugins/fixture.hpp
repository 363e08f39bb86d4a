// A plugin folder, a module store and a registry over them, for one test.
#pragma once
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "plugins/registry.hpp"
#include "support/temp_dir.hpp"

namespace mooring::test {

namespace fs = std::filesystem;

inline std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

inline void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  ::chmod(path.c_str(), 0644);
}

inline fs::path library(const std::string& name) {
  return fs::path(LIBRARIES) / (name + ".so");
}
inline bool ran(const std::string& name) {
  return fs::exists(fs::path(CANARIES) / name);
}

struct PluginFolder {
  TempDir root;
  fs::path folder = root / "plugins";
  fs::path store = root / "modules";
  fs::path prober = PROBER;
  host::Duration probe_timeout = std::chrono::seconds(60);  // a slow machine is no failure
  host::SystemClock clock;
  host::Redactor redactor;
  host::Logger logger{-1, host::LogLevel::error, host::LogFormat::text, clock, redactor};

  PluginFolder() {
    fs::create_directory(folder);
    ::chmod(folder.c_str(), 0755);
  }

  // Puts the library there as <as>.so and forgets that it ever ran.
  fs::path add(const std::string& name, const std::string& as = {}) {
    const fs::path path = folder / ((as.empty() ? name : as) + ".so");
    write_file(path, read_file(library(name)));
    fs::remove(fs::path(CANARIES) / name);
    return path;
  }

  std::unique_ptr<host::PluginRegistry> discover(bool load = true) {
    return host::PluginRegistry::discover({{folder}, store, prober, load, probe_timeout}, logger);
  }

  // Of the only file in the folder.
  host::PluginInfo only() {
    const auto registry = discover();
    REQUIRE(registry->plugins().size() == 1);
    return registry->plugins().front();
  }
};

// Whether any file of the folder is mapped into this process.
inline bool is_mapped(const fs::path& folder) {
  return read_file("/proc/self/maps").find(folder.string()) != std::string::npos;
}

}  // namespace mooring::test
