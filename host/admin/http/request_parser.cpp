#include "admin/http/request_parser.hpp"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace mooring::host::http {
namespace {

constexpr std::string_view kPathSymbols = "-._~!$&'()*+,;=:@/";
constexpr std::array kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
// Two of these would mean that somebody in between could read the other one.
constexpr std::array kSingleFields = {"content-length", "content-type", "authorization",  "cookie",
                                      "origin",         "x-csrf-token", "sec-fetch-site", "expect",
                                      "if-match",       "if-none-match"};

bool is_alnum(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool has_plain_characters(std::string_view text, std::string_view more_symbols) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      if (text[i + 1] == '0' && text[i + 2] == '0') return false;
      i += 2;
    } else if (!is_alnum(text[i]) && kPathSymbols.find(text[i]) == std::string_view::npos &&
               more_symbols.find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool has_dot_segments(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    const std::string segment = url_decode(path.substr(0, end));
    if (segment == "." || segment == ".." || segment.find('/') != std::string::npos ||
        segment.find('\\') != std::string::npos)
      return true;
    path.remove_prefix(end);
  }
  return false;
}

bool is_authority(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || std::string_view("-._~:[]").find(c) != std::string_view::npos;
  });
}

}  // namespace

RequestParser::State RequestParser::feed(std::string_view bytes) {
  while (state_ == State::head && !bytes.empty())
    take_head(bytes);
  if (state_ == State::body) {
    request_.body.append(bytes.substr(0, length_ - request_.body.size()));
    if (request_.body.size() == length_) state_ = State::complete;
  }
  return state_;
}

void RequestParser::take_head(std::string_view& bytes) {
  const size_t newline = bytes.find('\n');
  const std::string_view part = bytes.substr(0, newline);
  if (!has_request_line_ && line_.size() + part.size() > limits::kRequestLineBytesMax)
    return refuse(414, "target_too_long", "The request line is longer than 8 KiB");
  if (head_bytes_ + line_.size() + part.size() > limits::kRequestHeaderBytesMax)
    return refuse(431, "header_too_large", "The request's header is larger than 32 KiB");
  if (part.find('\0') != std::string_view::npos)
    return refuse(400, "request_malformed", "A NUL stands in the header");
  line_.append(part);
  bytes.remove_prefix(part.size());
  if (newline == std::string_view::npos) return;
  bytes.remove_prefix(1);
  if (!line_.ends_with('\r')) return refuse(400, "request_malformed", "A line ends without CR LF");
  line_.pop_back();
  head_bytes_ += line_.size() + 2;
  const std::string line = std::exchange(line_, {});
  take_line(line);
}

void RequestParser::take_line(std::string_view line) {
  if (!has_request_line_) return take_request_line(line);
  if (line.empty()) return end_of_head();
  take_field(line);
}

void RequestParser::take_request_line(std::string_view line) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return refuse(400, "request_malformed", "The request line is not a method, a target and a version");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_http_token(method)) return refuse(400, "request_malformed", "The method is not a token");
  const bool shaped = version.size() == 8 && version.starts_with("HTTP/") && is_ascii_digit(version[5]) &&
                      version[6] == '.' && is_ascii_digit(version[7]);
  if (!shaped) return refuse(400, "request_malformed", "The request line has no HTTP version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return refuse(505, "version_unsupported", "Only HTTP versions 1.1 and 1.0 are spoken here");
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
    return refuse(501, "method_unknown", "This method is not known here");
  const size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  if (!path.starts_with('/') || !has_plain_characters(path, "") || has_dot_segments(path) ||
      !has_plain_characters(query, "?|[]{}"))
    return refuse(400, "target_malformed", "The target is not a plain absolute path");
  request_.method = method;
  request_.path = path;
  request_.query = query;
  has_request_line_ = true;
}

void RequestParser::take_field(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t')
    return refuse(400, "request_malformed", "A header field is folded over two lines");
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse(400, "request_malformed", "A header line has no colon");
  if (!is_http_token(line.substr(0, colon)))
    return refuse(400, "request_malformed", "A header field's name is not a token");
  const std::string name = Poco::toLower(std::string(line.substr(0, colon)));
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
    value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
    value.remove_suffix(1);
  if (!is_field_value(value))
    return refuse(400, "request_malformed", "A control character stands in a header field");
  if (request_.headers.size() == limits::kRequestHeaderFieldsMax)
    return refuse(431, "header_too_large", "The request has more than 100 header fields");
  const bool single = std::find(kSingleFields.begin(), kSingleFields.end(), name) != kSingleFields.end();
  if (single && std::any_of(request_.headers.begin(), request_.headers.end(),
                            [&](const Header& header) { return header.first == name; }))
    return refuse(400, "request_malformed", "The header field " + name + " stands there twice");
  if (name == "transfer-encoding") has_transfer_encoding_ = true;
  if (name == "host") {
    ++host_count_;
    if (!is_authority(value)) return refuse(400, "host_malformed", "The Host header is not a host and port");
    request_.host = Poco::toLower(std::string(value));
  }
  if (name == "content-length") take_length(value);
  if (name == "expect") {
    if (!equals_ignoring_case(value, "100-continue"))
      return refuse(417, "expectation_unknown", "Only the expectation 100-continue is known");
    wants_continue_ = true;
  }
  if (state_ == State::head) request_.headers.emplace_back(name, value);
}

void RequestParser::take_length(std::string_view value) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_ascii_digit))
    return refuse(400, "request_malformed", "Content-Length is not a number");
  has_length_ = true;
  length_ = 0;
  for (const char digit : value) {
    length_ = length_ * 10 + static_cast<size_t>(digit - '0');
    if (length_ > limits::kAdminBodyBytesMax)
      return refuse(413, "body_too_large", "The request's body is larger than 1 MiB");
  }
}

void RequestParser::end_of_head() {
  if (host_count_ != 1) return refuse(400, "host_malformed", "A request needs exactly one Host header");
  if (has_transfer_encoding_ && has_length_)
    return refuse(400, "request_malformed", "Transfer-Encoding and Content-Length contradict each other");
  if (has_transfer_encoding_)
    return refuse(501, "transfer_encoding_unsupported", "Send the body with Content-Length, not in chunks");
  if (length_ > 0 && (request_.method == "GET" || request_.method == "HEAD" || request_.method == "OPTIONS"))
    return refuse(400, "request_malformed", "A " + request_.method + " request has no body here");
  state_ = length_ == 0 ? State::complete : State::body;
  wants_continue_ = wants_continue_ && state_ == State::body;
}

void RequestParser::refuse(int status, std::string code, std::string detail) {
  if (state_ == State::refused) return;
  state_ = State::refused;
  refusal_ = {status, std::move(code), std::move(detail)};
}

}  // namespace mooring::host::http
