#include "options.hpp"

#include <algorithm>
#include <regex>

namespace mooring::amazon_simulator {

bool is_registered(const Application& application, const std::string& redirect_uri, const char* issuers) {
  const std::vector<std::string>& registered = application.redirect_uris;
  if (!registered.empty()) return std::ranges::find(registered, redirect_uri) != registered.end();
  const std::regex callback(std::string(R"(https?://(127\.0\.0\.1|localhost)(:\d{1,5})?/oauth/callback/)") +
                            issuers);
  return std::regex_match(redirect_uri, callback);
}

std::vector<Application> demo_applications() {
  Application demo;
  demo.client_id = kDemoClientId;
  demo.client_secret = kDemoClientSecret;
  demo.application_id = kDemoApplicationId;
  demo.name = "Mooring Demo";

  Application own = demo;
  own.client_id = "amzn1.application-oa2-client.mooring-private";
  own.client_secret = "amzn1.oa2-cs.v1.mooring-private";
  own.application_id = "amzn1.sp.solution.mooring-private";
  own.name = "Mooring Private";
  own.private_app = true;

  Application draft = demo;
  draft.client_id = "amzn1.application-oa2-client.mooring-draft";
  draft.client_secret = "amzn1.oa2-cs.v1.mooring-draft";
  draft.application_id = "amzn1.sp.solution.mooring-draft";
  draft.name = "Mooring Draft";
  draft.draft = true;

  Application broken = demo;
  broken.client_id = "amzn1.application-oa2-client.mooring-misconfigured";
  broken.client_secret = "amzn1.oa2-cs.v1.mooring-misconfigured";
  broken.application_id = "amzn1.sp.solution.mooring-misconfigured";
  broken.name = "Mooring Misconfigured";
  broken.misconfigured = true;
  return {demo, own, draft, broken};
}

}  // namespace mooring::amazon_simulator
