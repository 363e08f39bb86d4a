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
          "choose Connect again."},
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
          "Either sign in to that account and choose Reconnect, or add a new connection for the other "
          "account."},
    Story{"consent_ended", "There is nothing to decide any more",
          "See the connection in the console. If it is not connected, choose Connect again."},
    Story{"token_rejected", "The provider did not accept the consent",
          "Choose Connect in the console to start again."},
    Story{"application_rejected", "The provider refuses Mooring's application",
          "Check the application's id and secret in the configuration, then start again."},
    Story{"permission_missing", "The account gives too few permissions",
          "Give the application the roles it needs at the provider, then connect again."},
    Story{"provider_unavailable", "The provider could not be reached",
          "Nothing was changed. Wait a few minutes, then choose Connect again."},
};

struct Told {
  std::string title, advice;
};

// One piece of advice: the page's own where it knows the case, else the error's.
Told told_of(const Error& error) {
  const auto found = std::find_if(kStories.begin(), kStories.end(),
                                  [&](const Story& story) { return story.code == error.code; });
  if (found != kStories.end()) return {std::string(found->title), std::string(found->advice)};
  return {"The connection could not be made",
          error.hint.empty()
              ? "Nothing was changed. Start again from the console; its activity log has the details."
              : error.hint + "."};
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

http::Response plain_page(int status, const std::string& title, const std::string& inner) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>" +
      escape_html(title) +
      " - Mooring</title>\n<link rel=\"stylesheet\" href=\"/oauth/page.css\">\n</head>\n<body>\n"
      "<header>Mooring</header>\n<main>\n<h1>" +
      escape_html(title) + "</h1>\n" + inner + "</main>\n</body>\n</html>\n";
  return response;
}

std::string page_footnote(const Error& error, const std::string& request_id) {
  return "<p class=\"small\">Code " + escape_html(error.code) + ", request " + escape_html(request_id) +
         "</p>\n";
}

http::Response consent_failure_page(const Error& error, int status, const std::string& request_id) {
  const Told told = told_of(error);
  return plain_page(status, told.title,
                    "<p>" + escape_html(error.message) + ".</p>\n<h2>What to do</h2>\n<p>" +
                        escape_html(told.advice) +
                        "</p>\n<p><a class=\"button\" href=\"/#/connections\">Open the console</a></p>\n" +
                        page_footnote(error, request_id));
}

// A redirect that answers a form is bound by the page's form-action, also at the provider's further redirects; a page
// that goes on by itself is not.
http::Response going_on_page(const std::string& channel_name, const std::string& url) {
  auto response = plain_page(200, "Going on to " + channel_name,
                             "<p>You sign in there, and come back here afterwards.</p>\n"
                             "<p><a class=\"button\" href=\"" +
                                 escape_html(url) + "\" rel=\"noreferrer\">Go on to " +
                                 escape_html(channel_name) + "</a></p>\n");
  response.set("Refresh", "0; url=" + url);
  return response;
}

// The console's colours, so that nobody wonders where they have landed.
std::string_view consent_page_style() {
  return R"(:root { color-scheme: light dark; --bg: #f5f6f4; --surface: #fff; --line: #dce1df; --ink: #172126;
  --soft: #5d6a70; --accent: #0d5c75; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --bg: #0e1417; --surface: #151d21; --line: #28343a; --ink: #e6ecee;
  --soft: #94a3aa; --accent: #6cc7e2; --on-accent: #06222c; } }
a { color: var(--accent); text-underline-offset: .18em; }
body { margin: 0; font: 1rem/1.55 system-ui, sans-serif; background: var(--bg); color: var(--ink); }
header { padding: 1rem 1.75rem; background: var(--surface); border-bottom: 1px solid var(--line); font-weight: 700; }
main { max-width: 34rem; margin: 8vh auto; padding: 1.5rem 1.75rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere; }
h1 { margin-top: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1rem; margin: 1.75rem 0 0; }
.button { display: inline-block; margin-top: .5rem; padding: .5rem 1rem; border-radius: 6px; font-weight: 600;
  background: var(--accent); color: var(--on-accent); text-decoration: none; }
button.button { border: 0; font: inherit; font-weight: 600; cursor: pointer; }
.button.plain { background: transparent; color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.accounts { margin: 1.25rem 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px; }
.accounts li { padding: .65rem 1rem; }
.accounts li + li { border-top: 1px solid var(--line); }
.accounts span { display: block; font-size: .875rem; color: var(--soft); }
.choices form { display: inline-block; margin: 0 .5rem 0 0; }
.small { margin: 2rem 0 0; font-size: .875rem; color: var(--soft); }
@media (max-width: 40rem) { main { margin: 1rem; } }
)";
}

}  // namespace mooring::host::admin
