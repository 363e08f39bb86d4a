// One HTTP request and its answer as plain values: all that handlers see of HTTP. No sockets, no Poco.
// A request is made by RequestParser and never changed afterwards; an answer belongs to the thread that makes
// it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace mooring::host::http {

using Header = std::pair<std::string, std::string>;

struct Request {
  std::string method;           // one of GET HEAD POST PUT PATCH DELETE OPTIONS
  std::string path;             // as sent, percent-encoded: "/api/v1/plugins"
  std::string query;            // as sent, without '?'
  std::string host;             // the Host header, lower case
  std::string peer;             // numeric address of the client
  std::vector<Header> headers;  // names in lower case, values as sent (no control characters)
  std::string body;

  std::string_view header(std::string_view lower_case_name) const;  // empty when absent
  std::string joined(std::string_view lower_case_name) const;  // all of them, in order, with commas between
  std::string_view cookie(std::string_view name) const;        // empty when absent
  std::optional<std::string> query_value(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>> query_values() const;  // decoded, in order
};

// What a streamed body is written with; false: the reader went away, stop.
using Write = std::function<bool(std::string_view)>;

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  std::string_view static_body;  // instead of body: bytes that live as long as the program
  // Instead of a body: writes as it goes, chunked. false: broken off, the reader sees an incomplete answer.
  std::function<bool(const Write&)> stream;
  // Instead of a body: the connection stays open and gets what HttpServer::publish sends.
  bool event_stream = false;
  std::string event_stream_owner;              // for HttpServer::close_event_streams
  std::optional<Duration> event_stream_for{};  // how long the reader may have it; nothing: as long as anybody

  void set(std::string name, std::string value);  // replaces
  void add(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
};

using Application = std::function<Response(const Request&)>;

const char* reason_phrase(int status);
// Headers that every answer carries, whatever made it.
const std::vector<Header>& security_headers();

}  // namespace mooring::host::http
