// [[views]]: reading them, and checking them against the streams. Used by manifest_parse.cpp and manifest_check.cpp.
#pragma once
#include "plugins/manifest.hpp"
#include "plugins/manifest_reader.hpp"

namespace mooring::host {

void read_views(TableReader& root, Manifest& manifest);
void check_views(const Manifest& manifest, ManifestProblems& problems);

}  // namespace mooring::host
