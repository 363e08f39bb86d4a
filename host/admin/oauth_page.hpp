// The browser's side of a consent: the cookie that binds it to the browser, and the page shown when it failed.
// Pure functions.
#pragma once
#include <string>

#include "admin/http/message.hpp"
#include "base/result.hpp"

namespace mooring::host::admin {

inline constexpr const char* kConsentCookie = "mooring_oauth";

std::string consent_cookie(const std::string& browser_secret, bool secure);
std::string cleared_consent_cookie(bool secure);

// An address inside the console ("/#/connections/..."): never another site's.
bool is_console_address(const std::string& address);

std::string escape_html(const std::string& text);
// What happened, why nothing is lost, and what to do next. Plain HTML without script; the style is /oauth/page.css.
http::Response consent_failure_page(const Error& error, int status, const std::string& request_id);
std::string_view consent_page_style();

}  // namespace mooring::host::admin
