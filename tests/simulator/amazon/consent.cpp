#include "consent.hpp"

#include "base/text.hpp"
#include "pages.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr char kIssuers[] = "amazon-seller-[a-z0-9-]+";  // of a Mooring host's callbacks

struct Consent {
  Application application;
  std::string state, redirect_uri, version;
  const Seller* seller = nullptr;
};

std::string hidden_fields(const Consent& consent) {
  return hidden("application_id", consent.application.application_id) + hidden("state", consent.state) +
         hidden("redirect_uri", consent.redirect_uri) +
         (consent.version.empty() ? "" : hidden("version", consent.version));
}

std::string stores_of(const Seller& seller) {
  std::string text;
  for (const Participation& participation : seller.participations) {
    if (!text.empty()) text += ", ";
    text += participation.marketplace->name;
  }
  return text;
}

// Checks in Amazon's order; an error is a page, never a redirect.
std::optional<Reply> read_consent(const World& world, const Fields& fields, Consent& consent) {
  const auto application = world.application(value_or(fields, "application_id"));
  if (!application || application->misconfigured || application->private_app) {
    return html_reply(
        400, error_page("MD9100", "This application cannot be authorized",
                        "The application is not configured correctly. Its developer must repair it in the "
                        "developer console; a private application is authorized there by its owner."));
  }
  consent.application = *application;
  consent.state = value_or(fields, "state");
  consent.version = value_or(fields, "version");
  consent.redirect_uri = value_or(fields, "redirect_uri");
  if (application->draft && consent.version != "beta") {
    return html_reply(
        400, error_page("MD1000", "This application is a draft",
                        "A draft application can only be authorized with version=beta in the address."));
  }
  if (consent.redirect_uri.empty() && !application->redirect_uris.empty()) {
    consent.redirect_uri = application->redirect_uris.front();
  }
  if (!is_registered(*application, consent.redirect_uri, kIssuers)) {
    return html_reply(
        400, error_page("MD5101", "The redirect address is not registered",
                        "redirect_uri is not one of the addresses registered for this application."));
  }
  if (consent.state.empty()) {
    return html_reply(400, error_page("MD9000", "The state is missing", "The parameter state is required."));
  }
  return std::nullopt;
}

Reply sign_in_page(const World& world, const Consent& consent, std::string_view region) {
  std::string content =
      "<section><h1>Sign in to Seller Central or Vendor Central</h1><p>Choose a demo account. <b>" +
      html_text(consent.application.name) +
      "</b> asks for access to the account you choose.</p><form method=\"get\">" + hidden_fields(consent);
  for (const auto* accounts : {&world.sellers, &world.vendors}) {
    for (const Seller& seller : *accounts) {
      if (!region.empty() && seller.region != region) continue;
      content += "<button class=\"choice\" name=\"seller\" value=\"" + seller.id + "\"><b>" +
                 html_text(seller.name) + "</b><span class=\"soft\">" + (seller.vendor ? "vendor · " : "") +
                 html_text(seller.email) + " · " + html_text(stores_of(seller)) + "</span></button>";
    }
  }
  return html_reply(200, page("Sign in", content + "</form></section>"));
}

Reply consent_page(const Consent& consent) {
  const std::string content =
      "<section><h1>Authorize " + html_text(consent.application.name) +
      "</h1><p class=\"soft\">Signed in as <b>" + html_text(consent.seller->name) + "</b>, seller " +
      consent.seller->id + ", " + html_text(stores_of(*consent.seller)) +
      "</p><h2>The application will be able to</h2><ul><li>read your marketplaces and account details "
      "(Selling Partner Insights)</li><li>read your orders and order items (Inventory and Order "
      "Tracking)</li></ul><p "
      "class=\"soft\">The "
      "authorization is valid for 365 days. You can remove it at any time under Manage your apps.</p>"
      "<form method=\"post\">" +
      hidden_fields(consent) + hidden("seller", consent.seller->id) +
      "<div class=\"row\"><button class=\"main\" name=\"decision\" value=\"approve\">Approve</button>"
      "<button name=\"decision\" value=\"deny\">Deny</button></div></form></section>";
  return html_reply(200, page("Authorize " + consent.application.name, content));
}

Reply approve(World& world, const Consent& consent) {
  const std::string code =
      world.new_code({consent.seller->id, consent.application.client_id, consent.redirect_uri, 0});
  const char separator = consent.redirect_uri.find('?') == std::string::npos ? '?' : '&';
  return redirect_reply(consent.redirect_uri + separator + "state=" + host::url_encode(consent.state) +
                        "&selling_partner_id=" + consent.seller->id + "&spapi_oauth_code=" + code);
}

// Amazon documents no redirect for a refusal: the seller simply stays here.
Reply denied_page(const Consent& consent) {
  return html_reply(
      200, page("Not authorized",
                "<section><h1>You did not authorize " + html_text(consent.application.name) +
                    "</h1><p>Nothing was shared. You can close this page, or go back and try again.</p>"
                    "</section>"));
}

Reply token_page(World& world, const Seller& seller, const Application& application) {
  const std::string token = world.new_refresh_token(seller.id, application.client_id);
  return html_reply(
      200, page("Authorization", "<section><h1>" + html_text(application.name) +
                                     " is authorized</h1><p>Copy both values into your application. The "
                                     "refresh token is shown only now; earlier tokens stay valid.</p>"
                                     "<h2>Seller id (merchant token)</h2><p><code id=\"seller\">" +
                                     seller.id +
                                     "</code></p><h2>Refresh token</h2><textarea id=\"token\" rows=\"6\" "
                                     "readonly aria-label=\"Refresh token\">" +
                                     html_text(token) + "</textarea></section>"));
}

Reply revoke(World& world, const Seller& seller, const Application& application) {
  Fault fault;
  fault.kind = "revoke_grant";
  fault.target.seller = seller.id;
  fault.target.client_id = application.client_id;
  fault.serial = world.next_serial();
  fault.from_us = world.now_us();
  world.faults.add(fault);
  return html_reply(
      200, page("Removed", "<section><h1>" + html_text(application.name) + " no longer has access</h1><p>" +
                               html_text(seller.name) + " removed the application.</p></section>"));
}

}  // namespace

Reply answer_consent(World& world, const Request& request, std::string_view region, Subject& subject) {
  const Fields fields = request.method == "POST" ? parse_form(request.body) : request.query;
  Consent consent;
  if (auto reply = read_consent(world, fields, consent)) return *reply;
  subject.client_id = consent.application.client_id;
  const std::string seller_id = value_or(fields, "seller");
  if (seller_id.empty()) return sign_in_page(world, consent, region);
  consent.seller = world.seller(seller_id);
  if (!consent.seller || (!region.empty() && consent.seller->region != region)) {
    return html_reply(400,
                      error_page("MD9000", "Unknown seller", "This seller does not exist in this region."));
  }
  subject.seller = seller_id;
  if (request.method != "POST") return consent_page(consent);
  return value_or(fields, "decision") == "approve" ? approve(world, consent) : denied_page(consent);
}

Reply answer_manage(World& world, const Request& request, std::string_view region) {
  if (request.method == "POST") {
    const Fields form = parse_form(request.body);
    const Seller* seller = world.seller(value_or(form, "seller"));
    const auto application = world.application(value_or(form, "application_id"));
    if (!seller || !application) {
      return html_reply(400, error_page("MD9000", "Unknown", "This seller or application does not exist."));
    }
    if (value_or(form, "action") == "revoke") return revoke(world, *seller, *application);
    return token_page(world, *seller, *application);
  }
  std::string content =
      "<section><h1>Manage your apps</h1><p>Authorize an application yourself (the way of private "
      "applications), or remove its access.</p></section>";
  std::vector<Seller> accounts = world.sellers;
  accounts.insert(accounts.end(), world.vendors.begin(), world.vendors.end());
  for (const Seller& seller : accounts) {
    if (!region.empty() && seller.region != region) continue;
    content += "<section><h2>" + html_text(seller.name) + "</h2><p class=\"soft\">" + seller.id + " · " +
               seller.region + " · " + html_text(stores_of(seller)) + "</p>";
    for (const Application& application : world.options.applications) {
      if (application.draft || application.misconfigured) continue;
      content += "<form method=\"post\" class=\"row\">" + hidden("seller", seller.id) +
                 hidden("application_id", application.application_id) + "<span style=\"flex:1\">" +
                 html_text(application.name) +
                 "</span><button name=\"action\" value=\"authorize\">Authorize app</button>"
                 "<button name=\"action\" value=\"revoke\">Remove access</button></form>";
    }
    content += "</section>";
  }
  return html_reply(200, page("Manage your apps", content));
}

}  // namespace mooring::amazon_simulator
