#include "ads/consent.hpp"

#include "base/text.hpp"
#include "pages.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr char kIssuers[] = "amazon-ads-(na|eu|fe)";  // of a Mooring host's callbacks

constexpr std::string_view kScope = "advertising::campaign_management";
constexpr std::string_view kScopeAlias = "cpc_advertising:campaign_management";

struct Consent {
  Application application;
  std::string scope, state, redirect_uri;
  const Login* login = nullptr;
};

std::string hidden_fields(const Consent& consent) {
  return hidden("client_id", consent.application.client_id) + hidden("scope", consent.scope) +
         hidden("response_type", "code") + hidden("redirect_uri", consent.redirect_uri) +
         hidden("state", consent.state);
}

Reply problem(std::string_view title, std::string_view text) {
  return html_reply(400, error_page("400 Bad Request", title, text));
}

Reply back(const Consent& consent, const std::string& parameters) {
  const char separator = consent.redirect_uri.find('?') == std::string::npos ? '?' : '&';
  std::string target = consent.redirect_uri + separator + parameters;
  if (!consent.state.empty()) target += "&state=" + host::url_encode(consent.state);
  return redirect_reply(std::move(target));
}

Reply back_with_error(const Consent& consent, std::string_view error, std::string_view description) {
  return back(consent,
              "error=" + host::url_encode(error) + "&error_description=" + host::url_encode(description));
}

// Until the redirect address is known to be good, an error is a page; then it is a redirect.
std::optional<Reply> read_consent(const World& world, const Fields& fields, Consent& consent) {
  const auto application = world.application_of_client(value_or(fields, "client_id"));
  if (!application || application->misconfigured || application->private_app) {
    return problem("Unknown client", "client_id does not name an application with a return address.");
  }
  consent.application = *application;
  consent.redirect_uri = value_or(fields, "redirect_uri");
  consent.state = value_or(fields, "state");
  consent.scope = value_or(fields, "scope");
  if (!is_registered(*application, consent.redirect_uri, kIssuers)) {
    return problem("The return address is not allowed",
                   "redirect_uri is not one of the allowed return URLs of this application.");
  }
  if (value_or(fields, "response_type") != "code") {
    return back_with_error(consent, "unsupported_response_type", "Only response_type=code is supported");
  }
  // A draft stands for an application that Amazon has not yet approved for the Ads API.
  if ((consent.scope != kScope && consent.scope != kScopeAlias) || application->draft) {
    return back_with_error(consent, "invalid_scope", "An unknown scope was requested");
  }
  return std::nullopt;
}

std::string reach_of(const World& world, const Login& login, std::string_view region) {
  const size_t count = world.ads->accounts.reached(login, region).size();
  if (count == 0) return "no advertising accounts in " + std::string(region);
  return std::to_string(count) + (count == 1 ? " advertising account in " : " advertising accounts in ") +
         std::string(region) + (login.region.empty() ? ", also in the other regions" : "");
}

Reply sign_in_page(const World& world, const Consent& consent, std::string_view region) {
  std::string content = "<section><h1>Sign in with your Amazon account</h1><p>Choose a demo login. <b>" +
                        html_text(consent.application.name) +
                        "</b> asks for access to its advertising accounts.</p><form method=\"get\">" +
                        hidden_fields(consent);
  for (const bool reaching : {true, false}) {
    for (const Login& login : world.ads->accounts.logins()) {
      if (login.reaches(region) != reaching) continue;
      content += "<button class=\"choice\" name=\"login\" value=\"" + login.id + "\"><b>" +
                 html_text(login.name) + "</b><span class=\"soft\">" + html_text(login.email) + " · " +
                 html_text(reach_of(world, login, region)) + "</span></button>";
    }
  }
  return html_reply(200, page("Sign in", content + "</form></section>"));
}

Reply consent_page(const World& world, const Consent& consent, std::string_view region) {
  const std::string content =
      "<section><h1>Allow " + html_text(consent.application.name) +
      "?</h1><p class=\"soft\">Signed in as <b>" + html_text(consent.login->name) + "</b>, " +
      html_text(consent.login->email) + ", " + html_text(reach_of(world, *consent.login, region)) +
      "</p><h2>The application will be able to</h2><ul><li>read and manage your advertising campaigns</li>"
      "<li>read your advertising reports</li></ul><p class=\"soft\">You can remove it at any time in your "
      "Amazon "
      "account under Login with Amazon.</p><form method=\"post\">" +
      hidden_fields(consent) + hidden("login", consent.login->id) +
      "<div class=\"row\"><button class=\"main\" name=\"decision\" value=\"approve\">Allow</button>"
      "<button name=\"decision\" value=\"deny\">Cancel</button></div></form></section>";
  return html_reply(200, page("Allow " + consent.application.name, content));
}

}  // namespace

Reply answer_consent(World& world, const Request& request, Subject& subject) {
  const Fields fields = request.method == "POST" ? parse_form(request.body) : request.query;
  Consent consent;
  if (auto reply = read_consent(world, fields, consent)) return *reply;
  subject.client_id = consent.application.client_id;
  const std::string login = value_or(fields, "login");
  if (login.empty()) return sign_in_page(world, consent, subject.region);
  consent.login = world.ads->accounts.login(login);
  if (!consent.login) return problem("Unknown login", "There is no such Amazon account.");
  subject.seller = login;
  if (request.method != "POST") return consent_page(world, consent, subject.region);
  if (value_or(fields, "decision") != "approve") {
    return back_with_error(consent, "access_denied", "The user denied the request");
  }
  const std::string code = world.new_code(
      {grant_holder(login, subject.region), consent.application.client_id, consent.redirect_uri, 0});
  return back(consent, "code=" + code + "&scope=" + host::url_encode(consent.scope));
}

}  // namespace mooring::amazon_simulator::ads
