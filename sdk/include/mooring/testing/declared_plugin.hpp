// What a plugin's manifest declares, as far as the host holds the actions of its tasks to it. Reads TOML with toml++ (Debian:
// libtomlplusplus-dev); only tests need it.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "mooring/testing/declared_streams.hpp"

namespace mooring::testing {

struct DeclaredStream {
  std::string id, mode, scope, fed_by, time_field;
  std::vector<std::string> primary_key;
  std::vector<DeclaredField> fields;

  const DeclaredField* field(std::string_view name) const {
    const auto at =
        std::find_if(fields.begin(), fields.end(), [&](const DeclaredField& f) { return f.name == name; });
    return at == fields.end() ? nullptr : &*at;
  }
  bool is_key(std::string_view name) const {
    return std::find(primary_key.begin(), primary_key.end(), name) != primary_key.end();
  }
};

struct DeclaredPlugin {
  std::vector<std::string> hosts, budgets, credentials;
  std::vector<DeclaredStream> streams;

  const DeclaredStream* stream(std::string_view id) const {
    const auto at = std::find_if(streams.begin(), streams.end(),
                                 [&](const DeclaredStream& stream) { return stream.id == id; });
    return at == streams.end() ? nullptr : &*at;
  }
};

namespace rules {

inline std::vector<std::string> texts_in(const toml::array* values) {
  std::vector<std::string> texts;
  for (size_t i = 0; values != nullptr && i < values->size(); ++i)
    texts.push_back(toml::node_view<const toml::node>((*values)[i]).value_or(std::string()));
  return texts;
}

inline std::vector<std::string> ids_in(const toml::array* tables) {
  std::vector<std::string> ids;
  for (size_t i = 0; tables != nullptr && i < tables->size(); ++i)
    ids.push_back(toml::node_view<const toml::node>((*tables)[i])["id"].value_or(std::string()));
  return ids;
}

inline DeclaredStream declared_stream(const toml::node_view<const toml::node>& stream) {
  const auto text = [&](const char* key) { return stream[key].value_or(std::string()); };
  DeclaredStream declared{text("id"), text("mode"), text("scope"), text("fed_by"), text("time_field"), {},
                          {}};
  declared.primary_key = texts_in(stream["primary_key"].as_array());
  return declared;
}

}  // namespace rules

// Throws std::runtime_error when the manifest is no TOML.
inline DeclaredPlugin declared_plugin(std::string_view manifest) {
  const toml::table document = toml::parse(manifest);
  DeclaredPlugin declared{rules::texts_in(document["hosts"].as_array()),
                          rules::ids_in(document["budgets"].as_array()),
                          rules::ids_in(document["credentials"].as_array()),
                          {}};
  auto fields = declared_streams(manifest);
  const toml::array* streams = document["streams"].as_array();
  for (size_t i = 0; streams != nullptr && i < streams->size(); ++i) {
    declared.streams.push_back(rules::declared_stream(toml::node_view<const toml::node>((*streams)[i])));
    declared.streams.back().fields = std::move(fields[declared.streams.back().id]);
  }
  return declared;
}

}  // namespace mooring::testing
