// The API's hints name its own addresses ("GET /api/v1/connections lists them"). On the command line they name commands
// instead. Pure; main thread.
#pragma once
#include <string>
#include <string_view>

namespace mooring::host::cli {

// "`mooring connections list` lists them". What no command does stays as it is.
std::string hint_for_commands(std::string_view hint);

}  // namespace mooring::host::cli
