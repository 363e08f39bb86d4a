// Finds the manifest in a plugin file without running anything of it.
// Reads only ELF64 little-endian shared objects for this machine, only through the program headers (strip
// keeps them), and checks every offset: the file may be anything. Pure; the view points into the given bytes.
#pragma once
#include <string_view>

#include "base/result.hpp"

namespace mooring::host {

// Error codes: not_a_library (not an ELF shared object for this machine), note_missing, note_broken.
Result<std::string_view> read_manifest_note(std::string_view file);

}  // namespace mooring::host
