// `probe`, `role` and `only_in` of a stream in plugin.toml. Used by manifest_parse.cpp.
#pragma once
#include <optional>

#include "plugins/manifest.hpp"
#include "plugins/manifest_reader.hpp"

namespace mooring::host {

std::optional<ProbeRule> read_probe(TableReader& stream);

}  // namespace mooring::host
