// The filters and the order of the list of connections, as requests name them. Used by the handlers of many connections.
#pragma once
#include <functional>
#include <memory>

#include "admin/api/call.hpp"
#include "watch/board_query.hpp"

namespace mooring::host::admin {

// Several values of one parameter are separated by commas. Errors: parameter_invalid.
using NamedValue = std::function<std::string(const std::string& name)>;
Result<BoardFilter> board_filter(const NamedValue& value_of);
Result<BoardFilter> board_filter(const Call& call);

// All connections as of now.
Result<std::shared_ptr<const BoardEntries>> board_entries(const Call& call);

}  // namespace mooring::host::admin
