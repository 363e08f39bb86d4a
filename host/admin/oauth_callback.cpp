// Where the provider sends the browser back to. The answer is always a redirect into the console or a page that explains;
// never anything of the query, and never another site.
#include "admin/api/handlers.hpp"
#include "admin/oauth_page.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

std::string console_address(const ConnectOutcome& outcome) {
  const std::string page = "/#/connections/" + url_encode(outcome.connection_id);
  if (outcome.choose_marketplaces) return page + "/marketplaces";
  if (outcome.confirm_marketplaces) return page + "/marketplaces?step=confirm";
  return is_console_address(outcome.return_to) ? outcome.return_to : page;
}

int page_status(const Error& error) {
  const int status = status_of_code(error.code).value_or(500);
  return status == 404 ? 400 : status;
}

}  // namespace

Answer get_oauth_callback(Call& call) {
  if (call.request.method == "HEAD")
    return refuse("method_not_allowed", "A consent is finished with GET", "Open the address in a browser");
  const std::string browser_secret(call.request.cookie(kConsentCookie));
  auto outcome = call.admin.d.connections.finish_consent(call.parameters[0], call.request.query_values(),
                                                         browser_secret);
  if (outcome) {
    http::Response response;
    response.status = 303;
    response.set("Location", console_address(*outcome));
    response.add("Set-Cookie", cleared_consent_cookie(call.admin.gate.secure()));
    return response;
  }
  Error error = outcome.error();
  const int status = page_status(error);
  call.admin.d.logger.warning(
      "consent failed",
      {{"issuer", call.parameters[0]}, {"code", error.code}, {"request_id", call.request_id}});
  if (status == 500) {
    call.admin.d.logger.error("consent failed inside",
                              {{"request_id", call.request_id}, {"reason", describe(error)}});
    error = {"internal_error", "Something went wrong inside Mooring",
             "The log has more under this request's id"};
  }
  return consent_failure_page(error, status, call.request_id);
}

Answer get_page_style(Call&) {
  http::Response response;
  response.set("Content-Type", "text/css; charset=utf-8");
  response.set("Cache-Control", "public, max-age=3600");
  response.static_body = consent_page_style();
  return response;
}

}  // namespace mooring::host::admin
