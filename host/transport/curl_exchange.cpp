#include "transport/curl_exchange.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr long kReceiveBufferBytes = 128 << 10;
constexpr size_t kFirstReserveMax = 8 << 20;  // a declared length alone does not get more memory than this

std::string_view trim(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

TransportError refuse(std::string why) {
  return {TransportErrorKind::refused_by_policy, std::move(why), false};
}

// The transport's own: a caller who could set them could split requests or ask another virtual host.
bool is_reserved_header(std::string_view lower_name) {
  static constexpr std::string_view kReserved[] = {
      "host", "content-length", "transfer-encoding", "connection", "upgrade", "expect", "te", "trailer"};
  return std::find(std::begin(kReserved), std::end(kReserved), lower_name) != std::end(kReserved) ||
         lower_name.starts_with("proxy-");
}

}  // namespace

CurlExchange::CurlExchange(HttpRequestId id, HttpRequest request) : id_(id), request_(std::move(request)) {}

CurlExchange::~CurlExchange() {
  curl_slist_free_all(header_list_);
}

std::optional<TransportError> CurlExchange::check(const CurlTransport::Options& options) {
  auto target = check_egress(request_.url, request_.allowed_hosts, options.allow_insecure_loopback,
                             options.insecure_host);
  if (!target) return refuse(target.error());
  target_ = std::move(*target);
  if (auto why = check_headers()) return refuse(*why);
  if (request_.body.size() > limits::kRequestBodyBytesMax)
    return refuse("the request body is longer than " + std::to_string(limits::kRequestBodyBytesMax) +
                  " bytes");
  return std::nullopt;
}

std::optional<TransportError> CurlExchange::prepare(CURL* easy, const CurlTransport::Options& options) {
  easy_ = easy;
  spool_folder_ = options.spool_folder;
  auto set = [&](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_CURLU, target_.url.get());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // nothing from the environment
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (options.ca_bundle) {
    set(CURLOPT_CAINFO, options.ca_bundle->c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
  set_limits();
  if (!options.user_agent.empty()) set(CURLOPT_USERAGENT, options.user_agent.c_str());

  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, error_text_);
  set(CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::on_open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  if (auto why = set_headers()) return refuse(*why);
  set_body();
  return std::nullopt;
}

void CurlExchange::set_limits() {
  auto set = [&](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  // The status is not known yet, so the larger one; the bodies' own limits are checked as they come.
  uint64_t bytes_max = request_.response_bytes_max;
  if (request_.to_disk) bytes_max = std::max(bytes_max, request_.spooled_bytes_max);
  // Refused by its stated length, before the headers are told; else it is cut when it comes.
  if (!request_.headers_suffice) set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(bytes_max));
  auto deadline_ms =
      std::max<int64_t>(1, std::chrono::ceil<std::chrono::milliseconds>(request_.deadline).count());
  auto connect_ms = std::chrono::milliseconds(limits::kConnectTimeout).count();
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(deadline_ms));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min<int64_t>(deadline_ms, connect_ms)));
  if (!request_.to_disk) return;  // a long deadline would let a dead connection stay for long
  set(CURLOPT_LOW_SPEED_LIMIT, limits::kDownloadBytesPerSecondMin);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(std::chrono::seconds(limits::kDownloadStallAfter).count()));
}

std::optional<std::string> CurlExchange::check_headers() const {
  static constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  if (std::find(std::begin(kMethods), std::end(kMethods), request_.method) == std::end(kMethods))
    return "the method " + clean_line(request_.method, 40) + " is not one that may be sent";
  for (const auto& [name, value] : request_.headers) {
    if (!is_http_token(name)) return "a header name is not valid: " + clean_line(name, 80);
    if (is_reserved_header(ascii_lower(name))) return "the header " + name + " is the transport's own";
    auto is_bad = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; };
    if (std::any_of(value.begin(), value.end(), is_bad))
      return "the value of the header " + name + " contains control characters";
  }
  return std::nullopt;
}

std::optional<std::string> CurlExchange::set_headers() {
  bool has_content_type = false, has_accept_encoding = false;
  auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(header_list_, line.c_str());
    if (longer != nullptr) header_list_ = longer;
    return longer != nullptr;
  };
  bool added = add("Expect:");
  for (const auto& [name, value] : request_.headers) {
    has_content_type |= equals_ignoring_case(name, "content-type");
    has_accept_encoding |= equals_ignoring_case(name, "accept-encoding");
    // libcurl's spelling of a header without a value is "Name;"
    added = added && add(trim(value).empty() ? name + ";" : name + ": " + value);
  }
  if (!has_content_type) added = added && add("Content-Type:");  // none of libcurl's own
  if (!has_accept_encoding)
    added = added && add(request_.to_disk ? "Accept-Encoding: identity" : "Accept-Encoding: gzip");
  if (!added) return "out of memory";
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_list_);
  return std::nullopt;
}

void CurlExchange::set_body() {
  bool takes_body = request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
  } else if (takes_body || !request_.body.empty()) {
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());  // not copied: lives as long as this
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  } else {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    if (request_.method != "GET") curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
}

bool CurlExchange::may_reach(const sockaddr* address) const {
  if (is_public_address(address)) return true;
  switch (request_.reach) {
    case Reach::listed:
      return target_.any_address;
    case Reach::public_only:
      return false;
    case Reach::with_private:
      return is_private_address(address);
  }
  return false;
}

curl_socket_t CurlExchange::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (!exchange.may_reach(&address->addr)) {
    exchange.address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t CurlExchange::on_header(char* data, size_t size, size_t count, void* self) {
  size_t bytes = size * count;
  return static_cast<CurlExchange*>(self)->take_header_line({data, bytes}) ? bytes : CURL_WRITEFUNC_ERROR;
}

size_t CurlExchange::on_body(char* data, size_t size, size_t count, void* self) {
  size_t bytes = size * count;
  return static_cast<CurlExchange*>(self)->take_body(data, bytes) ? bytes : CURL_WRITEFUNC_ERROR;
}

bool CurlExchange::abort(TransportErrorKind kind, std::string message) {
  aborted_ = TransportError{kind, std::move(message) + " (from " + target_.host + ")", true};
  return false;
}

bool CurlExchange::take_header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits::kResponseHeaderBytesMax)
    return abort(
        TransportErrorKind::too_large,
        "the answer's headers are longer than " + std::to_string(limits::kResponseHeaderBytesMax) + " bytes");
  if (!headers_complete_ && line.starts_with("HTTP/")) {  // also of every interim answer (100, 103)
    response_.headers.clear();
    return true;
  }
  if (headers_complete_) return true;  // trailers say nothing that we use
  std::string_view text = trim(line);
  if (text.empty()) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    headers_complete_ = status >= 200;
    return true;
  }
  if (line.front() == ' ' || line.front() == '\t') {  // a folded line continues the one before it
    if (!response_.headers.empty()) response_.headers.back().second.append(" ").append(text);
    return true;
  }
  size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_http_token(text.substr(0, colon)))
    return abort(TransportErrorKind::malformed, "a header line of the answer is broken");
  return take_header(text.substr(0, colon), trim(text.substr(colon + 1)));
}

bool CurlExchange::take_header(std::string_view name, std::string_view value) {
  std::string lower_name = ascii_lower(std::string(name));
  if (lower_name == "content-length") {
    if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos)
      return abort(TransportErrorKind::malformed, "the answer's length is not a number");
    if (!content_length_.empty() && content_length_ != value)
      return abort(TransportErrorKind::malformed, "the answer states two different lengths");
    content_length_ = value;
    if (framing_ == Framing::none) framing_ = Framing::length;
  } else if (lower_name == "transfer-encoding") {
    if (!equals_ignoring_case(value, "chunked"))
      return abort(TransportErrorKind::malformed, "the answer uses an unknown transfer encoding");
    framing_ = Framing::chunked;
  } else if (lower_name == "content-encoding") {
    content_encoding_ = content_encoding_.empty() ? ascii_lower(std::string(value))
                                                  : content_encoding_ + "," + ascii_lower(std::string(value));
  }
  response_.headers.emplace_back(std::move(lower_name), value);
  return true;
}

bool CurlExchange::begin_body() {
  body_begun_ = true;
  bool gzip = content_encoding_ == "gzip" || content_encoding_ == "x-gzip";
  if (!gzip && !content_encoding_.empty() && content_encoding_ != "identity")
    return abort(
        TransportErrorKind::malformed,
        "the answer is encoded as " + clean_line(content_encoding_, 40) + ", which was not asked for");
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (request_.to_disk && status >= 200 && status < 300) {
    download_.emplace(spool_folder_, request_.spooled_bytes_max);
    return true;
  }
  if (gzip) gunzip_.emplace(request_.response_bytes_max);
  return begin_memory_body();
}

bool CurlExchange::begin_memory_body() {
  size_t length = 0;
  std::from_chars(content_length_.data(), content_length_.data() + content_length_.size(), length);
  response_.body.reserve(std::min({length, request_.response_bytes_max, kFirstReserveMax}) +
                         kBodyPaddingBytes);
  return true;
}

bool CurlExchange::too_large(uint64_t bytes_max) {
  return abort(TransportErrorKind::too_large,
               "the answer is longer than " + std::to_string(bytes_max) + " bytes or unpacks too far");
}

bool CurlExchange::take_body(const char* data, size_t size) {
  if (aborted_) return false;
  if (!body_begun_ && !begin_body()) return false;
  if (!download_) return take_memory_body(data, size);
  if (auto broken = download_->append({data, size})) return abort(broken->kind, broken->message);
  return true;
}

bool CurlExchange::take_memory_body(const char* data, size_t size) {
  if (!gunzip_) {
    if (size > request_.response_bytes_max - response_.body.size())
      return too_large(request_.response_bytes_max);
    append_padded(response_.body, data, size);
    return true;
  }
  switch (gunzip_->feed({data, size}, response_.body)) {
    case Gunzip::Outcome::ok:
      return true;
    case Gunzip::Outcome::too_large:
      return too_large(request_.response_bytes_max);
    case Gunzip::Outcome::malformed:
      break;
  }
  return abort(TransportErrorKind::malformed, "the answer's gzip data is broken");
}

HttpResult CurlExchange::as_far_as_it_came(long status, curl_off_t took_us) {
  response_.status = static_cast<int>(status);
  response_.took = Duration{took_us};
  return std::move(response_);
}

HttpResult CurlExchange::finish(CURLcode code) {
  long status = 0;
  curl_off_t took_us = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &took_us);
  auto broken = [&](TransportErrorKind kind, const char* what) {
    abort(kind, what);
    return tl::unexpected<TransportError>(*aborted_);
  };
  if (request_.headers_suffice && headers_complete_ && status >= 200)
    return as_far_as_it_came(status, took_us);
  if (aborted_) return tl::unexpected<TransportError>(*aborted_);
  if (code != CURLE_OK) return tl::unexpected<TransportError>(error_of(code));
  bool bodiless = request_.method == "HEAD" || status == 204 || status == 304;
  if (!headers_complete_ || status < 200)
    return broken(TransportErrorKind::interrupted, "the answer is not complete");
  // Such a body ends when the connection does: whether it is complete cannot be known.
  if (!bodiless && framing_ == Framing::none)
    return broken(TransportErrorKind::malformed, "the answer states neither its length nor chunks");
  if (request_.to_disk && !body_begun_ && !begin_body()) return tl::unexpected<TransportError>(*aborted_);
  if (download_) {
    auto body = download_->finish();
    if (!body) return broken(body.error().kind, body.error().message.c_str());
    response_.spooled = std::move(*body);
  }
  if (gunzip_ && gunzip_->finish() != Gunzip::Outcome::ok)
    return broken(TransportErrorKind::interrupted, "the answer's gzip data ends too early");
  if (gunzip_)
    std::erase_if(response_.headers, [](const auto& header) {
      return header.first == "content-encoding" || header.first == "content-length";
    });
  response_.status = static_cast<int>(status);
  response_.took = Duration{took_us};
  return std::move(response_);
}

TransportError CurlExchange::error_of(CURLcode code) const {
  using Kind = TransportErrorKind;
  long bytes_sent = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes_sent);
  std::string why =
      error_text_[0] != '\0' ? clean_line(error_text_, CURL_ERROR_SIZE) : curl_easy_strerror(code);
  auto make = [&](Kind kind, const std::string& what) {
    return TransportError{kind, what + " " + target_.host + ": " + why, bytes_sent > 0};
  };
  if (address_refused_ && bytes_sent == 0) {
    why = request_.reach == Reach::with_private ? "it leads to an address that is never called"
                                                : "it leads to an address that is not public";
    return make(Kind::refused_by_policy, "no connection to");
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return make(Kind::resolve, "no address found for");
    case CURLE_COULDNT_CONNECT:
      return make(Kind::connect, "cannot connect to");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_INITFAILED:
      return make(Kind::tls, "no secure connection to");
    case CURLE_OPERATION_TIMEDOUT:
      return make(Kind::timeout, "no complete answer in time from");
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_OUT_OF_MEMORY:  // libcurl's word for a header line beyond its own limit
      return make(Kind::too_large, "too large an answer from");
    case CURLE_UNSUPPORTED_PROTOCOL:  // an answer that is not HTTP/1
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return make(Kind::malformed, "a broken answer from");
    default:
      break;
  }
  bool chunks = why.find("chunk") != std::string::npos;
  return make(chunks ? Kind::malformed : Kind::interrupted,
              chunks ? "a broken answer from" : "connection lost to");
}

}  // namespace mooring::host
