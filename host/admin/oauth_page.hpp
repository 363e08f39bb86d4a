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
// A page without script in the style of /oauth/page.css. `inner` is HTML.
http::Response plain_page(int status, const std::string& title, const std::string& inner);
std::string page_footnote(const Error& error, const std::string& request_id);
// Sends the browser on to the provider.
http::Response going_on_page(const std::string& channel_name, const std::string& url);
// What happened, why nothing is lost, and what to do next. Plain HTML without script; the style is /oauth/page.css.
http::Response consent_failure_page(const Error& error, int status, const std::string& request_id);
std::string_view consent_page_style();

}  // namespace mooring::host::admin
