// Egress rules: which URL may be asked for, and which address a host name may lead to. Pure functions, any
// thread. The URL is taken apart by libcurl's own parser, so that what is checked here is what is connected
// later.
#pragma once
#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

struct Curl_URL;

namespace mooring::host {

struct CurlUrlDeleter {
  void operator()(Curl_URL* url) const;
};

struct EgressTarget {
  std::unique_ptr<Curl_URL, CurlUrlDeleter> url;  // parsed once; libcurl connects by it
  std::string host;          // lower case; IP literals in their usual spelling, IPv6 in brackets
  bool any_address = false;  // the host is an IP literal or loopback name that was listed literally
};

// The error is a sentence that names the host. Rules: https only, http only to loopback and when
// `insecure_loopback`; no user or password; the host (with its port, unless it is the scheme's own) is listed
// exactly or falls under
// "*.suffix"; IP literals only when listed literally. `insecure_host` ("10.1.2.3:8420") may be spoken to by http as well.
tl::expected<EgressTarget, std::string> check_egress(const std::string& url,
                                                     const std::vector<std::string>& allowed_hosts,
                                                     bool insecure_loopback,
                                                     const std::string& insecure_host = {});

// "api.example.com" or "127.0.0.1:9400": how allowed_hosts names the host of this URL. Empty when it is no
// URL.
std::string authority_of(const std::string& url);

// False for loopback, private, link-local, shared, multicast, documentation and reserved networks, also when
// an IPv6 address carries such an IPv4 address.
bool is_public_address(const sockaddr* address);
// Loopback, 10/8, 172.16/12, 192.168/16, 100.64/10 and fc00::/7: what an operator's own machines have.
bool is_private_address(const sockaddr* address);

}  // namespace mooring::host
