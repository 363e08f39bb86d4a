// What the answers of a channel mean, without any state.

#include "base/text.hpp"
#include "sync/channel_client.hpp"
#include "transport/retry_after.hpp"

namespace mooring::host {
namespace {

constexpr size_t kSearchedBodyBytes = 16 << 10;  // an error body is small; a page is never searched

}  // namespace

std::optional<AnswerMeaning> meaning_of_answer(const Manifest& manifest, const HttpResponse& response) {
  if (response.status >= 200 && response.status < 300) return std::nullopt;
  std::string_view body = std::string_view(response.body).substr(0, kSearchedBodyBytes);
  for (const ApiAnswerRule& rule : manifest.api_answers)
    if (rule.status == response.status &&
        (rule.body_contains.empty() || contains_ignoring_case(body, rule.body_contains)))
      return rule.means;
  if (response.status == 429) return AnswerMeaning::throttled;
  if (response.status >= 500) return AnswerMeaning::server;
  return std::nullopt;
}

std::optional<Duration> retry_after_of(const HttpResponse& response, Timestamp now) {
  const std::string* header = response.header("retry-after");
  if (!header) return std::nullopt;
  return parse_retry_after(*header, now);
}

}  // namespace mooring::host
