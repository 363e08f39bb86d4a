// Whose name is whose. Called inside Database::read or Database::write.
#pragma once
#include <string>

#include "store/database.hpp"

namespace mooring::host::rows {

// By another connection than this one.
bool is_label_taken(Session&, const std::string& label, const std::string& connection_id);

}  // namespace mooring::host::rows
