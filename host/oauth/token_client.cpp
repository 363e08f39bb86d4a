#include <algorithm>

#include "base/text.hpp"
#include "oauth/oauth.hpp"
#include "plugins/redaction.hpp"
#include "transport/egress.hpp"
#include "transport/for_people.hpp"

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

void add_client(NameValues& form, const OAuthEndpoint& endpoint, bool previous_secret) {
  auto client_id = endpoint.application.find("client_id");
  form.emplace_back("client_id", client_id == endpoint.application.end() ? "" : client_id->second);
  const Secret& secret = previous_secret ? endpoint.client_secret_previous : endpoint.client_secret;
  form.emplace_back("client_secret", secret.reveal());
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

bool is_sent(const NameValues& form, const Secret& value) {
  return std::any_of(form.begin(), form.end(),
                     [&](const auto& field) { return field.second == value.reveal(); });
}

}  // namespace

TokenClient::TokenClient(HttpTransport& transport, Redactor& redactor)
    : transport_(transport), redactor_(redactor), issued_(redactor) {}

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
  call(endpoint, std::move(form), [this, code, done = std::move(done)](TokenResult result) {
    redactor_.remove(Secret(code));  // used up, one way or the other
    if (result) forget_soon(result->access_token);
    done(std::move(result));
  });
}

void TokenClient::refresh(const OAuthEndpoint& endpoint, const Secret& refresh_token,
                          std::function<void(TokenResult)> done) {
  NameValues form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(refresh_token.reveal())}};
  redactor_.add(refresh_token);  // a pasted one is in no vault yet, and a refusal may quote it
  call(endpoint, std::move(form), [this, refresh_token, done = std::move(done)](TokenResult result) {
    redactor_.remove(refresh_token);
    done(std::move(result));
  });
}

// The redactor counts how often it was told: it knows the token without a gap.
void TokenClient::forget_soon(const Secret& access_token) {
  issued_.keep(access_token);
  redactor_.remove(access_token);
}

void TokenClient::revoke(const OAuthEndpoint& endpoint, const Secret& refresh_token,
                         std::function<void(std::optional<Failure>)> done) {
  NameValues form = {{"token", std::string(refresh_token.reveal())}, {"token_type_hint", "refresh_token"}};
  add_client(form, endpoint, !endpoint.client_secret_previous.empty() && previous_works(endpoint.channel));
  transport_.send(form_request(endpoint.revoke_url, form), [named = endpoint_of("POST", endpoint.revoke_url),
                                                            done = std::move(done)](HttpResult answer) {
    if (!answer) return done(Failure{FailureKind::network, 0, named, "", answer.error().message});
    if (answer->status == 200) return done(std::nullopt);
    done(Failure{FailureKind::request_rejected, answer->status, named, "",
                 "HTTP " + std::to_string(answer->status)});
  });
}

bool TokenClient::previous_works(const std::string& channel) const {
  auto known = previous_works_.find(channel);
  return known != previous_works_.end() && known->second;
}

// One question, asked with one of the secrets, or with both.
struct TokenClient::Call {
  OAuthEndpoint endpoint;
  NameValues form;
  bool previous_secret = false, last_attempt = true;
  std::function<void(TokenResult)> done;

  ~Call() {
    for (auto& [name, value] : form)
      wipe_string(value);
  }
};

void TokenClient::call(const OAuthEndpoint& endpoint, NameValues form,
                       std::function<void(TokenResult)> done) {
  auto asked = std::make_shared<Call>();
  asked->endpoint = endpoint;
  asked->form = std::move(form);
  asked->done = std::move(done);
  asked->last_attempt = endpoint.client_secret_previous.empty();
  asked->previous_secret = !asked->last_attempt && previous_works(endpoint.channel);
  attempt(std::move(asked));
}

void TokenClient::attempt(std::shared_ptr<Call> asked) {
  NameValues form = asked->form;
  add_client(form, asked->endpoint, asked->previous_secret);
  HttpRequest request = form_request(asked->endpoint.token_url, form);
  transport_.send(std::move(request), [this, asked](HttpResult answer) {
    const OAuthEndpoint& endpoint = asked->endpoint;
    const std::string asked_of = endpoint_of("POST", endpoint.token_url);
    const bool grants = answer && answer->status >= 200 && answer->status < 300;
    TokenResult result = read_token_answer(*endpoint.description, asked_of,
                                           answer && !grants ? for_people(*answer, redactor_) : answer);
    if (answer) wipe_string(answer->body);
    if (!result) redact(result.error(), redactor_);
    const bool refused = !result && result.error().kind == FailureKind::application_rejected;
    if (refused && !asked->last_attempt) {
      asked->last_attempt = true;
      asked->previous_secret = !asked->previous_secret;
      return attempt(asked);
    }
    if (result) {
      redactor_.add(result->access_token);
      // The vault registers what it stores. Most providers answer with the token that was sent.
      if (!is_sent(asked->form, result->refresh_token)) issued_.keep(result->refresh_token);
      if (!endpoint.client_secret_previous.empty()) note_secret(endpoint.channel, asked->previous_secret);
    }
    asked->done(std::move(result));
  });
}

void TokenClient::note_secret(const std::string& channel, bool previous) {
  auto [known, is_first] = previous_works_.try_emplace(channel, previous);
  if (!is_first && known->second == previous) return;
  known->second = previous;
  if (on_secret_known_) on_secret_known_(channel, previous);
}

void TokenClient::on_secret_known(std::function<void(const std::string&, bool)> listener) {
  on_secret_known_ = std::move(listener);
}

}  // namespace mooring::host
