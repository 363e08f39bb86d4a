#include "sync/answers.hpp"

#include "base/text.hpp"
#include "transport/retry_after.hpp"

namespace mooring::host {
namespace {

constexpr size_t kSearchedBodyBytes = 16 << 10;  // an error body is small; a page is never searched

constexpr size_t kQuotedBodyBytes = 300;
constexpr size_t kSearchedPageBytes = 8 << 10;

bool is_html(std::string_view body) {
  size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<' && contains_ignoring_case(body, "<html");
}

bool is_xml(std::string_view body) {
  size_t first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string_view::npos && body[first] == '<';
}

// What stands in the first element of that name; empty when there is none.
std::string text_of_element(std::string_view body, const std::string& name) {
  const std::string open = "<" + name + ">", close = "</" + name + ">";
  const size_t begin = body.find(open);
  const size_t end = begin == std::string_view::npos ? begin : body.find(close, begin);
  if (end == std::string_view::npos) return {};
  return clean_line(body.substr(begin + open.size(), end - begin - open.size()), kQuotedBodyBytes);
}

}  // namespace

// What a person needs of an answer's body: of a page for browsers its title, of another document its code. Stores of files
// repeat in theirs the key and the signature of the address, which open the file for whoever reads them.
std::string quoted_body(const HttpResponse& response) {
  const std::string_view body = std::string_view(response.body).substr(0, kSearchedPageBytes);
  if (is_html(body)) {
    const std::string title = text_of_element(body, "title");
    return title.empty() ? "an HTML page" : "an HTML page titled '" + title + "'";
  }
  if (!is_xml(body)) return clean_line(body, kQuotedBodyBytes);
  const std::string code = text_of_element(body, "Code");
  return code.empty() ? "an XML document" : "an XML document with the code " + code;
}

std::string sentence_for(const HttpResponse& response, AnswerMeaning meaning) {
  std::string status = "HTTP " + std::to_string(response.status);
  switch (meaning) {
    case AnswerMeaning::throttled:
      return status + ": the provider limits our request rate";
    case AnswerMeaning::server:
      return status + ": the provider has a fault";
    case AnswerMeaning::access_token_expired:
      return status + ": the provider refuses the access token";
    case AnswerMeaning::application_rejected:
      return status + ": the provider refuses the application's credentials: " + quoted_body(response);
    default:
      return status + ": " + quoted_body(response);
  }
}

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
