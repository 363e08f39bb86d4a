// A temporary folder with configuration files, removed at the end of the test.
#pragma once
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/config.hpp"

namespace mooring::host::testing {

class ConfigFolder {
 public:
  ConfigFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mooring-config-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~ConfigFolder() { std::filesystem::remove_all(path_); }
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, const std::string& text, unsigned mode = 0600) {
    auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
    return file;
  }

 private:
  std::filesystem::path path_;
};

// Sets an environment variable for the length of a test.
class ScopedEnv {
 public:
  ScopedEnv(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~ScopedEnv() { ::unsetenv(name_); }
  ScopedEnv(const ScopedEnv&) = delete;
  ScopedEnv& operator=(const ScopedEnv&) = delete;

 private:
  const char* name_;
};

inline std::string all_problems(const ConfigLoad& load) {
  std::string all;
  for (const auto& problem : load.problems)
    all += describe(problem) + "\n";
  return all;
}

// The only problem of a text, as one line without the folder; more or fewer fail the test.
inline std::string only_problem(const ConfigLoad& load) {
  std::string all;
  for (const auto& problem : load.problems)
    all += describe(problem) + "\n";
  INFO(all);
  REQUIRE(load.problems.size() == 1);
  return describe(load.problems.front());
}

inline std::string problem_of(std::string_view text) {
  return only_problem(load_config_text(text, "c.toml"));
}

}  // namespace mooring::host::testing
