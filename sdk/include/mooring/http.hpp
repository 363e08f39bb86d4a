// HTTP as plugins see it: a request that the host carries out (it adds the token, waits for the rate budget,
// retries), and the response, which owns its body. Rows may point into nothing of it after it is destroyed;
// Rows copies what it is given.
#pragma once
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/failure.hpp"

namespace mooring {

// Percent-encodes everything but the unreserved characters of RFC 3986.
inline std::string url_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                       byte == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

// Builds a URL with a query: Url(call.api_base, "/v1/orders").add("limit", 100).add_list("ids", ids).text()
class Url {
 public:
  explicit Url(std::string_view base, std::string_view path = {}) : text_(base) { text_ += path; }

  Url& add(std::string_view name, std::string_view value) { return append(name, url_encode(value)); }
  Url& add(std::string_view name, int64_t value) { return append(name, std::to_string(value)); }
  // One parameter with the values joined by commas; left out when there are none.
  template <class Texts>
  Url& add_list(std::string_view name, const Texts& values) {
    std::string joined;
    for (const auto& value : values) {
      if (!joined.empty()) joined += ',';
      joined += url_encode(value);
    }
    return joined.empty() ? *this : append(name, joined);
  }
  const std::string& text() const { return text_; }

 private:
  Url& append(std::string_view name, std::string_view encoded) {
    text_ += has_query_ ? '&' : '?';
    has_query_ = true;
    text_ += url_encode(name);
    text_ += '=';
    text_ += encoded;
    return *this;
  }

  std::string text_;
  bool has_query_ = false;
};

// HttpRequest::get(url).with_budget("orders.search").with_credential("account")
class HttpRequest {
 public:
  HttpRequest(std::string method, std::string url) : method_(std::move(method)), url_(std::move(url)) {}
  static HttpRequest get(std::string url) { return HttpRequest("GET", std::move(url)); }
  static HttpRequest get(const Url& url) { return HttpRequest("GET", url.text()); }
  static HttpRequest post(std::string url, std::string body, std::string content_type = "application/json") {
    HttpRequest request("POST", std::move(url));
    request.body_ = std::move(body);
    request.headers_.emplace_back("content-type", std::move(content_type));
    return request;
  }

  HttpRequest with_header(std::string name, std::string value) && {
    headers_.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
  HttpRequest with_budget(std::string id) && {
    budget_ = std::move(id);
    return std::move(*this);
  }
  HttpRequest with_credential(std::string id) && {
    credential_ = std::move(id);
    return std::move(*this);
  }
  // For large answers: the host downloads the body to disk and hands it to ctx.read() part by part. The response then
  // has an empty body; an answer of 300 and above still comes whole. The parts end with the next request.
  HttpRequest with_streamed_body() && {
    streams_body_ = true;
    return std::move(*this);
  }

  const std::string& method() const { return method_; }
  const std::string& url() const { return url_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
  const std::string& body() const { return body_; }
  const std::string& budget() const { return budget_; }
  const std::string& credential() const { return credential_; }
  bool streams_body() const { return streams_body_; }

  // "GET https://host/path", without the query: fit for messages and the activity log.
  std::string endpoint() const { return method_ + ' ' + url_.substr(0, url_.find('?')); }

 private:
  std::string method_, url_, body_, budget_, credential_;
  std::vector<std::pair<std::string, std::string>> headers_;
  bool streams_body_ = false;
};

class HttpResponse {
 public:
  // Bytes that may be read behind the body: what SIMD parsers ask for.
  static constexpr size_t kBodyPadding = 64;

  HttpResponse(std::string endpoint, const mooring_http_response& answer)
      : endpoint_(std::move(endpoint)), status_(answer.status), size_(answer.body.size) {
    headers_.reserve(answer.header_count);
    for (uint64_t i = 0; i < answer.header_count; ++i) {
      headers_.emplace_back(detail::owned(answer.headers[i].name), detail::owned(answer.headers[i].value));
    }
    body_ = std::make_unique_for_overwrite<char[]>(size_ + kBodyPadding);
    if (size_ != 0) std::memcpy(body_.get(), answer.body.data, size_);
    std::memset(body_.get() + size_, 0, kBodyPadding);
  }

  int32_t status() const { return status_; }
  bool ok() const { return status_ >= 200 && status_ < 300; }
  std::string_view body() const { return {body_.get(), size_}; }
  // The name in lower case; empty when the header is absent.
  std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers_) {
      if (key == name) return value;
    }
    return {};
  }
  const std::string& endpoint() const { return endpoint_; }  // of the request: "GET https://host/path"

  // A failure that names this call: throw response.failure(failure_kind_of(response.status()), "why",
  // "x-request-id");
  Failure failure(FailureKind kind, std::string message, std::string_view request_id_header = {}) const {
    Failure result(kind, std::move(message));
    result.at(endpoint_, status_,
              request_id_header.empty() ? std::string() : std::string(header(request_id_header)));
    return result;
  }

 private:
  std::string endpoint_;
  int32_t status_;
  size_t size_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::unique_ptr<char[]> body_;
};

}  // namespace mooring
