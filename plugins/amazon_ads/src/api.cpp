#include "api.hpp"

#include <algorithm>

#include "json_damage.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

using mooring::Failure;
using mooring::FailureKind;
using mooring::HttpRequest;
using mooring::HttpResponse;

namespace {

// How Amazon says that a product does not exist for this kind of account or in this country.
constexpr std::string_view kNotOffered[] = {"do not have access to", "is not supported", "not available in"};

std::string_view what_instead_of_json(std::string_view body) {
  const size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "an empty body";
  if (body[start] == '<') return "an HTML or XML page";
  return {};
}

// {"code":"..","details":".."}, {"code":"..","message":".."} or {"code":"..","detail":".."}
std::string words_in_json(const HttpResponse& answer) {
  std::string code, message;
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    ValueReader reader;
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      if (key == "code") code = reader.text("code", field.value()).value_or("");
      if (key == "details" || key == "detail" || key == "message" || key == "errorDetails")
        message = reader.text("message", field.value()).value_or("");
    }
  } catch (const simdjson::simdjson_error&) {
    // What was read so far is all there is: a gateway may answer HTML, or nothing.
  } catch (const Unreadable&) {  // the same
  }
  if (message.empty()) return code;
  const bool says_more = !code.empty() && code != std::to_string(answer.status());
  return says_more ? message + " (" + code + ")" : message;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

HttpRequest for_profile(HttpRequest request, const std::string& profile_id, const char* budget) {
  return std::move(request)
      .with_header(kScopeHeader, profile_id)
      .with_budget(budget)
      .with_credential(kCredential);
}

std::string words_of(const HttpResponse& answer) {
  std::string words = words_in_json(answer);
  if (!words.empty()) return words;
  const std::string_view instead = what_instead_of_json(answer.body());
  return "status " + std::to_string(answer.status()) +
         (instead.empty() ? " without a reason" : " with " + std::string(instead));
}

Failure refusal(const HttpResponse& answer) {
  return answer.failure(mooring::failure_kind_of(answer.status()),
                        "Amazon refused the call: " + words_of(answer), kRequestIdHeader);
}

bool lacks_product(const HttpResponse& answer) {
  if (answer.status() == 403) return true;
  if (answer.status() < 400 || answer.status() >= 500 || answer.status() == 429) return false;
  const std::string words = words_of(answer);
  return std::ranges::any_of(kNotOffered, [&](std::string_view part) { return contains(words, part); });
}

Failure bad_answer(const HttpResponse& answer, const std::string& why) {
  return answer.failure(FailureKind::bad_response, "Amazon's answer cannot be read: " + why,
                        kRequestIdHeader);
}

void require_json(const HttpResponse& answer) {
  const std::string_view instead = what_instead_of_json(answer.body());
  if (!instead.empty()) throw bad_answer(answer, "it is " + std::string(instead));
}

void require_whole_json(const HttpResponse& answer) {
  require_json(answer);
  if (const std::string damage = json_damage(answer.body()); !damage.empty())
    throw bad_answer(answer, damage);
}

bool ends_run(const Failure& failure) {
  switch (failure.kind()) {
    case FailureKind::throttled:
    case FailureKind::server:
    case FailureKind::network:
    case FailureKind::request_rejected:
    case FailureKind::bad_response:
      return false;
    default:
      return true;
  }
}

}  // namespace amazon_ads
