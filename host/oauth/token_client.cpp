#include "base/text.hpp"
#include "oauth/oauth.hpp"
#include "transport/egress.hpp"

namespace mooring::host {
namespace {

std::string form_body(const NameValues& form) {
  std::string body;
  for (const auto& [name, value] : form) {
    if (!body.empty()) body += '&';
    body.append(url_encode(name)).append("=").append(url_encode(value));
  }
  return body;
}

void add_client(NameValues& form, const OAuthEndpoint& endpoint) {
  auto client_id = endpoint.application.find("client_id");
  form.emplace_back("client_id", client_id == endpoint.application.end() ? "" : client_id->second);
  form.emplace_back("client_secret", endpoint.client_secret.reveal());
}

// Leaves nothing of the form behind.
HttpRequest form_request(const std::string& url, NameValues& form) {
  HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"},
                     {"Accept", "application/json"}};
  request.body = form_body(form);
  for (auto& [name, value] : form)
    wipe_string(value);
  request.allowed_hosts = {authority_of(url)};
  request.response_bytes_max = limits::kTokenResponseBytesMax;
  return request;
}

}  // namespace

TokenClient::TokenClient(HttpTransport& transport, Redactor& redactor)
    : transport_(transport), redactor_(redactor) {}

void TokenClient::exchange_code(const OAuthEndpoint& endpoint, const std::string& code,
                                const std::string& redirect_uri, const Secret& pkce_verifier,
                                std::function<void(TokenResult)> done) {
  redactor_.add(Secret(code));
  NameValues form = {{"grant_type", "authorization_code"}, {"code", code}};
  NameValues values(endpoint.application.begin(), endpoint.application.end());
  values.emplace_back("redirect_uri", redirect_uri);
  for (const auto& [name, pattern] : endpoint.description->token_parameters) {
    auto value = fill_template(pattern, values);
    if (!value) {
      Failure failure;
      failure.endpoint = endpoint_of("POST", endpoint.token_url);
      failure.message = describe(value.error());
      return done(tl::unexpected<Failure>(std::move(failure)));
    }
    form.emplace_back(name, std::move(*value));
  }
  if (!pkce_verifier.empty()) form.emplace_back("code_verifier", pkce_verifier.reveal());
  add_client(form, endpoint);
  call(endpoint, std::move(form), [this, code, done = std::move(done)](TokenResult result) {
    redactor_.remove(Secret(code));  // used up, one way or the other
    done(std::move(result));
  });
}

void TokenClient::refresh(const OAuthEndpoint& endpoint, const Secret& refresh_token,
                          std::function<void(TokenResult)> done) {
  NameValues form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(refresh_token.reveal())}};
  add_client(form, endpoint);
  call(endpoint, std::move(form), std::move(done));
}

void TokenClient::revoke(const OAuthEndpoint& endpoint, const Secret& refresh_token,
                         std::function<void(std::optional<Failure>)> done) {
  NameValues form = {{"token", std::string(refresh_token.reveal())}, {"token_type_hint", "refresh_token"}};
  add_client(form, endpoint);
  transport_.send(form_request(endpoint.revoke_url, form), [named = endpoint_of("POST", endpoint.revoke_url),
                                                            done = std::move(done)](HttpResult answer) {
    if (!answer) return done(Failure{FailureKind::network, 0, named, "", answer.error().message});
    if (answer->status == 200) return done(std::nullopt);
    done(Failure{FailureKind::request_rejected, answer->status, named, "",
                 "HTTP " + std::to_string(answer->status)});
  });
}

void TokenClient::call(const OAuthEndpoint& endpoint, NameValues form,
                       std::function<void(TokenResult)> done) {
  HttpRequest request = form_request(endpoint.token_url, form);
  std::string named = endpoint_of("POST", endpoint.token_url);
  transport_.send(std::move(request), [this, named, description = endpoint.description,
                                       done = std::move(done)](HttpResult answer) {
    TokenResult result = read_token_answer(*description, named, answer);
    if (answer) wipe_string(answer->body);
    if (result) {
      redactor_.add(result->access_token);
      redactor_.add(result->refresh_token);
    }
    done(std::move(result));
  });
}

}  // namespace mooring::host
