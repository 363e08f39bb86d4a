// One request and its answer on a libcurl easy handle: sets the options, takes the bytes, judges the outcome.
// Internal to CurlTransport; lives on its thread and must not move while libcurl works on it.
#pragma once
#include <curl/curl.h>

#include <optional>
#include <string>

#include "transport/body_download.hpp"
#include "transport/curl_transport.hpp"
#include "transport/egress.hpp"
#include "transport/gunzip.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

class CurlExchange {
 public:
  CurlExchange(HttpRequestId id, HttpRequest request);
  ~CurlExchange();
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  // Checks the request against the rules, before anything else.
  std::optional<TransportError> check(const CurlTransport::Options& options);
  // Prepares the handle for it. Its time begins when libcurl gets the handle.
  std::optional<TransportError> prepare(CURL* easy, const CurlTransport::Options& options);
  // After libcurl has finished with `code`.
  HttpResult finish(CURLcode code);

  HttpRequestId id() const { return id_; }
  const std::string& host() const { return target_.host; }  // once checked
  CURL* easy() const { return easy_; }

 private:
  enum class Framing { none, length, chunked };

  static size_t on_header(char* data, size_t size, size_t count, void* self);
  static size_t on_body(char* data, size_t size, size_t count, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  bool may_reach(const sockaddr* address) const;
  bool take_header_line(std::string_view line);
  bool take_header(std::string_view name, std::string_view value);
  bool take_body(const char* data, size_t size);
  bool begin_body();
  bool begin_memory_body();
  bool take_memory_body(const char* data, size_t size);
  bool too_large(uint64_t bytes_max);
  bool abort(TransportErrorKind kind, std::string message);
  HttpResult as_far_as_it_came(long status, curl_off_t took_us);
  std::optional<std::string> check_headers() const;
  std::optional<std::string> set_headers();
  void set_limits();
  void set_body();
  TransportError error_of(CURLcode code) const;

  HttpRequestId id_;
  HttpRequest request_;
  EgressTarget target_;
  std::string spool_folder_;
  CURL* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
  char error_text_[CURL_ERROR_SIZE] = {};

  HttpResponse response_;
  size_t header_bytes_ = 0;
  bool headers_complete_ = false, body_begun_ = false;
  Framing framing_ = Framing::none;
  std::string content_length_, content_encoding_;
  std::optional<Gunzip> gunzip_;
  std::optional<BodyDownload> download_;
  std::optional<TransportError> aborted_;
  bool address_refused_ = false;
};

}  // namespace mooring::host
