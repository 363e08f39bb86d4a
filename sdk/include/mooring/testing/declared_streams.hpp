// The streams and fields that a plugin's manifest declares, for checking rows in tests. Reads TOML with
// toml++ (Debian: libtomlplusplus-dev); only tests need it.
#pragma once
#include <toml++/toml.h>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mooring/abi.h"

namespace mooring::testing {

struct DeclaredField {
  std::string name;
  int32_t cell_type;
};

inline int32_t cell_type_of(std::string_view declared) {
  if (declared == "boolean") return MOORING_CELL_BOOLEAN;
  if (declared == "integer") return MOORING_CELL_INT64;
  if (declared == "decimal") return MOORING_CELL_DECIMAL;
  if (declared == "text") return MOORING_CELL_TEXT;
  if (declared == "timestamp") return MOORING_CELL_TIMESTAMP;
  if (declared == "date") return MOORING_CELL_DATE;
  if (declared == "json") return MOORING_CELL_JSON;
  throw std::runtime_error("the manifest declares a field of the unknown type '" + std::string(declared) +
                           "'");
}

// By the stream's id, the fields in their order. Throws std::runtime_error when the manifest is no TOML.
inline std::map<std::string, std::vector<DeclaredField>> declared_streams(std::string_view manifest) {
  std::map<std::string, std::vector<DeclaredField>> result;
  const toml::table document = toml::parse(manifest);
  const toml::array* streams = document["streams"].as_array();
  for (size_t i = 0; streams != nullptr && i < streams->size(); ++i) {
    const toml::node_view<const toml::node> stream((*streams)[i]);
    std::vector<DeclaredField>& fields = result[stream["id"].value_or(std::string())];
    const toml::array* declared = stream["fields"].as_array();
    for (size_t j = 0; declared != nullptr && j < declared->size(); ++j) {
      const toml::node_view<const toml::node> field((*declared)[j]);
      fields.push_back(
          {field["name"].value_or(std::string()), cell_type_of(field["type"].value_or(std::string()))});
    }
  }
  return result;
}

}  // namespace mooring::testing
