#include "transport/transport.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kEndpointBytesMax = 400;

}  // namespace

const std::string* HttpResponse::header(std::string_view lower_case_name) const {
  auto found = std::find_if(headers.begin(), headers.end(),
                            [&](const auto& header) { return header.first == lower_case_name; });
  return found == headers.end() ? nullptr : &found->second;
}

const char* to_text(TransportErrorKind kind) {
  switch (kind) {
    case TransportErrorKind::refused_by_policy:
      return "refused_by_policy";
    case TransportErrorKind::resolve:
      return "resolve";
    case TransportErrorKind::connect:
      return "connect";
    case TransportErrorKind::tls:
      return "tls";
    case TransportErrorKind::timeout:
      return "timeout";
    case TransportErrorKind::interrupted:
      return "interrupted";
    case TransportErrorKind::too_large:
      return "too_large";
    case TransportErrorKind::malformed:
      return "malformed";
    case TransportErrorKind::storage:
      return "storage";
  }
  return "interrupted";
}

std::string endpoint_of(std::string_view method, std::string_view url) {
  url = url.substr(0, std::min(url.find_first_of("?#"), url.size()));
  size_t scheme_end = url.find("://");
  std::string_view scheme, rest = url;
  if (scheme_end != std::string_view::npos) {
    scheme = url.substr(0, scheme_end + 3);
    rest = url.substr(scheme_end + 3);
  }
  size_t path_at = std::min(rest.find_first_of("/\\"), rest.size());
  std::string_view authority = rest.substr(0, path_at), path = rest.substr(path_at);
  size_t at = authority.rfind('@');  // user and password have no place in a log
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  std::string endpoint(method);
  endpoint.append(" ").append(scheme).append(authority).append(path.empty() ? "/" : path);
  return clean_line(endpoint, kEndpointBytesMax);
}

}  // namespace mooring::host
