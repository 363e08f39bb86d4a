#include "admin/http/front_door.hpp"

namespace mooring::host::http {

// Code and detail are the parser's own constants, so nothing here needs escaping.
std::string refusal_bytes(int status, const std::string& code, const std::string& detail,
                          const std::string& request_id) {
  const std::string title = reason_phrase(status);
  const std::string body = R"({"type":"about:blank","title":")" + title + R"(","status":)" +
                           std::to_string(status) + R"(,"code":")" + code + R"(","detail":")" + detail +
                           R"(","hint":"","request_id":")" + request_id + "\"}\n";
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
