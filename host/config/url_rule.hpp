// Which URLs a configuration may name. Pure. Internal to config/.
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace mooring::host {

bool is_loopback_host(std::string_view host);  // "localhost", 127.0.0.0/8, ::1; a name is not looked up
// https://host[:port][/path], or http:// to a loopback host; no user, query or fragment. Answers it without a
// slash at the end.
Result<std::string> check_url(std::string_view url);

}  // namespace mooring::host
