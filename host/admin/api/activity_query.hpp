// The filters of the activity log as they stand in an address, for its pages and its export.
#pragma once
#include "admin/api/call.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {

// Every filter but the connection, which is the route's to choose. Errors: parameter_invalid, text_too_short.
Result<rows::ActivityFilter> activity_filter(const Call& call);
// A place in the log, as `next` and `newest` of a page name it; 0 when it is not told. Errors: cursor_invalid.
Result<int64_t> activity_place(const Call& call, std::string_view name);

}  // namespace mooring::host::admin
