// What the answers of a channel mean, without any state.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "sync/channel_client.hpp"

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
  int64_t wait_s = 0;
  auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), wait_s);
  if (error != std::errc{} || end != header->data() + header->size()) {
    std::tm parts{};
    const char* rest = ::strptime(header->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (!rest || *rest != '\0') return std::nullopt;
    wait_s = static_cast<int64_t>(::timegm(&parts)) -
             std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  }
  // Clamped before the unit changes, so that a huge number cannot overflow.
  int64_t max_s = std::chrono::duration_cast<std::chrono::seconds>(limits::kRetryAfterMax).count();
  return std::chrono::seconds{std::clamp<int64_t>(wait_s, 0, max_s)};
}

}  // namespace mooring::host
