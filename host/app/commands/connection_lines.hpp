// What the commands about connections share. Main thread.
#pragma once
#include <string>
#include <vector>

#include "app/cli/output.hpp"

namespace mooring::host::cli {

std::string connection_path(const std::string& id,
                            const std::string& rest = {});  // "/api/v1/connections/..."
std::vector<Column> connection_columns();
void print_connection_line(const JsonObject& connection);

}  // namespace mooring::host::cli
