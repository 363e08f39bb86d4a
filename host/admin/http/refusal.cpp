#include "admin/http/front_door.hpp"

namespace mooring::host::http {
namespace {

const char* hint_for(int status) {
  switch (status) {
    case 408:
      return "Send the whole request without pauses";
    case 413:
      return "Send less at once";
    case 431:
      return "Send fewer and shorter header fields";
    case 503:
      return "Try again in a moment";
    default:
      return "Send an ordinary request, as browsers and curl do";
  }
}

}  // namespace

// Code and detail are the parser's own constants, so nothing here needs escaping.
std::string refusal_bytes(int status, const std::string& code, const std::string& detail,
                          const std::string& request_id) {
  const std::string title = reason_phrase(status);
  const std::string body = R"({"type":"about:blank","title":")" + title + R"(","status":)" +
                           std::to_string(status) + R"(,"code":")" + code + R"(","detail":")" + detail +
                           R"(","hint":")" + hint_for(status) + R"(","request_id":")" + request_id + "\"}\n";
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " " + title + "\r\n";
  for (const auto& [name, value] : security_headers())
    bytes += name + ": " + value + "\r\n";
  bytes += "Content-Type: application/problem+json\r\nCache-Control: no-store\r\nConnection: close\r\n";
  bytes += "X-Request-Id: " + request_id + "\r\n";
  if (status == 503) bytes += "Retry-After: 1\r\n";
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return bytes + body;
}

}  // namespace mooring::host::http
