// Where the provider sends the browser back to, and what a person decides there. The answer is always a redirect into the
// console or a page that explains; never anything of the query, and never another site but the provider's own.
#include <algorithm>

#include "admin/api/handlers.hpp"
#include "admin/oauth_page.hpp"
#include "admin/other_account_page.hpp"
#include "admin/reconnect_page.hpp"
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

http::Response to_console(const Call& call, const ConnectOutcome& outcome) {
  http::Response response;
  response.status = 303;
  response.set("Location", console_address(outcome));
  response.add("Set-Cookie", cleared_consent_cookie(call.admin.gate.secure()));
  return response;
}

// A defect of ours is told to the log, not to the page.
Error shown_error(const Call& call, const Error& error, const std::string& what) {
  if (page_status(error) != 500) return error;
  call.admin.d.logger.error(what, {{"request_id", call.request_id}, {"reason", describe(error)}});
  return {"internal_error", "Something went wrong inside Mooring",
          "The log has more under this request's id"};
}

constexpr const char* kDecisionAddress = "/oauth/other-account";

// The page has an address of its own, so that it can be read again; the cookie says whose it is.
http::Response to_decision(const Call& call, const PendingKey& key) {
  http::Response response;
  response.status = 303;
  response.set("Location", kDecisionAddress);
  response.add("Set-Cookie", consent_cookie(key.browser_secret, call.admin.gate.secure()));
  return response;
}

http::Response failure_page(const Call& call, const FinishedConsent& finished) {
  const ConnectProblem& problem = finished.result.error();
  call.admin.d.logger.warning("consent failed",
                              {{"code", problem.error.code}, {"request_id", call.request_id}});
  const int status = page_status(problem.error);
  const Error error = shown_error(call, problem.error, "consent failed inside");
  if (!finished.link_id.empty()) return link_failed_page(error, status, call.request_id);
  if (!problem.other) return consent_failure_page(error, status, call.request_id);
  if (!problem.other->pending.key.empty()) return to_decision(call, problem.other->pending);
  auto page = other_account_page(*problem.other, error, call.request_id);
  page.add("Set-Cookie", cleared_consent_cookie(call.admin.gate.secure()));
  return page;
}

// Of a form's body; empty when it is not there.
std::string form_value(const http::Request& request, const std::string& name) {
  http::Request body;
  body.query = request.body;
  return body.query_value(name).value_or("");
}

PendingKey pending_key(const Call& call) {
  return {form_value(call.request, "key"), std::string(call.request.cookie(kConsentCookie))};
}

// The provider could not be asked: the browser has the same choice again.
std::optional<ConnectProblem> still_undecided(const Call& call, const Error& error) {
  if (error.code.starts_with("consent_")) return std::nullopt;
  auto undecided = call.admin.d.connections.undecided(std::string(call.request.cookie(kConsentCookie)));
  return undecided ? std::optional(std::move(*undecided)) : std::nullopt;
}

// The consent is still good: nothing was used up.
http::Response busy_page(const Call& call) {
  auto page =
      consent_failure_page({"engine_busy", "Several others wait for an answer of a provider at the moment",
                            "Wait half a minute, then load this page again"},
                           503, call.request_id);
  page.set("Retry-After", "30");
  return page;
}

}  // namespace

Answer get_oauth_callback(Call& call) {
  if (call.request.method == "HEAD")
    return refuse("method_not_allowed", "A consent is finished with GET", "Open the address in a browser");
  const auto place = call.admin.provider_waits.enter();
  if (!place) return busy_page(call);
  const std::string browser_secret(call.request.cookie(kConsentCookie));
  auto finished = call.admin.d.connections.finish_consent(call.parameters[0], call.request.query_values(),
                                                          browser_secret);
  if (!finished.result) return failure_page(call, finished);
  if (finished.link_id.empty()) return to_console(call, *finished.result);
  auto page = link_done_page(finished.label);
  page.add("Set-Cookie", cleared_consent_cookie(call.admin.gate.secure()));
  return page;
}

Answer get_other_account(Call& call) {
  auto undecided = call.admin.d.connections.undecided(std::string(call.request.cookie(kConsentCookie)));
  if (undecided) {
    auto page = other_account_page(*undecided->other, undecided->error, call.request_id);
    page.status = 200;
    return page;
  }
  return consent_failure_page(shown_error(call, undecided.error(), "a decision could not be shown"),
                              page_status(undecided.error()), call.request_id);
}

// Both take their key once, and only from the browser that gave the consent: no other sign-in is needed, and a page of
// another site knows no key.
Answer post_sign_in_again(Call& call) {
  auto started = call.admin.d.connections.sign_in_again(pending_key(call));
  if (!started)
    return consent_failure_page(shown_error(call, started.error(), "a consent could not begin"),
                                page_status(started.error()), call.request_id);
  auto page = going_on_page(started->provider_name, started->authorize_url);
  page.add("Set-Cookie", consent_cookie(started->browser_secret, call.admin.gate.secure()));
  return page;
}

Answer post_connect_other(Call& call) {
  const auto place = call.admin.provider_waits.enter();
  if (!place) return busy_page(call);
  auto outcome = call.admin.d.connections.connect_other(pending_key(call));
  if (outcome) return to_console(call, *outcome);
  if (auto undecided = still_undecided(call, outcome.error())) {
    auto page = other_account_page(*undecided->other, undecided->error, call.request_id, outcome.error());
    page.status = page_status(outcome.error());
    return page;
  }
  return consent_failure_page(shown_error(call, outcome.error(), "another account could not be connected"),
                              page_status(outcome.error()), call.request_id);
}

Answer get_page_style(Call&) {
  http::Response response;
  response.set("Content-Type", "text/css; charset=utf-8");
  response.set("Cache-Control", "public, max-age=3600");
  response.static_body = consent_page_style();
  return response;
}

}  // namespace mooring::host::admin
