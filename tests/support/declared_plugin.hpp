// Channels that are nothing but their manifest, for tests that read what a plugin declares or script its tasks themselves. The
// manifest's text must outlive the plugin.
#pragma once
#include <string>
#include <string_view>

#include "mooring/abi.h"

namespace mooring::test {

// No task of it starts.
inline mooring_plugin declared_plugin(std::string_view manifest) {
  mooring_plugin plugin{};
  plugin.struct_size = sizeof plugin;
  plugin.manifest = {manifest.data(), manifest.size()};
  plugin.start = [](const mooring_call*, mooring_task**, mooring_error*) -> int32_t { return 1; };
  plugin.resume = [](mooring_task*, const mooring_event*, mooring_action*) {};
  plugin.destroy = [](mooring_task*) {};
  return plugin;
}

// What a manifest needs beside its streams: one region, NA. It ends inside [oauth], whose other keys may follow.
inline std::string manifest_head(const std::string& id, const std::string& name, int abi_minor = 0) {
  return "schema = 1\nid = \"" + id + "\"\nname = \"" + name +
         "\"\nabi = { major = 1, minor_required = " + std::to_string(abi_minor) + R"( }
version = "1.0.0"
operations = ["identify/1", "sync/1"]
hosts = ["api.shop.example"]
[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.shop.example"
authorize_url = "https://shop.example/consent"
token_url = "https://api.shop.example/token"
issuer = ")" +
         id + R"(-na"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
)";
}

}  // namespace mooring::test
