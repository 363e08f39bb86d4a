#include "admin/oauth_page.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/limits.hpp"

namespace mooring::host::admin {
namespace {

struct Story {
  std::string_view code, title, advice;
};

constexpr std::array kStories = {
    Story{"state_unknown", "This consent was not started here",
          "Go to the console and choose Connect. Use the page that opens then."},
    Story{"state_used", "This consent was already finished",
          "Nothing more is to be done here: see the connection in the console. If it is not connected, "
          "choose Connect "
          "again."},
    Story{"state_expired", "This consent took too long",
          "A started consent is good for 15 minutes. Choose Connect in the console and approve it within "
          "that time."},
    Story{
        "state_foreign_browser", "This consent was started in another browser",
        "Finish it in the browser in which you chose Connect, or start again in this one. If nobody of yours "
        "started it, someone may have sent you this link: close it."},
    Story{
        "issuer_mismatch", "The answer came from another provider than asked",
        "Nothing was connected. Start again from the console; tell your administrator if it happens twice."},
    Story{"consent_refused", "The consent was not given",
          "Choose Connect in the console when you want to try again."},
    Story{"code_missing", "The provider's answer is incomplete",
          "Choose Connect in the console to start again. If it stays, check the application's settings at "
          "the provider."},
    Story{"account_mismatch", "That is another account than before",
          "This connection belongs to the account that was connected first, and its data stays with it. "
          "Either sign in "
          "to that account and choose Reconnect, or add a new connection for the other account."},
    Story{"token_rejected", "The provider did not accept the consent",
          "Choose Connect in the console to start again."},
    Story{"application_rejected", "The provider refuses Mooring's application",
          "Check the application's id and secret in the configuration, then start again."},
    Story{"permission_missing", "The account gives too few permissions",
          "Give the application the roles it needs at the provider, then connect again."},
    Story{"provider_unavailable", "The provider could not be reached",
          "Nothing was changed. Wait a few minutes, then choose Connect again."},
};

Story story_of(const std::string& code) {
  const auto found =
      std::find_if(kStories.begin(), kStories.end(), [&](const Story& story) { return story.code == code; });
  if (found != kStories.end()) return *found;
  return {code, "The connection could not be made",
          "Nothing was changed. Start again from the console; its activity log has the details."};
}

std::string cookie(const std::string& value, long max_age_s, bool secure) {
  return std::string(kConsentCookie) + "=" + value +
         "; Path=/oauth; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(max_age_s) +
         (secure ? "; Secure" : "");
}

}  // namespace

std::string consent_cookie(const std::string& browser_secret, bool secure) {
  return cookie(browser_secret, std::chrono::seconds(limits::kAuthorizationLifetime).count(), secure);
}

std::string cleared_consent_cookie(bool secure) {
  return cookie("", 0, secure);
}

bool is_console_address(const std::string& address) {
  constexpr size_t kAddressBytesMax = 300;
  return address.starts_with("/#/") && address.size() <= kAddressBytesMax &&
         std::all_of(address.begin(), address.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

std::string escape_html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

http::Response consent_failure_page(const Error& error, int status, const std::string& request_id) {
  const Story story = story_of(error.code);
  http::Response response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      std::string(story.title) +
      " - Mooring</title>\n<link rel=\"stylesheet\" "
      "href=\"/oauth/page.css\">\n</head>\n<body>\n<main>\n<h1>" +
      std::string(story.title) + "</h1>\n<p>" + escape_html(error.message) +
      ".</p>\n<h2>What to do</h2>\n<p>" + std::string(story.advice) + "</p>\n";
  if (!error.hint.empty()) response.body += "<p>" + escape_html(error.hint) + ".</p>\n";
  response.body += "<p><a href=\"/#/connections\">Open the console</a></p>\n<p class=\"small\">Code " +
                   escape_html(error.code) + ", request " + escape_html(request_id) +
                   "</p>\n</main>\n</body>\n</html>\n";
  return response;
}

std::string_view consent_page_style() {
  return "html { color-scheme: light dark; }\n"
         "body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }\n"
         "main { max-width: 36rem; margin: 10vh auto; padding: 0 1.5rem; }\n"
         "h1 { font-size: 1.5rem; line-height: 1.25; }\n"
         "h2 { font-size: 1rem; margin-top: 2rem; }\n"
         "a { color: LinkText; }\n"
         ".small { font-size: 0.875rem; margin-top: 3rem; }\n";
}

}  // namespace mooring::host::admin
