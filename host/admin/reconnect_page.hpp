// The pages that the owner of an account sees who came by a reconnect link: they tell the connection's name and its
// channel, and nothing else of this host. Pure.
#pragma once
#include <string>

#include "admin/http/message.hpp"
#include "base/result.hpp"

namespace mooring::host::admin {

http::Response link_page(const std::string& label, const std::string& channel_name, const std::string& code);
http::Response link_done_page(const std::string& label);
http::Response link_failed_page(const Error& error, int status, const std::string& request_id);

}  // namespace mooring::host::admin
