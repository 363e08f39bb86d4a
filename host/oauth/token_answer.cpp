// How a token endpoint's answer is read. Nothing of a body is quoted but `error` and `error_description`: the
// rest may hold tokens.
#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "oauth/oauth.hpp"

namespace mooring::host {
namespace {

using Poco::Dynamic::Var;
using Object = Poco::JSON::Object::Ptr;

constexpr int kJsonDepthMax = 16;
constexpr size_t kErrorWordBytesMax = 100;
constexpr size_t kDescriptionBytesMax = 500;

Object parse_object(const std::string& body) {
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(kJsonDepthMax);
    Var parsed = parser.parse(body);
    if (parsed.type() == typeid(Object)) return parsed.extract<Object>();
  } catch (const Poco::Exception&) {
  } catch (const std::exception&) {
  }
  return {};
}

std::optional<std::string> text_of(const Object& object, const char* name) {
  Var value = object->get(name);
  if (value.isEmpty() || !value.isString()) return std::nullopt;
  return value.extract<std::string>();
}

// Goes into a header and is stored: visible ASCII only (RFC 6749, appendix A).
bool is_token_text(const std::string& text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::optional<Duration> lifetime_of(const Object& object) {
  Var value = object->get("expires_in");
  if (value.isEmpty()) return limits::kTokenLifetimeDefault;
  double seconds = 0;
  try {
    if (value.isBoolean() || !(value.isNumeric() || value.isString())) return std::nullopt;
    seconds = value.convert<double>();  // some servers write the number as text
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
  if (!std::isfinite(seconds) || seconds < 1) return std::nullopt;
  Duration longest = limits::kTokenLifetimeMax;
  double longest_s = std::chrono::duration<double>(longest).count();
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(seconds, longest_s)));
}

std::string sentence_for(FailureKind kind) {
  switch (kind) {
    case FailureKind::grant_rejected:
      return "The provider no longer accepts this authorization";
    case FailureKind::grant_revoked:
      return "The account's owner withdrew this authorization";
    case FailureKind::application_rejected:
      return "The provider does not accept the configured application";
    case FailureKind::permission:
      return "The application may not do this";
    case FailureKind::throttled:
      return "The provider asks to slow down";
    case FailureKind::server:
      return "The provider has a problem of its own";
    default:
      return "The provider refused the request for a token";
  }
}

bool applies(const TokenErrorRule& rule, int status, const std::string& error,
             const std::string& description) {
  return (!rule.status || *rule.status == status) && (rule.error.empty() || rule.error == error) &&
         (rule.description_contains.empty() ||
          contains_ignoring_case(description, rule.description_contains));
}

Failure failure_of(const TransportError& error, const std::string& endpoint) {
  Failure failure;
  failure.endpoint = endpoint;
  failure.message = error.message;
  switch (error.kind) {
    case TransportErrorKind::refused_by_policy:
      failure.kind = FailureKind::internal;
      break;
    case TransportErrorKind::too_large:
    case TransportErrorKind::malformed:
      failure.kind = FailureKind::bad_response;
      break;
    default:
      failure.kind = FailureKind::network;
  }
  return failure;
}

class AnswerReader {
 public:
  AnswerReader(const OAuthDescription& rules, const std::string& endpoint, const HttpResponse& answer)
      : rules_(rules), answer_(answer), object_(parse_object(answer.body)) {
    failure_.status = answer.status;
    failure_.endpoint = endpoint;
    failure_.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(answer.took).count();
    if (const std::string* wait = answer.header("retry-after")) failure_.retry_after = *wait;
    if (!object_) return;
    error_ = text_of(object_, "error").value_or("");
    description_ = text_of(object_, "error_description").value_or("");
    failure_.request_id = clean_line(text_of(object_, "request_id").value_or(""), kErrorWordBytesMax);
  }

  TokenResult read() {
    // Before any rule: what says nothing about the grant, whatever its body claims.
    if (answer_.status == 429) return failed(FailureKind::throttled);
    if (answer_.status >= 500) return failed(FailureKind::server);
    if (!object_) return unreadable("The answer is not JSON");
    if (answer_.status >= 200 && answer_.status < 300) return read_grant();
    if (answer_.status < 400) return unreadable("The answer is neither a token nor an error");
    for (const TokenErrorRule& rule : rules_.token_errors)
      if (applies(rule, answer_.status, error_, description_)) return failed(failure_kind_of(rule.means));
    return failed(FailureKind::request_rejected);
  }

 private:
  TokenResult read_grant() {
    auto access_token = text_of(object_, "access_token");
    if (!access_token) return unreadable("The answer has no access token");
    if (!is_token_text(*access_token, limits::kRefreshTokenBytesMax))
      return unreadable("The access token is empty, too long or has odd characters");
    TokenGrant grant;
    grant.access_token = Secret(std::move(*access_token));
    Var refresh = object_->get("refresh_token");
    if (!refresh.isEmpty()) {
      auto refresh_token = text_of(object_, "refresh_token");
      if (!refresh_token || !is_token_text(*refresh_token, limits::kRefreshTokenBytesMax))
        return unreadable("The refresh token is empty, too long or has odd characters");
      grant.refresh_token = Secret(std::move(*refresh_token));
    }
    auto token_type = text_of(object_, "token_type").value_or("bearer");
    if (!equals_ignoring_case(token_type, "bearer")) return unreadable("The token is not a bearer token");
    auto lifetime = lifetime_of(object_);
    if (!lifetime) return unreadable("The token's lifetime is not a number of seconds");
    grant.expires_in = *lifetime;
    return grant;
  }

  TokenResult failed(FailureKind kind) {
    failure_.kind = kind;
    failure_.message = sentence_for(kind) + " (HTTP " + std::to_string(answer_.status);
    if (!error_.empty()) failure_.message += ", " + clean_line(error_, kErrorWordBytesMax);
    failure_.message += ")";
    if (!description_.empty()) failure_.message += ": " + clean_line(description_, kDescriptionBytesMax);
    return tl::unexpected<Failure>(failure_);
  }

  TokenResult unreadable(const std::string& why) {
    const std::string* type = answer_.header("content-type");
    failure_.kind = FailureKind::bad_response;
    failure_.message = why + " (HTTP " + std::to_string(answer_.status) + ", " +
                       (type ? clean_line(*type, kErrorWordBytesMax) : "no content type") + ", " +
                       std::to_string(answer_.body.size()) + " bytes)";
    return tl::unexpected<Failure>(failure_);
  }

  const OAuthDescription& rules_;
  const HttpResponse& answer_;
  Object object_;
  std::string error_, description_;
  Failure failure_;
};

}  // namespace

TokenResult read_token_answer(const OAuthDescription& description, const std::string& endpoint,
                              const HttpResult& answer) {
  if (!answer) return tl::unexpected<Failure>(failure_of(answer.error(), endpoint));
  return AnswerReader(description, endpoint, *answer).read();
}

}  // namespace mooring::host
