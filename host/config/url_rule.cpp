#include "config/url_rule.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace mooring::host {
namespace {

struct Authority {
  std::string_view host, port;
};

Authority split(std::string_view authority) {
  size_t after_host = authority.starts_with('[') ? authority.find(']') : 0;
  size_t colon = authority.find(':', after_host == std::string_view::npos ? 0 : after_host);
  Authority parts{authority.substr(0, colon), {}};
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
  return parts;
}

bool is_port(std::string_view text) {
  int port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    in6_addr address{};
    return host.ends_with(']') &&
           inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) == 1;
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (equals_ignoring_case(host, "localhost")) return true;
  std::string text(host);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<std::string> check_url(std::string_view url) {
  bool https = url.starts_with("https://"), http = url.starts_with("http://");
  if (!https && !http)
    return fail("url_malformed", "must be a URL that begins with https://",
                "http:// is accepted only for this machine itself, like http://127.0.0.1:9400");
  bool plain = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  std::string_view rest = url.substr(https ? 8 : 7);
  auto authority = rest.substr(0, rest.find('/'));
  auto [host, port] = split(authority);
  bool has_port = authority.size() > host.size();
  if (!plain || url.find_first_of("?#@\\") != std::string_view::npos || !is_host(host) ||
      (has_port && !is_port(port)))
    return fail("url_malformed", "is not a plain URL",
                "Write scheme, host and path only: no user name, no '?', no '#', no blanks");
  if (http && !is_loopback_host(host))
    return fail("url_insecure", "would send secrets unencrypted to another machine", "Use https://");
  std::string out(url);
  while (out.ends_with('/'))
    out.pop_back();
  return out;
}

}  // namespace mooring::host
