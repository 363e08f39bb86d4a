// Addresses of mail. Pure.
#pragma once
#include <string_view>

namespace mooring::host {

// "user@example.com": one address in plain ASCII, nothing around it.
bool is_mail_address(std::string_view text);

}  // namespace mooring::host
