// ScriptedHttp: the provider of a test. Expects requests in order and answers each; anything else is a
// problem that the test sees in problems(). Not thread-safe.
//   ScriptedHttp http;
//   http.expect("GET", "/v1/orders").query("limit", "100").answer(200, R"({"orders":[]})");
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mooring/failure.hpp"
#include "mooring/http.hpp"

namespace mooring::testing {

// A request as the plugin made it. The query is decoded; a parameter that appears twice keeps its last value.
struct SeenRequest {
  std::string method, url, path, body, budget, credential;
  std::map<std::string, std::string> query, headers;
  bool streamed = false;  // asked for its body part by part
};

struct CannedResponse {
  int32_t status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  // A streamed body cannot be read beyond its last byte: that read fails so.
  std::optional<Failure> broken_off{};
};

// What the host answers: a response, or that it could not carry the request out.
using Outcome = std::variant<CannedResponse, Failure>;

inline std::string url_decode(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

inline SeenRequest parse_request(const mooring_http_request& request) {
  SeenRequest seen{
      detail::owned(request.method), detail::owned(request.url),        {}, detail::owned(request.body),
      detail::owned(request.budget), detail::owned(request.credential), {}, {}};
  const size_t scheme = seen.url.find("://");
  const size_t host_end = seen.url.find_first_of("/?", scheme == std::string::npos ? 0 : scheme + 3);
  const std::string target = host_end == std::string::npos ? "/" : seen.url.substr(host_end);
  const size_t question = target.find('?');
  seen.path = target.substr(0, question);
  std::string_view rest =
      question == std::string::npos ? std::string_view() : std::string_view(target).substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    const size_t equals = pair.find('=');
    seen.query[url_decode(pair.substr(0, equals))] =
        equals == std::string_view::npos ? std::string() : url_decode(pair.substr(equals + 1));
    rest.remove_prefix(pair.size() == rest.size() ? rest.size() : pair.size() + 1);
  }
  seen.streamed = (request.flags & MOORING_HTTP_STREAM_BODY) != 0;
  for (uint64_t i = 0; i < request.header_count; ++i) {
    seen.headers[detail::owned(request.headers[i].name)] = detail::owned(request.headers[i].value);
  }
  return seen;
}

// One expected request and its answer.
class Expectation {
 public:
  Expectation(std::string method, std::string path) : method_(std::move(method)), path_(std::move(path)) {}

  // The parameter must have this value; nothing: it must be absent. Parameters that are not named here may be
  // anything.
  Expectation& query(std::string name, std::optional<std::string> value) {
    query_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Expectation& budget(std::string id) {
    budget_ = std::move(id);
    return *this;
  }
  Expectation& credential(std::string id) {
    credential_ = std::move(id);
    return *this;
  }
  // The name in lower case.
  Expectation& header(std::string name, std::string value) {
    headers_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Expectation& streamed(bool wanted = true) {
    streamed_ = wanted;
    return *this;
  }
  Expectation& body(std::string text) {
    body_ = std::move(text);
    return *this;
  }
  Expectation& answer(int32_t status, std::string text,
                      std::vector<std::pair<std::string, std::string>> headers = {}) {
    outcome_ = CannedResponse{status, std::move(text), std::move(headers)};
    return *this;
  }
  // The streamed body of the answer cannot be read to its end: bad gzip, a full disk.
  Expectation& broken_off(Failure failure) {
    std::get<CannedResponse>(outcome_).broken_off = std::move(failure);
    return *this;
  }
  // The host gives up on the request.
  Expectation& fail(Failure failure) {
    outcome_ = std::move(failure);
    return *this;
  }

  // What does not fit; empty when all does.
  std::string mismatch(const SeenRequest& seen) const {
    if (seen.method != method_ || seen.path != path_) {
      return "expected " + method_ + " " + path_ + ", got " + seen.method + " " + seen.url;
    }
    for (const auto& [name, value] : query_) {
      const auto found = seen.query.find(name);
      if (!value && found != seen.query.end()) return differs("query " + name, "absent", found->second);
      if (value && found == seen.query.end()) return differs("query " + name, *value, "absent");
      if (value && found->second != *value) return differs("query " + name, *value, found->second);
    }
    if (budget_ && seen.budget != *budget_) return differs("budget", *budget_, seen.budget);
    if (credential_ && seen.credential != *credential_)
      return differs("credential", *credential_, seen.credential);
    for (const auto& [name, value] : headers_) {
      const auto found = seen.headers.find(name);
      if (found == seen.headers.end()) return differs("header " + name, value, "absent");
      if (found->second != value) return differs("header " + name, value, found->second);
    }
    if (streamed_ && seen.streamed != *streamed_)
      return differs("body", *streamed_ ? "streamed" : "whole", seen.streamed ? "streamed" : "whole");
    if (body_ && seen.body != *body_) return differs("body", *body_, seen.body);
    return {};
  }
  const Outcome& outcome() const { return outcome_; }

 private:
  std::string differs(const std::string& what, const std::string& expected, const std::string& got) const {
    return method_ + " " + path_ + ": " + what + ": expected '" + expected + "', got '" + got + "'";
  }

  std::string method_, path_;
  std::vector<std::pair<std::string, std::optional<std::string>>> query_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::optional<std::string> budget_, credential_, body_;
  std::optional<bool> streamed_;
  Outcome outcome_ = CannedResponse{};
};

class ScriptedHttp {
 public:
  // Expectations are met in the order in which they were made. The reference is good for setting this one up.
  Expectation& expect(std::string method, std::string path) {
    return expected_.emplace_back(std::move(method), std::move(path));
  }
  // Answers every request for which no expectation is left.
  void otherwise(std::function<Outcome(const SeenRequest&)> answer) { otherwise_ = std::move(answer); }

  Outcome answer(SeenRequest request) {
    seen_.push_back(std::move(request));
    const SeenRequest& seen = seen_.back();
    if (next_ == expected_.size()) {
      if (otherwise_) return otherwise_(seen);
      return problem("unexpected request: " + seen.method + " " + seen.url);
    }
    const Expectation& expectation = expected_[next_];
    if (const std::string mismatch = expectation.mismatch(seen); !mismatch.empty()) return problem(mismatch);
    ++next_;
    return expectation.outcome();
  }

  const std::vector<SeenRequest>& seen() const { return seen_; }
  // Requests that did not fit, and expectations that were not met. Empty: all went as scripted.
  std::vector<std::string> problems() const {
    std::vector<std::string> result = problems_;
    if (next_ < expected_.size()) {
      result.push_back(std::to_string(expected_.size() - next_) + " expected requests did not come");
    }
    return result;
  }

 private:
  Outcome problem(const std::string& what) {
    problems_.push_back(what);
    return Failure(FailureKind::internal, "ScriptedHttp: " + what);
  }

  std::deque<Expectation> expected_;
  size_t next_ = 0;
  std::function<Outcome(const SeenRequest&)> otherwise_;
  std::vector<SeenRequest> seen_;
  std::vector<std::string> problems_;
};

}  // namespace mooring::testing
