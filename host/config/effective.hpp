// The configuration as it is in force: every key with its value and where that comes from. Secrets are never in it.
// For `mooring config show`, GET /configuration and the support bundle. A new key of the configuration is added here too.
// Pure functions; any thread.
#pragma once
#include <string>
#include <vector>

#include "config/config.hpp"

namespace mooring::host {

inline constexpr const char* kHiddenValue = "***";

enum class KeySource { default_value, file, host };  // host: it made the value itself
const char* to_text(KeySource source);               // "default", "file", "host"

enum class KeyChange {
  restart,     // edit the file, restart the host
  move_first,  // the same, after what it names was moved
};

struct EffectiveKey {
  std::string key, value;  // value of a secret: kHiddenValue
  KeySource source = KeySource::default_value;
  std::string file;  // of source file
  int line = 0;
  std::string secret_from;  // of a secret: "the file /run/secrets/x", "the environment variable X"
  bool secret = false;
  KeyChange change = KeyChange::restart;
};

std::vector<EffectiveKey> effective_keys(const Config& config);
// What a key may begin with: keys and tables of the top level, also those that nobody set.
const std::vector<std::string>& config_parts();
// "config/demo.toml:3", "the environment variable X, named in config/demo.toml:3", "default"
std::string from_text(const EffectiveKey& key);

}  // namespace mooring::host
